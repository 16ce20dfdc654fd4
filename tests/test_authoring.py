"""Storing a notebook: executed, normal, the same bytes again, and nothing shady stored.

`stored.ipynb` has a chart, a widget, saved work, and slow prints, which are one output.
"""

import base64
import sys
from pathlib import Path
from unittest.mock import Mock

import nbformat
import pytest

from course_lib import authoring
from course_lib.authoring.__main__ import main
from course_lib.errors import CourseError

STORED = Path(__file__).with_name("stored.ipynb")


@pytest.fixture
def notebook():
    return nbformat.read(STORED, as_version=4)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notebook.ipynb"


def test_the_stored_notebook_is_as_it_should_be(notebook):
    """Whoever stores it again with a broken tool is told here."""
    _, widget, saved, slow = notebook.cells
    assert notebook.metadata == authoring.METADATA
    assert [(cell.execution_count, cell.metadata) for cell in notebook.cells] == [
        (number, {}) for number in (1, 2, 3, 4)
    ]
    assert [output.data for output in widget.outputs] == [{"text/plain": "A button: Go"}]
    assert saved.outputs[0].data == {"text/plain": "('my_course.json', 80)"}
    assert [output.text for output in slow.outputs] == ["0\n1\n2\n"]


def test_a_second_run_changes_nothing(path, capsys):
    path.write_bytes(STORED.read_bytes())
    main(["run", str(path)])
    assert capsys.readouterr().out == f"{path}: unchanged\n"
    assert path.read_bytes() == STORED.read_bytes()


def test_what_changes_from_run_to_run_is_gone(notebook, path, capsys):
    """All but the picture is made anew; saved work is an empty file, which is gone, too."""
    notebook.metadata = {"widgets": {}, "author": "?"}
    for cell in notebook.cells:
        cell.metadata["collapsed"], cell.execution_count = True, 9
    for cell in notebook.cells[1:]:
        cell.outputs = []
    nbformat.write(notebook, path)
    main(["run", str(path)])
    assert capsys.readouterr().out == f"{path}: stored\n"
    assert path.read_bytes() == STORED.read_bytes()
    assert list(path.parent.iterdir()) == [path]


def test_a_picture_is_kept_while_its_chart_is_the_same(notebook, path):
    chart, other = notebook.cells[0], base64.b64encode(b"drawn on another machine").decode()
    chart.outputs[0].data[authoring.PNG] = other
    notebook.cells = [chart]
    nbformat.write(notebook, path)
    assert not authoring.run(path)
    chart.source = chart.source.replace("450", "500")
    nbformat.write(notebook, path)
    assert authoring.run(path)
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].data[authoring.PNG] != other


def test_a_warning_is_not_stored(notebook, path):
    notebook.cells[0].source = "import sys; print('careful', file=sys.stderr)"
    nbformat.write(notebook, path)
    before = path.read_bytes()
    with pytest.raises(CourseError, match="no warning from cell chart"):
        authoring.run(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("platform", "transport"), [("linux", "ipc"), ("win32", None)])
def test_a_kernel_is_reached_by_a_file_where_there_are_such_sockets(
    platform, transport, tmp_path, monkeypatch
):
    client = Mock()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(authoring, "NotebookClient", client)
    authoring.execute(nbformat.v4.new_notebook(), tmp_path)
    assert client.call_args.kwargs["config"]["KernelManager"].get("transport") == transport
