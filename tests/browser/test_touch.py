"""First touches in a real JupyterLab: by mouse, by keyboard, by finger, in the dark, and calm."""

import re
import tomllib
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from hands import Hand
from playwright.sync_api import expect

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "course_lib/scenes").glob("lesson_*.py")
)
STORIES = tomllib.loads(Path(__file__).with_name("touches.toml").read_text(encoding="utf-8"))
FILE = "touch.ipynb"  # one kernel for all: each lesson makes a picture of its own
TAP_IF_THERE = """() => document.querySelector('.touch [data-id="mark-4"]')?.click()"""
BUSY = """import time, pathlib
while pathlib.Path("busy").exists(): time.sleep(0.05)"""


@contextmanager
def opened(lab, browser, name, *more, dark=False, run=True):
    """The first touch of `name` as its lesson stores it, and cells with `more` code below it."""
    (path,) = lab.folder.glob(f"{name.removeprefix('lesson_')}_*.ipynb")
    first = next(c for c in nbformat.read(path, as_version=4).cells if "scene.open()" in c.source)
    with lab.open(browser, FILE, first, *more, run=run, dark=dark, warm=True) as lesson:
        yield lesson, lesson.page.locator(".touch")


@pytest.mark.parametrize("name", STORIES)
def test_a_story(lab, browser, name):
    """In the end nothing is cut off on a laptop, and there is no barrier."""
    story = STORIES[name]
    more = story.get("more", [])
    with opened(lab, browser, story["lesson"], *more, dark=story["dark"]) as (lesson, pictures):
        expect(pictures).to_have_count(1 + len(more))
        Hand(lesson.page, pictures.last).play(story["steps"])
        lesson.size(1024, 700)
        assert pictures.last.evaluate("picture => look.cutOff(picture)") == []
        assert lesson.barriers() == []


@pytest.mark.parametrize("name", NAMES)
def test_each_fits_has_no_barriers_and_keeps_its_keys(lab, browser, name):
    """JupyterLab would insert, delete or move cells with the letters that are pressed here."""
    with opened(lab, browser, name, dark=True, run=False) as (lesson, picture):
        still = lesson.page.locator(".jp-OutputArea-output", has_text="Run this cell, then ").first
        expect(still).to_be_visible()
        expect(still.locator("button, input")).to_have_count(0)
        assert lesson.barriers() == []
        assert lesson.run() == []
        expect(picture).to_be_visible()
        assert lesson.barriers() == []
        lesson.theme("Light")
        lesson.size(1024, 700)
        assert picture.evaluate("picture => look.cutOff(picture)") == []
        assert lesson.barriers() == []
        cells = lesson.page.locator(".jp-Notebook .jp-Cell")
        before = cells.count()
        groups = picture.locator("[data-rove]")
        stops = [groups.nth(n).locator("button[tabindex='0']") for n in range(groups.count())]
        for stop in [*stops, picture.locator("button:not([data-rove] button)").last]:
            expect(stop).to_have_count(1)
            stop.focus()
            for key in ("a", "b", "x", "m", "y", "Home", "End", "ArrowDown", "Shift+Enter"):
                lesson.page.keyboard.press(key)
            assert picture.evaluate("picture => picture.contains(document.activeElement)")
        assert cells.count() == before
        open_to_lab = ":is(button, input):not([data-lm-suppress-shortcuts])"
        expect(picture.locator(open_to_lab)).to_have_count(0)


def test_a_busy_kernel_says_so_and_a_restarted_one_too(lab, browser):
    busy = lab.folder / "busy"
    with opened(lab, browser, "lesson_01", "1 + 1") as (lesson, picture):
        busy.touch()
        lesson.execute(BUSY)
        picture.locator("[data-id=mark-3]").click()
        expect(picture.locator(".touch-busy")).to_contain_text("Python is busy")
        busy.unlink()
        expect(picture.locator(".touch-said")).to_have_text("Marked: 1 of 48.")
        expect(picture.locator(".touch-busy")).to_have_text("")
        lesson.page.evaluate("lab.restart()")
        still = lesson.page.get_by_text("Run this cell, then mark")
        told = picture.locator(".touch-busy", has_text=re.compile("run this cell again", re.I))
        lesson.page.wait_for_timeout(1000)
        lesson.page.evaluate(TAP_IF_THERE)  # or the guard has put the still in its place
        expect(still.or_(told).filter(visible=True).first).to_be_visible()


def test_by_finger(lab, browser):
    """A tap of a finger marks a letter once."""
    with opened(lab, browser, "lesson_01") as (_, picture):
        letter = picture.locator("[data-id=mark-3]")
        letter.dispatch_event("pointerdown", {"pointerType": "touch"})
        letter.dispatch_event("pointerup", {"pointerType": "touch"})
        letter.dispatch_event("click", {"detail": 1})
        expect(picture.locator(".touch-said")).to_have_text("Marked: 1 of 48.")
