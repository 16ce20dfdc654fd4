"""First touches in a real JupyterLab: by mouse, by keyboard, by finger, in the dark, and calm."""

import re
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

NAMES = sorted(
    path.stem for path in (Path(__file__).parents[2] / "course_lib/scenes").glob("lesson_*.py")
)
FILE = "touch.ipynb"  # one kernel for all: each lesson makes a picture of its own
CUT_OFF = """picture => [...picture.querySelectorAll('*')].filter(
  part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline'
    && !part.matches('input, .touch-dot')  // the name of a dot stands beside it
).concat([...picture.querySelectorAll('.touch-dot *')].filter(
  name => { const [a, b] = [name, picture].map(part => part.getBoundingClientRect());
    return a.right > b.right || a.left < b.left || a.top < b.top || a.bottom > b.bottom; }
)).map(part => part.outerHTML.slice(0, 80))"""
LIGHT = "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})"
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
    made = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, more)])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, lab.folder / FILE)
    with lab.open(browser, FILE, run=run, dark=dark, warm=True) as lesson:
        if run:
            lesson.page.locator(".touch").first.wait_for()
        yield lesson, lesson.page.locator(".touch")


def said(picture):
    return picture.locator(".touch-said")


def on(picture, name):
    return picture.locator(f'[data-id="{name}"]')


def sweep(page, first, last):
    (a, b) = first.bounding_box(), last.bounding_box()
    assert a
    assert b
    page.mouse.move(a["x"] + 9, a["y"] + 9)
    page.mouse.down()
    page.mouse.move(b["x"] + 9, b["y"] + 9, steps=20)
    page.mouse.up()


@pytest.mark.parametrize("name", NAMES)
def test_each_fits_has_no_barriers_and_keeps_its_keys(lab, browser, name):
    """JupyterLab would insert, delete or move cells with the letters that are pressed here."""
    with opened(lab, browser, name, dark=True, run=False) as (lesson, picture):
        waits_in_the_still(lesson)
        assert lesson.run() == []
        expect(picture).to_be_visible()
        assert lesson.barriers() == []
        lesson.page.evaluate(LIGHT)
        lesson.page.set_viewport_size({"width": 1024, "height": 700})
        lesson.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'true'")
        assert picture.evaluate(CUT_OFF) == []
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


def test_lesson_1_by_mouse(lab, browser):
    with opened(lab, browser, "lesson_01") as (lesson, picture):
        sweep(lesson.page, on(picture, "mark-4"), on(picture, "mark-9"))
        expect(said(picture)).to_have_text("Marked: 6 of 48.")
        on(picture, "mark-20").dblclick()  # one act, not two
        expect(said(picture)).to_have_text("Marked: 7 of 48.")
        picture.get_by_role("button", name="Flip the bit").dblclick()
        expect(said(picture)).to_contain_text("You marked 7 letters, and 17 are wrong")
        expect(picture.locator(".touch-broken")).to_have_count(16)
        expect(picture.locator(".touch-echo")).to_have_count(1)  # the letter of the next block
        expect(picture.locator(".touch-guess")).to_have_count(7)
        on(picture, "take-bolt").drag_to(on(picture, "hit-24"))
        expect(on(picture, "hit-40")).to_have_class(re.compile("touch-echo"))
        assert lesson.barriers() == []


def test_lesson_1_by_keyboard_with_a_sentence_of_ones_own(lab, browser):
    with opened(lab, browser, "lesson_01") as (lesson, picture):
        press = lesson.page.keyboard.press
        field = picture.get_by_label("Your own sentence")
        field.fill("Budi, my train is late. Wait at the north gate.")
        press("Enter")
        expect(on(picture, "mark-0")).to_have_text("B")
        press("Shift+Tab")
        expect(on(picture, "mark-0")).to_be_focused()
        press("Space")
        press("Shift+ArrowRight")
        press("Shift+ArrowDown")
        expect(on(picture, "mark-17")).to_be_focused()
        expect(said(picture)).to_have_text("Marked: 3 of 48.")
        for _ in range(2):
            press("Shift+Tab")
        press("Enter")
        expect(said(picture)).to_contain_text("You marked 3 letters")
        expect(picture.get_by_role("button", name="Start again")).to_be_focused()
        field.fill("Kafé")
        press("Enter")
        expect(said(picture)).to_contain_text("Expected letters a to z")


