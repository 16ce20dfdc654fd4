"""What holds for every first touch: it starts at once, asks, and answers nothing untouched."""

import random
import re
from pathlib import Path

import nbformat
import pytest

from course_lib import data
from course_lib.lesson import store

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "course_lib/scenes").glob("lesson_*.py"))
HEAVY = ("pandas", "altair", "vl_convert")


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_it_opens_without_what_takes_seconds_to_import(name, printed):
    opens = f"import sys\nfrom course_lib.scenes import {name} as scene\nscene.open()\n"
    assert printed(f"{opens}print(set({HEAVY}) & set(sys.modules))").endswith("set()")


def test_untouched_it_keeps_no_guess_and_its_still_says_how_to_go_on_and_answers_nothing(
    name, opened
):
    still, course = opened(f"{name}.open").still, store.load()
    assert not any(course[kind] for kind in store.KINDS)
    assert still["text/plain"].startswith("Run this cell, then ")
    assert still["text/plain"] in still["text/html"].replace("&#x27;", "'")
    for dead in ("<button", "<input", "data-act", "tabindex"):
        assert dead not in still["text/html"]
    assert "style=" in still["text/html"]


def test_it_is_the_first_code_cell_in_two_lines(name):
    (path,) = ROOT.glob(f"notebooks/{name.removeprefix('lesson_')}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    first = next(cell for cell in cells if cell.cell_type == "code")
    lines = [line for line in first.source.splitlines() if line]
    assert lines == [f"from course_lib.scenes import {name} as scene", "scene.open()"]
    assert cells.index(first) <= 2


def test_its_words_stand_in_its_own_file(name):
    words = data.toml("scenes", name)
    assert words["question"].endswith("?")
    sources = [ROOT / f"course_lib/scenes/{file}.py" for file in (name, "__init__")]
    source = "".join(path.read_text(encoding="utf-8") for path in sources)
    made = re.findall(r'f"(\w+_)\{', source)  # of keys that end in a place or a tag
    spoken = [key for key in words if not key.startswith(tuple(made))]
    unused = [key for key in spoken if key not in source and key not in ("question", "still")]
    assert not unused, "a sentence that nobody says goes"


def test_whatever_is_touched_can_be_drawn_and_start_again_begins_anew(name, opened):
    page, fresh, chance = opened(f"{name}.open"), opened(f"{name}.open"), random.Random(7)
    for _ in range(40):
        ids = [part["data-id"] for part in page.find("[data-id]")]
        assert len(ids) == len(set(ids)), "a picture would mix up its parts"
        for left, top in page.sizes(".touch-dot:not(.touch-sign)", "left", "top"):
            assert 0 <= left <= 97
            assert 0 <= top <= 94
        live = "button:not([aria-disabled], [data-act=hands], [data-act=people])"
        touched = chance.choice(page.find(live))  # how many play is not begun anew
        page.do(f"{touched['data-act']} {touched['data-value']}")
        if touched["data-act"] == "again":
            fresh.do("again")  # another card may be dealt
    assert page.do("again").picture == fresh.do("again").picture
