"""What nbval does not see: it passes a stripped notebook, skips pictures and ignores metadata."""

from pathlib import Path

import nbformat
import pytest

from course_lib import authoring

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = authoring.notebooks(FOLDER)
ALLOWED_TAGS = {"stretch", "raises-exception"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_valid_with_stable_ids(notebook):
    nbformat.validate(notebook)
    assert notebook.nbformat_minor >= 5
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    named = [identifier for identifier in ids if not identifier.replace("-", "").isalnum()]
    assert not named, "cell ids are words with hyphens"


def test_executed_from_top_to_bottom(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_metadata_is_normal(notebook):
    assert notebook.metadata == authoring.METADATA
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}
        assert set(cell.metadata.get("tags", [])) <= ALLOWED_TAGS, cell.id


def test_no_stored_error_widget_view_or_warning(notebook):
    for cell in code_cells(notebook):
        expected_to_raise = "raises-exception" in cell.metadata.get("tags", [])
        kinds = [output.output_type for output in cell.outputs]
        assert ("error" in kinds) == expected_to_raise, cell.id
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.id
        assert not [output for output in cell.outputs if authoring.VIEW in output.get("data", {})]


def test_every_chart_has_its_picture_and_its_sentence(notebook):
    for cell in code_cells(notebook):
        bundles = [output.data for output in cell.outputs if "data" in output]
        for bundle in bundles:
            if authoring.V5 in bundle:
                assert authoring.PNG in bundle, cell.id
                assert 8 <= len(bundle["text/plain"].split()) <= 40, cell.id
            else:
                assert authoring.PNG not in bundle, f"{cell.id}: a picture without its chart"