def test_lesson_4_until_all_are_gone_and_calmly(lab, browser):
    with opened(lab, browser, "lesson_04") as (lesson, picture):
        lesson.page.emulate_media(reduced_motion="reduce")
        on(picture, "at-4").focus()
        lesson.page.keyboard.press("Space")
        expect(said(picture)).to_contain_text("Your mark: $1.00")
        for step in range(1, 9):
            picture.get_by_role("button", name="Raise the price").press("Enter")
            expect(on(picture, f"at-{step}")).to_have_class(re.compile("touch-now"))
            lesson.page.wait_for_timeout(400)  # a second tap within a third of a second is none
        expect(said(picture)).to_contain_text("93 because their friends had left")
        expect(on(picture, "again-")).to_be_focused()
        moving = "() => document.getAnimations().filter(one => one.playState === 'running').length"
        assert lesson.page.evaluate(moving) == 0
        expect(picture.locator(".touch-crowd .touch-here")).to_have_count(0)


def test_lesson_3_by_keyboard_and_calmly(lab, browser):
    """The arrows move the mark, and in the end along all crowds; the piece of the bill follows."""
    with opened(lab, browser, "lesson_03", dark=True) as (lesson, picture):
        lesson.page.emulate_media(reduced_motion="reduce")
        press = lesson.page.keyboard.press
        on(picture, "at-3").focus()
        press("ArrowRight")
        expect(said(picture)).to_contain_text("Your mark: 3,000.")
        grow = picture.get_by_role("button", name="The crowd is now")
        for crowd in (
            "30:",
            "100:",
            "300:",
            "1,000:",
            "3,000:",
            "10,000:",
            "100,000:",
            "Indonesia:",
        ):
            grow.press("Enter")
            expect(said(picture)).to_contain_text(crowd)
        assert lesson.page.evaluate("document.getAnimations().length") == 0
        on(picture, "at-7").focus()
        for _ in range(3):
            press("ArrowLeft")
        expect(on(picture, "figure")).to_have_text("Your piece: Rp17,000 = 1 bakso")
        expect(on(picture, "at-4")).to_be_focused()
        line = on(picture, "level targeta bowl of bakso: Rp20,000").bounding_box()
        tops = [picture.locator(".touch-height").nth(n).bounding_box() for n in (3, 4)]
        assert line
        assert all(tops)
        below = line["y"] + line["height"]
        assert tops[0]["y"] < below < tops[1]["y"] + 2, "a bakso is paid where a column passes it"
        assert picture.evaluate(CUT_OFF) == []
        assert lesson.barriers() == []


def test_lesson_5_by_keyboard_alone(lab, browser):
    with opened(lab, browser, "lesson_05") as (lesson, picture):
        press = lesson.page.keyboard.press
        on(picture, "at-4").focus()
        press("ArrowDown")
        press("Space")
        expect(said(picture)).to_contain_text("Your mark: 36 hours later, reviewed before.")
        wait = on(picture, "go-")
        wait.focus()
        for hours in (4, 12, 20, 28, 36, 44):  # the focus stays on the button
            expect(wait).to_be_focused()
            press("Enter")
            expect(said(picture)).to_contain_text(f"{hours} hours later")
        expect(on(picture, "again-")).to_be_focused()
        expect(on(picture, "at-10")).to_have_class(re.compile("touch-missed"))
        expect(picture.locator("button.touch-true")).to_have_count(6)
        expect(picture.locator("button.touch-broken")).to_have_text(["never"] * 3)
        on(picture, "at-9").press("Enter")
        expect(said(picture)).to_contain_text("Rp388, as utility")
        picture.get_by_label("Other words for the last row").fill("Your coach leaves at noon.")
        press("Enter")
        expect(on(picture, "at-12")).to_have_text("Rp0")
        expect(picture.locator("button.touch-true")).to_have_count(6)
        assert picture.evaluate(CUT_OFF) == []
        assert lesson.barriers() == []


