"""First touches in a real JupyterLab: by mouse, by keyboard, by finger, in the dark, and calm."""

import re
import tomllib
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "course_lib/scenes").glob("lesson_*.py")
)
STORIES = tomllib.loads(Path(__file__).with_name("touches.toml").read_text(encoding="utf-8"))
FILE = "touch.ipynb"  # one kernel for all: each lesson makes a picture of its own
LAPTOP = {"width": 1024, "height": 700}
# Where the first hour begins, and where the dots of each evening begin.
BEGINS = """picture => [...picture.querySelectorAll('.touch-evening')].map(
  words => Math.round(words.firstElementChild.getBoundingClientRect().left))"""
AT_ONCE = """(picture, names) => names.map(name =>
  [...picture.querySelectorAll('button')].find(each => each.textContent === name).click())"""
TAP_IF_THERE = """() => document.querySelector('.touch [data-id="mark-4"]')?.click()"""
BUSY = """import time, pathlib
while pathlib.Path("busy").exists(): time.sleep(0.05)"""
PASSES = "([letter, x]) => Math.abs(letter.getBoundingClientRect().x - x - 60) < 60"


@contextmanager
def opened(lab, browser, name, *more, dark=False, run=True):
    """The first touch of `name` as its lesson stores it, and cells with `more` code below it."""
    (path,) = lab.folder.glob(f"{name.removeprefix('lesson_')}_*.ipynb")
    first = next(c for c in nbformat.read(path, as_version=4).cells if "scene.open()" in c.source)
    with lab.open(browser, FILE, first, *more, run=run, dark=dark, warm=True) as lesson:
        yield lesson, lesson.page.locator(".touch")


class Hand:
    """What a hand does with a picture and what it then sees: the verbs of touches.toml."""

    def __init__(self, picture):
        self.picture, self.page = picture, picture.page

    def part(self, name):
        if name.startswith("#"):
            return self.picture.locator(f'[data-id="{name[1:]}"]')
        if name.startswith("."):
            return self.picture.locator(name)
        return self.picture.get_by_role("button", name=name).or_(self.picture.get_by_label(name))

    def place(self, name):
        return self.part(name).bounding_box()

    def click(self, name):
        self.part(name).click()

    def twice(self, name):
        self.part(name).dblclick()

    def press(self, name):
        self.part(name).press("Enter")

    def focus(self, name):
        self.part(name).focus()

    def keys(self, keys):
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, told):
        name, text = told
        self.part(name).fill(text)

    def drag(self, names):
        first, last = map(self.part, names)
        first.drag_to(last)

    def sweep(self, names):
        first, last = map(self.place, names)
        self.page.mouse.move(first["x"] + 9, first["y"] + 9)
        self.page.mouse.down()
        self.page.mouse.move(last["x"] + 9, last["y"] + 9, steps=20)
        self.page.mouse.up()

    def at_once(self, names):
        self.picture.evaluate(AT_ONCE, names)

    def pause(self, milliseconds):
        self.page.wait_for_timeout(milliseconds)

    def says(self, text):
        expect(self.part(".touch-said")).to_contain_text(text)

    def unsays(self, text):
        expect(self.part(".touch-said")).not_to_contain_text(text)

    def at(self, name):
        expect(self.part(name)).to_be_focused()

    def reads(self, told):
        name, text = told
        expect(self.part(name)).to_have_text(text)

    def holds(self, told):
        name, value = told
        expect(self.part(name)).to_have_value(value)

    def on_screen(self, text):
        expect(self.picture.get_by_text(text, exact=True)).to_be_in_viewport()

    def count(self, told):
        selector, number = told
        expect(self.picture.locator(selector)).to_have_count(number)

    def check(self, name):
        getattr(self, name)()

    def calmly_from_here(self):
        self.page.emulate_media(reduced_motion="reduce")

    def nothing_moves(self):
        assert self.page.evaluate("document.getAnimations().length") == 0

    def the_letter_passes_the_relay(self):
        letter = self.part("#letter-1").element_handle()
        self.page.wait_for_function(PASSES, arg=[letter, self.place("#relay")["x"]])

    def all_places_stand_in_one_row(self):
        """The arrows below them need it."""
        self.page.set_viewport_size(LAPTOP)
        assert round(self.place("#sari")["y"]) == round(self.place("#meta")["y"])

    def a_bakso_is_paid_where_a_column_passes_it(self):
        line = self.place("#level targeta bowl of bakso: Rp20,000")
        lower, higher = (self.part(".touch-height").nth(n).bounding_box() for n in (3, 4))
        assert lower["y"] < line["y"] + line["height"] < higher["y"] + 2

    def all_lanes_are_equally_high(self):
        lanes = self.picture.locator("[data-drop]").all()
        assert len({round(lane.bounding_box()["height"]) for lane in lanes}) == 1

    def the_clock_begins_where_the_dots_of_each_evening_do(self):
        self.page.set_viewport_size(LAPTOP)
        hours, *dots = self.picture.evaluate(BEGINS)
        assert len(dots) == 6
        assert max(dots) - 4 < hours < min(dots) + 4


@pytest.mark.parametrize("name", STORIES)
def test_a_story(lab, browser, name):
    """In the end nothing is cut off on a laptop, and there is no barrier."""
    story = STORIES[name]
    more = story.get("more", [])
    with opened(lab, browser, story["lesson"], *more, dark=story["dark"]) as (lesson, pictures):
        expect(pictures).to_have_count(1 + len(more))
        hand = Hand(pictures.last)
        for step in story["steps"]:
            for verb, told in step.items():
                getattr(hand, verb)(told)
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
        Hand(picture).click("#mark-3")
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
