"""A teacher grades a class by keyboard in a real JupyterLab, as part 6 of the guide says."""

import shutil
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from course_lib.exercises import assignments, handouts

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FOLDER = "instructor"
GROUP = "10B"
TABLE = Path(__file__).with_name("moodle.csv")
CUT_OFF = """() => [...document.querySelectorAll('.widget-label, .widget-text input')].filter(
  part => part.scrollWidth > part.clientWidth + 1
).map(part => part.textContent || part.placeholder)"""


def solved(group):
    """The assignment `secrets` of a class with every task right."""
    work = assignments.load("secrets", group)
    edition = handouts.assignment(handouts.stored("secrets"), work)
    places = handouts.places(edition, work)
    for name, task in work.tasks.items():
        places[name].answer.source = handouts.solution(task.exercise)
    return nbformat.writes(edition)


@pytest.fixture
def folder(lab, tmp_path):
    """What the teacher drags beside the notebook: a zip as Moodle makes it, and its worksheet."""
    handed_in = {"Ani Lestari_12001": solved(GROUP), "Budi Hartono_12002": solved("10C")}
    for who, text in (handed_in | {"Citra Dewi_12003": "a photo"}).items():
        path = tmp_path / "class" / f"{who}_assignsubmission_file_" / "homework.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    beside = lab.folder / FOLDER
    shutil.make_archive(str(beside / "moodle"), "zip", tmp_path / "class")
    shutil.copy(TABLE, beside)
    return beside


def fill_in(desk, *texts):
    """Type into the form, from its first field on, a Tab between the fields; "" leaves one."""
    desk.box("Zip or folder").focus()
    for text in texts:
        desk.page.keyboard.type(text)
        desk.page.keyboard.press("Tab")


def test_from_the_form_to_the_filled_table(lab, browser, folder):
    with lab.open(browser, f"{FOLDER}/grade.ipynb") as desk:
        desk.size(1000, 2600)
        expect(desk.page.get_by_text("made-up class, so nothing was kept")).to_be_visible()
        assert desk.page.evaluate(CUT_OFF) == []
        assert desk.barriers() == []
        tick = desk.page.get_by_role("checkbox", name="Without functions to write")
        tick.press("Space")
        expect(tick).to_be_checked()
        tick.press("Space")  # put back: the form remembers
        expect(tick).not_to_be_checked()
        each = [""] * len(assignments.NAMES)  # a choice is a stop of its own
        fill_in(desk, "moodle.zip", *each, GROUP, "", "moodle.csv", "Grade")
        said = 'The next cell grades moodle.zip: secrets, the class "10B". '
        said += "The last cell fills moodle.csv."  # what was typed last has arrived, too
        expect(desk.page.get_by_text(said)).to_be_visible()

        assert desk.run() == []  # every cell, the first one too: the form forgets nothing
        expect(desk.page.get_by_text(said)).to_be_visible()
        expect(desk.box("Platform's table")).to_have_value("moodle.csv")
        text = desk.text()
        assert '1 of 2 notebooks: made for the class "10C"' in text
        assert "Citra Dewi (12003)\tnot graded" in text
        assert "Filled 2 rows." in text
        assert desk.barriers() == []
    results = folder / "results" / f"secrets_{GROUP}"
    filled = (results / "filled_moodle.csv").read_text(encoding="utf-8")
    ani, budi, citra, dimas = filled.splitlines()[1:]
    assert ani == "Participant 12001,Ani Lestari,13,19.00"
    assert 0 <= float(budi.split(",")[2]) < 13, "another class's numbers earn nothing by themselves"
    assert [citra, dimas] == TABLE.read_text().splitlines()[3:], "what was not graded is no zero"
    assert (results / "reports/overview.html").exists()