def test_lesson_6_by_two_hands_at_one_keyboard(lab, browser):
    with opened(lab, browser, "lesson_06") as (lesson, picture):
        on(picture, "tap-0 12A").click()
        expect(said(picture)).to_contain_text("Sari's tap arrived first.")
        on(picture, "tap-1 12A").click()
        on(picture, "guess-both").click()
        expect(said(picture)).to_contain_text("One seat, two good tickets.")
        picture.evaluate(AT_ONCE, ["Take the bot that looks again", "Two people, one keyboard"])
        expect(said(picture)).to_contain_text("W A S D")
        on(picture, "tap-0 3A").focus()
        for _ in range(9):
            lesson.page.keyboard.press("d")
            lesson.page.keyboard.press("ArrowRight")
        lesson.page.keyboard.press("Enter")
        lesson.page.keyboard.press("Space")
        expect(said(picture)).to_contain_text("Budi's tap arrived first. Sari reads")
        assert lesson.barriers() == []


def test_lesson_7_until_the_relay_loses_you(lab, browser):
    with opened(lab, browser, "lesson_07") as (lesson, picture):
        on(picture, "take-friend").drag_to(on(picture, "p5"))
        for placed, tag, place in ((1, "shop", "p6"), (2, "sleeper", "p2")):
            expect(said(picture)).to_have_text(f"Placed: {placed} of 3.")
            on(picture, f"take-{tag}").press("Enter")
            on(picture, f"put-{tag} {place}").press("Enter")
        expect(said(picture)).to_have_text("Placed: 3 of 3.")
        picture.get_by_role("button", name="Let the relay count").press("Enter")
        expect(said(picture)).to_contain_text("Your best friend is phone 4.")
        expect(said(picture)).to_contain_text("16 envelopes. Your guess, phone 5: 0.")
        lanes = picture.locator("[data-drop]")
        heights = lambda: {round(each.bounding_box()["height"]) for each in lanes.all()}  # noqa: E731
        assert len(heights()) == 1
        for told in ("The shop is phone 3.", "1 of 3 stood right."):
            lesson.page.wait_for_timeout(400)
            on(picture, "next-").press("Enter")
            expect(said(picture)).to_contain_text(told)
            assert len(heights()) == 1
        picture.get_by_role("button", name="Take the names off").press("Enter")
        expect(on(picture, "p4")).to_have_class(re.compile("touch-guess"))
        for minutes in (10, 20, 30):  # the focus stays on the button
            lesson.page.wait_for_timeout(400)
            lesson.page.keyboard.press("Enter")
            expect(said(picture)).to_contain_text(f"{minutes} minutes later")
        expect(said(picture)).to_contain_text("it has lost you")
        expect(on(picture, "p4")).not_to_have_class(re.compile("touch-guess"))
        lesson.page.set_viewport_size({"width": 1024, "height": 700})
        assert picture.evaluate(CUT_OFF) == []
        hours, *dots = picture.evaluate(BEGINS)
        assert len(dots) == 6
        assert max(dots) - 4 < hours < min(dots) + 4, "a clock begins where the evening's dots do"
        assert lesson.barriers() == []


