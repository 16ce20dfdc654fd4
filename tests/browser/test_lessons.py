"""Lessons and assignments in a real JupyterLab: each runs, offline, and its widgets take keys."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from real_lab import mostly_weekly

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OPENED = [*NOTEBOOKS.glob("*.ipynb"), *NOTEBOOKS.glob("assignments/*.ipynb")]
LESSONS = sorted(path.relative_to(NOTEBOOKS).as_posix() for path in OPENED)
DAILY = ("00_start_here.ipynb", "05_business_api.ipynb", "assignments/secrets.ipynb")
EXPLORER = ".jp-OutputArea-output:has(.course-controls)"
KINDS = "input[type=number], input[type=checkbox], label:last-of-type > input[type=radio]"
CONTROLS = f".course-controls :is({KINDS})"


@pytest.mark.parametrize("name", mostly_weekly(LESSONS, *DAILY))
def test_a_lesson_by_keyboard(lab, browser, name):
    with lab.open(browser, name) as lesson:
        assert lesson.barriers() == []
        explorers = lesson.page.locator(EXPLORER)
        assert explorers.count() == (NOTEBOOKS / name).read_text(encoding="utf-8").count(
            '"explorer('
        )
        for n in range(explorers.count()):
            explore(lesson, explorers.nth(n))
        answer_quizzes(lesson)
        keep_guesses(lesson)


def explore(lesson, explorer):
    """Each control changes what is said or drawn, and can be put back."""
    controls = explorer.locator(CONTROLS)
    for n in range(controls.count()):
        before = seen(explorer)
        step(controls.nth(n))
        lesson.page.wait_for_function(
            "([explorer, before]) => explorer.innerText + explorer.innerHTML.length !== before",
            arg=[explorer.element_handle(), before],
        )
        expect(explorer.get_by_role("status")).not_to_contain_text("did not work")


def seen(explorer):
    return str(explorer.evaluate("explorer => explorer.innerText + explorer.innerHTML.length"))


def step(control):
    kind = control.evaluate("control => control.type || control.tagName")
    control.press("ArrowUp" if kind == "number" else "Space")


def answer_quizzes(lesson):
    """Choosing and checking by keyboard brings a reply."""
    for button in lesson.page.get_by_role("button", name="Check my answer").all():
        box = button.locator("xpath=ancestor::*[contains(@class, 'widget-vbox')][1]")
        box.get_by_role("radio").first.press("Space")
        button.press("Enter")
        expect(box).to_contain_text("Right." if has_right(box) else "Not yet.")


def has_right(box):
    expect(box.locator("div[style*='border-left']")).to_be_visible()
    return "Right." in box.inner_text()


def keep_guesses(lesson):
    """A guess is typed, or chosen with Space, and said back without a button."""
    guesses = lesson.page.locator(".course-live .widget-vbox", has_text="Your guess:")
    asked = [box for box in guesses.all() if not box.locator(".widget-vbox").count()]
    for box in asked:
        if box.get_by_role("radio").count():
            box.get_by_role("radio").last.press("Space")
        else:
            box.get_by_role("textbox").fill("40")
        expect(box).to_contain_text("Kept:")
