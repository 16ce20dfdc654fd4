"""What holds for every first touch: it starts at once, asks, and answers nothing untouched."""

import random
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from html import unescape
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from playing import kept, played

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson import live, predictions, store, touch
from course_lib.scenes import lesson_03, lesson_04, lesson_05

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.stem for path in (ROOT / "course_lib/scenes").glob("lesson_*.py"))
CASES = tomllib.loads(Path(__file__).with_name("kept.toml").read_text(encoding="utf-8"))["case"]
HEAVY = ("pandas", "altair", "vl_convert")


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def shown(name, monkeypatch):
    """The widget and the still of the picture as it is opened."""
    seen = []
    monkeypatch.setattr(live, "show", lambda widget, still: seen.append((widget, still)))
    import_module(f"course_lib.scenes.{name}").open()
    return seen[0]


def test_it_opens_without_what_takes_seconds_to_import(name):
    code = (
        f"import sys\nfrom course_lib.scenes import {name} as scene\nscene.open()\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert ran.stderr.strip() == "[]"


def test_untouched_it_keeps_no_guess(shown):
    course = store.load()
    assert not any(course[kind] for kind in store.KINDS)


def test_the_still_says_how_to_go_on_and_answers_nothing(shown, name):
    _, still = shown
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


def test_whatever_is_touched_can_be_drawn_and_start_again_begins_anew(name):
    scene, chance = import_module(f"course_lib.scenes.{name}").open.__self__, random.Random(7)
    model, fresh = scene(), scene()
    for _ in range(40):
        html = touch.drawn(model.parts)
        ids = re.findall(r'data-id="([^"]*)"', html)
        assert len(ids) == len(set(ids)), "a picture would mix up its parts"
        for dot in (dot for part in model.parts for dot in part.get("dots", ())):
            assert 0 <= dot["x"] <= 97
            assert 0 <= dot["y"] <= 94
        act, value = chance.choice(list(offered(html)))
        with suppress(CourseError):
            model.act(act, value)
        if act == "again":
            fresh.act("again", "")  # another card may be dealt
    for each in (model, fresh):
        each.act("again", "")
    assert touch.drawn(model.parts) == touch.drawn(fresh.parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join([case["scene"], *case["acts"]]))
def test_the_first_answer_keeps_the_guess_and_nothing_later_changes_it(case):
    module, name = case["scene"].split(".")
    played(getattr(import_module(f"course_lib.scenes.{module}"), name), *case["acts"])
    for key in case.keys() - {"scene", "acts"}:
        assert kept(key) == case[key]


@pytest.mark.parametrize("scene", [lesson_03.Crowd, lesson_04.Fee, lesson_05.Answer])
def test_a_mark_on_a_row_of_steps_comes_first_and_stays(scene):
    model = played(scene, "go")
    assert (model.said, model.reached) == (model.words("unmarked"), model.first)
    for act in ("at 1", "at 6"):
        model.act(*act.split())
    while not model.found:
        assert (kept(model.key), model.marked) == ([], 6)
        model.act("go")
    model.act("at", "1")
    assert (model.marked, model.now) == (6, 1), "what is touched is looked at"


def offered(html):
    """The acts of all buttons that are not off; how many play is not begun anew."""
    for button in re.findall("<button[^>]*>", html):
        found = re.search('data-act="([^"]*)" data-value="([^"]*)"', button)
        if found and "disabled" not in button and found[1] not in ("hands", "people"):
            yield found[1], unescape(found[2])


def test_a_guess_is_kept_with_its_question_its_answer_and_the_evidence(name):
    opened = import_module(f"course_lib.scenes.{name}").open.__self__()
    opened.keep("a guess", 3, "4")
    words = data.toml("scenes", name)
    assert store.get("questions", "a guess", None).value == words["question"]
    assert store.get("answers", "a guess", None).value == "4"
    assert store.get("answers", predictions.reason("a guess"), None).value == words["why"]
    evidence = "Computed|Counted|Estimated|Reported|Shown|Tried|By the rule|In a teaching model"
    assert re.match(evidence, words["why"])