def test_lesson_0_by_drag_and_by_keyboard(lab, browser):
    with opened(lab, browser, "lesson_00") as (lesson, picture):
        on(picture, "take-reads").click()
        on(picture, "put-reads relay").click()
        expect(said(picture)).to_contain_text("Placed: 1 of 3.")
        on(picture, "take-reads").drag_to(on(picture, "meta"))
        expect(on(picture, "meta").locator("[data-id='take-reads']")).to_be_visible()
        on(picture, "letter-0").drag_to(on(picture, "nusa"))
        expect(said(picture)).to_contain_text("Expected all three tags")
        for tag, place in (("pays", "sari"), ("paid", "meta")):
            on(picture, f"take-{tag}").press("Enter")
            expect(said(picture)).to_contain_text("You hold")
            on(picture, f"put-{tag} {place}").press("Enter")
            expect(on(picture, place).locator(f'[data-id="take-{tag}"]')).to_be_visible()
        on(picture, "letter-0").drag_to(on(picture, "nusa"))
        expect(said(picture)).to_contain_text("1 of 3 stood right.")
        letter, relay = on(picture, "letter-1"), on(picture, "relay").bounding_box()
        lesson.page.wait_for_function(PASSES, arg=[letter.element_handle(), relay["x"]])
        expect(on(picture, "nusa").locator('[data-id="letter-1"]')).to_be_visible()
        lesson.page.emulate_media(reduced_motion="reduce")
        on(picture, "take-letter").press("Enter")
        on(picture, "put-letter budi").press("Enter")
        expect(said(picture)).to_contain_text("Budi reads it, and nobody pays.")
        expect(on(picture, "budi").locator('[data-id="letter-2"]')).to_be_visible()
        expect(on(picture, "take-letter")).to_be_focused()
        assert lesson.page.evaluate("document.getAnimations().length") == 0
        lesson.page.set_viewport_size({"width": 1024, "height": 700})
        tops = {round(on(picture, place).bounding_box()["y"]) for place in ("sari", "meta")}
        assert len(tops) == 1, "the arrows below them need all places in one row"
        assert picture.evaluate(CUT_OFF) == []
        assert lesson.barriers() == []


@pytest.mark.parametrize(
    ("name", "call", "acts", "told"),
    [
        ("lesson_01", "scene.places()", ["put-relay", "put-list"], "they differ"),
        ("lesson_02", "scene.crank()", ["forward-", "back-"], "nobody knows a way back"),
    ],
)
def test_a_second_scene_by_keyboard(lab, browser, name, call, acts, told):
    with opened(lab, browser, name, call, dark=True) as (lesson, pictures):
        expect(pictures).to_have_count(2)
        picture = pictures.nth(1)
        for act in acts:
            on(picture, act).focus()
            lesson.page.keyboard.press("Enter")
            expect(said(picture)).not_to_contain_text("By keyboard")
            expect(on(picture, act)).to_be_focused()
        expect(said(picture)).to_contain_text(told)
        assert picture.evaluate(CUT_OFF) == []
        assert lesson.barriers() == []


def test_a_busy_kernel_says_so_and_a_restarted_one_too(lab, browser):
    busy = lab.folder / "busy"
    with opened(lab, browser, "lesson_01", "1 + 1") as (lesson, picture):
        busy.touch()
        lesson.page.evaluate(
            "code => jupyterapp.shell.currentWidget.sessionContext.session.kernel"
            ".requestExecute({code})",
            BUSY,
        )
        on(picture, "mark-3").click()
        expect(picture.locator(".touch-busy")).to_contain_text("Python is busy")
        busy.unlink()
        expect(said(picture)).to_have_text("Marked: 1 of 48.")
        expect(picture.locator(".touch-busy")).to_have_text("")
        lesson.page.evaluate(
            "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
        )
        still = lesson.page.get_by_text("Run this cell, then mark")
        told = picture.locator(".touch-busy", has_text=re.compile("run this cell again", re.I))
        lesson.page.wait_for_timeout(1000)
        lesson.page.evaluate(TAP_IF_THERE)  # or the guard has put the still in its place
        expect(still.or_(told).filter(visible=True).first).to_be_visible()


def test_by_finger(lab, browser):
    """A tap of a finger marks a letter once."""
    with opened(lab, browser, "lesson_01") as (_, picture):
        on(picture, "mark-3").dispatch_event("pointerdown", {"pointerType": "touch"})
        on(picture, "mark-3").dispatch_event("pointerup", {"pointerType": "touch"})
        on(picture, "mark-3").dispatch_event("click", {"detail": 1})
        expect(said(picture)).to_have_text("Marked: 1 of 48.")


