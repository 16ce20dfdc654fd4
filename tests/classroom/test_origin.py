"""What a notebook says it is of, read from its text: as written, edited, or gone.

The call as students leave it, and texts meant to harm, are in gives.toml; whole notebooks of
another class or of something else in class.toml.
"""

import nbformat
import pytest

from course_lib.classroom import submissions
from course_lib.exercises import assignments, handouts
from course_lib.exercises.handouts import Origin, differs

from .conftest import sample


@pytest.mark.parametrize("name", assignments.NAMES)
@pytest.mark.parametrize("group", ["", "10B", 'Kelas "5" \\ Å', "'"])
def test_every_edition_of_the_course_is_known(name, group):
    work = assignments.load(name, group)
    edition = handouts.assignment(handouts.stored(name), work)
    origin = submissions.origin_of((cell.source for cell in edition.cells), edition.metadata)
    assert origin == Origin(name, group, handouts.EDITION, work.fingerprints())
    assert submissions.said("note", origin, work) == ""


def test_every_lesson_is_known():
    for path in handouts.NOTEBOOKS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        origin = submissions.origin_of(cell.source for cell in cells if cell.cell_type == "code")
        name = path.name.partition("_")[0].replace("0", "lesson ", 1)
        assert origin.name == ("warm-up" if path.name == "warm_up.ipynb" else name)
        assert differs(origin, sample()) == "lesson", path.name


def test_lines_for_the_teacher_common_ones_first():
    said = [(f"s{n}", Origin("sample", "10C")) for n in range(6)]
    said += [("t", Origin("money")), ("u", Origin("lesson 4")), ("v", Origin())]
    first, *others = submissions.warnings([*said, ("w", Origin("sample", "10B"))], sample("10B"))
    assert first.startswith("6 of 10 notebooks:")
    assert "Handed in by" not in first
    assert all(line.startswith("1 of 10 notebooks:") for line in others)
    assert {line.rpartition(": ")[2] for line in others} == {"t.", "u.", "v."}
