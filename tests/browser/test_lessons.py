"""Every lesson and assignment in a real JupyterLab, offline: what is read, what takes keys.

And four people go through lessons 0, 4, 6 and 9 of a release, each in a way of their own.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hands import Finger, Hand, Keyboard
from playwright.sync_api import expect
from real_lab import NOTEBOOKS, mostly_weekly

OPENED = [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("assignments/*.ipynb")]
LESSONS = sorted(path.relative_to(NOTEBOOKS).as_posix() for path in OPENED)
DAILY = (
    "00_start_here.ipynb",
    "06_chat_commerce.ipynb",
    "09_the_product.ipynb",
    "assignments/secrets.ipynb",
)
WALKS = tomllib.loads(Path(__file__).with_name("walks.toml").read_text(encoding="utf-8"))
WAYS = {
    "mouse": (Hand, {"size": (1280, 800)}),
    "keyboard": (Keyboard, {"size": (1280, 800)}),
    "in the dark": (Hand, {"size": (1024, 700), "dark": True}),
    "tablet": (Finger, {"size": (768, 1024), "has_touch": True}),
}
SIZES = {"small laptop": (1024, 700), "a quarter larger": (1024, 640), "twice": (640, 400)}
KINDS = "input[type=number], input[type=checkbox], label:last-of-type > input[type=radio]"
GREEN = "rgb(216, 245, 207)"  # of a bubble, which an untrusted notebook must keep
CHANGED = """([explorer, before]) =>
  explorer.innerText + explorer.innerHTML.length !== before"""


@pytest.mark.parametrize("name", mostly_weekly(LESSONS, *DAILY))
def test_a_lesson(lab, browser, name):
    """In the dark on a small laptop, at twice the size, and by keyboard."""
    with lab.open(browser, name, run=False, dark=True, size=(1024, 700)) as lesson:
        page = lesson.page
        assert given_away(page) == [], "in the stored notebook, which nobody trusts"
        if name.startswith("06"):
            the_thread_is_read_without_a_run(page)
            assert lesson.barriers() == []
        assert lesson.run() == []
        assert given_away(page) == [], "after Run All, with nothing guessed"
        explorers = page.locator(".jp-OutputArea-output:has(.course-controls)")
        made = (NOTEBOOKS / name).read_text(encoding="utf-8").count('"explorer(')
        expect(explorers).to_have_count(made)
        for explorer in explorers.all():
            the_chart_is_beside_what_moves_it(explorer)
        assert page.evaluate("look.unseen()") == []
        for size, (width, height) in SIZES.items():
            lesson.size(width, height)
            page.wait_for_timeout(500)
            smallest = 9 if width == 1024 else 0  # pixels; at twice the size they are doubled
            assert page.evaluate("smallest => look.amiss(smallest)", smallest) == [], size
        lesson.theme("Light")
        lesson.size(1200, 2600)
        assert lesson.barriers() == []
        for explorer in explorers.all():
            explore(explorer)
        if name.startswith(("06", "09")):
            Keyboard(page).play(WALKS[name]["steps"])
            assert lesson.barriers() == []
        answer_quizzes(page)
        keep_guesses(page)


def given_away(page):
    """Answers and reasons that can be read with no fold opened."""
    read = " ".join(page.evaluate("look.unfolded()").split())
    return [each for each in page.evaluate("look.folded()") if len(each) > 30 and each in read]


def the_thread_is_read_without_a_run(page):
    thread = page.locator("section.chat", has_text="ticket-12A.txt").first
    expect(thread).to_contain_text("Seat 12A")
    bubbles = thread.get_by_role("listitem")
    assert bubbles.count() > 12
    expect(bubbles.first).to_have_css("background-color", GREEN)
    page.set_viewport_size({"width": 640, "height": 900})  # as at twice the size
    assert thread.evaluate("thread => look.cutOff(thread)") == []
    page.set_viewport_size({"width": 1024, "height": 700})


def the_chart_is_beside_what_moves_it(explorer):
    explorer.evaluate("part => part.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    expect(explorer.locator("input").first).to_be_in_viewport(ratio=0.99)
    chart = explorer.locator(".course-fit svg")
    if chart.count():
        expect(chart.first).to_be_in_viewport(ratio=0.4)


def explore(explorer):
    """Each control changes what is said or drawn, and can be put back."""
    for control in explorer.locator(f".course-controls :is({KINDS})").all():
        before = explorer.evaluate("part => part.innerText + part.innerHTML.length")
        number = control.get_attribute("type") == "number"
        control.press("ArrowUp" if number else "Space")
        explorer.page.wait_for_function(CHANGED, arg=[explorer.element_handle(), before])
        expect(explorer.get_by_role("status")).not_to_contain_text("did not work")


def answer_quizzes(page):
    """Choosing and checking by keyboard brings a reply."""
    for button in page.get_by_role("button", name="Check my answer").all():
        box = button.locator("xpath=ancestor::*[contains(@class, 'widget-vbox')][1]")
        box.get_by_role("radio").first.press("Space")
        button.press("Enter")
        expect(box.get_by_role("status")).to_contain_text(re.compile(r"Right\.|Not yet\."))


def keep_guesses(page):
    """A guess is typed, or chosen with Space, and said back without a button."""
    guesses = page.locator(".course-live .widget-vbox:not(:has(.widget-vbox))")
    for box in guesses.filter(has_text="Your guess:").all():
        if box.get_by_role("radio").count():
            box.get_by_role("radio").last.press("Space")
        else:
            box.get_by_role("textbox").fill("40")
        expect(box).to_contain_text("Kept:")


@pytest.mark.weekly
@pytest.mark.parametrize(("hand", "screen"), WAYS.values(), ids=WAYS)
def test_a_journey(lab, browser, release, hand, screen):
    lab.store.unlink(missing_ok=True)
    for name, walk in WALKS.items():
        with lab.open(browser, f"{release}/{name}", fresh=False, **screen) as lesson:
            cells = lesson.state()[0]
            hand(lesson.page).play(walk["steps"] + walk.get("later", []))
            assert lesson.state()[0] == cells, "no cell was added or lost"
    course = json.loads(lab.store.read_text(encoding="utf-8"))
    kept = course["predictions"]
    assert kept.pop("tags")
    assert kept == {"nobody": 31, "january": kept["january"], "meta_share": 9000}
    assert course["confidence"] == {"claim_1": 55}
    assert course["verdicts"]["lesson_04.profit"] == {"ok": True, "tries": 1}
    assert len(course["before"]) == 1
    claim = course["article"]["claim_14"]
    assert claim == {"word": "may", "sentence": "Whoever pays nothing may be the product."}