def waits_in_the_still(lesson):
    still = lesson.page.locator(".jp-OutputArea-output", has_text="Run this cell, then ").first
    expect(still).to_be_visible()
    expect(still.locator("button, input")).to_have_count(0)
    assert lesson.barriers() == []


def test_lesson_8_by_keyboard(lab, browser):
    with opened(lab, browser, "lesson_08") as (lesson, picture):
        press = lesson.page.keyboard.press
        figure, tokens = on(picture, "figure"), picture.locator(".touch-crowd .touch-token")
        up = picture.get_by_role("button", name="Raise the price to 10 cents")
        up.focus()
        for price in range(10, 70, 10):
            press("Enter")
            expect(figure).to_have_text(f"Price: {price} cents")
        picture.get_by_role("button", name="leave at 60 cents").press("Enter")
        expect(figure).to_have_text("warung pays 60 cents")
        picture.get_by_role("button", name="Now with sealed bids").press("Enter")
        field = picture.get_by_label("your sealed bid")
        expect(field).to_have_attribute("type", "password")
        field.focus()
        lesson.page.keyboard.type("40")
        press("Enter")
        expect(figure).to_have_text("football shop pays 40 cents, the second bid")
        expect(tokens).to_have_text(["✗10"])
        press("Enter")  # the focus is on the way on
        expect(tokens).to_have_count(30)
        on(picture, "mark-40").focus()
        for _ in range(5):  # fast: no touch means something else by then
            press("ArrowRight")
        expect(figure).to_have_text("Bid 65: 30 rounds keep 287 cents")
        expect(said(picture)).to_contain_text("No bid keeps more than the card itself")
        expect(on(picture, "mark-65")).to_be_focused()
        expect(picture.locator(".touch-crowd .touch-won")).to_have_count(17)
        expect(picture.locator(".touch-height.touch-true")).to_have_count(1)
        assert lesson.barriers() == []


def test_lesson_8_by_mouse(lab, browser):
    """The bid is put on the rail by a touch and moved by the hand."""
    with opened(lab, browser, "lesson_08", dark=True) as (lesson, picture):
        picture.get_by_role("button", name="leave at 0 cents").click()
        picture.get_by_role("button", name="Now with sealed bids").click()
        on(picture, "mark-40").click()
        expect(said(picture)).to_contain_text("Your bid: 40 cents")
        on(picture, "mark-40").drag_to(on(picture, "mark-80"))
        expect(picture.get_by_label("your sealed bid")).to_have_value("80")
        picture.get_by_role("button", name="Seal it").click()
        expect(on(picture, "figure")).to_have_text("Nusa Bus (you) pays 55 cents, the second bid")
        picture.get_by_role("button", name="30 rounds").click()
        expect(picture.locator(".touch-crowd .touch-lost")).to_have_count(9)
        on(picture, "mark-80").drag_to(on(picture, "mark-20"))
        expect(picture.locator(".touch-crowd .touch-missed")).to_have_count(15)
        assert picture.evaluate(CUT_OFF) == []
        assert lesson.barriers() == []


def test_lesson_9_by_mouse(lab, browser):
    with opened(lab, browser, "lesson_09") as (lesson, picture):
        picture.get_by_role("button", name="Yes, both").click()
        ads = on(picture, "ads-range")
        ads.fill("18")
        expect(said(picture)).to_contain_text("Profit $")
        picture.get_by_label("Name of your group").fill("Ani")
        picture.get_by_role("button", name="Keep this setting").click()
        expect(picture.get_by_text("Ani", exact=True)).to_be_in_viewport()
        ads.fill("1")
        expect(picture.get_by_text("Ani", exact=True)).to_be_visible()
        picture.get_by_role("button", name="No, one only").click()
        expect(said(picture)).to_contain_text("none of its 3,003 settings")
        expect(picture.locator("svg path")).to_have_count(21)  # a spray for each number of ads
        assert lesson.barriers() == []
