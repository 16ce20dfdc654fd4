"""Every class of widget in a real JupyterLab: what is typed is kept, keys stay, a tap is an act."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from hands import Hand
from playwright.sync_api import expect
from real_lab import Lab, cell_of, new_page

SAMPLE = "every_widget.ipynb"
SHEET = nbformat.read(Path(__file__).with_name(SAMPLE), as_version=4).cells
CELLS = {cell.id: cell for cell in SHEET}
STORIES = tomllib.loads(Path(__file__).with_name("widgets.toml").read_text(encoding="utf-8"))
FOCUSABLE = "button, select, summary, input, textarea, a[href], [tabindex='0']"
DESK = {"width": 1280, "height": 900}
GO_ON = "Run this cell to go on. You guessed 0.31 US dollars."
LETTERS = "abmyxdz1lo"
KEYS = ["Shift+A", "ArrowUp", "ArrowDown", "ArrowLeft", "Home", "End", "Escape"]
# By class: files and downloads open windows, which is what they are for.
PRESSED = "button:not(.jupyter-widget-fileupload *), input[type=radio], input[type=checkbox]"


@pytest.fixture(scope="module")
def page_of_sample(lab, browser):
    lab.write(SAMPLE, *SHEET)
    with lab.open(browser, SAMPLE, run=False, size=(1280, 800)) as opened:
        yield opened


@pytest.fixture
def sample(lab, page_of_sample):
    """The sample with nothing kept and everything as at its start."""
    lab.store.unlink(missing_ok=True)
    assert page_of_sample.run() == []
    return page_of_sample


def guess_box(page):
    return page.get_by_label("in US dollars")


def stored(lab):
    return json.loads(lab.store.read_text(encoding="utf-8"))


def press_keys(page):
    page.keyboard.type(LETTERS)
    for key in KEYS:
        page.keyboard.press(key)


def tried(page, parts):
    """Those parts that are visible, two of each kind."""
    found = page.locator(parts)
    places = found.evaluate_all("parts => look.twoOfEachKind(parts)")  # once: a page may draw
    for part in map(found.nth, places):
        if part.is_visible():
            yield part


def press_in_each(page, parts):
    """Press every key in each part that is visible; what the part is, once it was done."""
    for part in tried(page, parts):
        part.focus()
        press_keys(page)
        yield part.evaluate("part => part.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("name", STORIES)
def test_a_story(lab, sample, name):
    """In the end there is no barrier, and no key has reached JupyterLab."""
    before, kept = sample.state(), STORIES[name].get("kept", {})
    Hand(sample.page).play(STORIES[name]["steps"])
    assert sample.state() == before
    assert sample.barriers() == []
    assert {kind: stored(lab)[kind] for kind in kept} == kept


def test_a_typed_guess_is_kept_however_one_goes_on(lab, sample):
    page, reveal = sample.page, cell_of(sample.page, "reveal")
    ways = {
        "0.55": lambda: page.keyboard.press("Enter"),
        "0.65": lambda: page.keyboard.press("Tab"),
        "0.75": lambda: sample.run_cell(reveal),
        "0.85": sample.run,
    }
    for number, go_on in ways.items():
        guess_box(page).click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(number)
        assert not go_on()
        expect(page.get_by_text(f"{number} US dollars").first).to_be_visible()
        expect(guess_box(page)).to_have_value(number)
        assert stored(lab)["predictions"]["remains"] == float(number)
        if number > "0.7":
            expect(reveal).to_contain_text(f"{number} US dollars")


CARD = """
from course_lib.scenes import lesson_01 as scene
scene.open.__self__().keep("flip", 1, "17")
rewriter.cards_of(lesson=1)
"""


def test_the_card_of_an_openers_guess_names_its_place(lab, browser):
    with lab.open(browser, "opener_card.ipynb", CELLS["imports"], CARD) as opened:
        page = opened.page
        expect(page.get_by_role("img", name="Computed in this lesson")).to_have_count(0)
        page.get_by_role("button", name="Make a card of this guess").press("Enter")
        expect(page.get_by_role("img", name="01_sealed_message.html#opener")).to_have_count(1)
        expect(page.get_by_role("img", name="Computed in this lesson")).to_have_count(1)
        for side in ("guess", "answer"):
            link = page.get_by_role("link", name=f"Download my_{side}.png")
            expect(link).to_have_attribute("href", re.compile("^data:image/png;base64,"))


SLOW_BESIDE = """
import threading, time
from course_lib.lesson import store
kept_at_once, beside = store.add, []
def add(added):
    if threading.current_thread() is not threading.main_thread():
        beside.append(added)
        time.sleep(1)
    return kept_at_once(added)
store.add = add
"""


def test_the_last_answer_is_kept_before_a_run_sees_it(lab, browser):
    """A second thread of the kernel would hear it late, and an old text after a new one."""
    cells = [CELLS[name] for name in ("imports", "number", "choice", "reveal")]
    cells += ['predictions.reveal("chain", "x", why="")', 'assert not globals().get("beside")']
    with lab.open(browser, "in_turn.ipynb", *cells) as opened:
        page = opened.page
        opened.execute(SLOW_BESIDE)
        guess_box(page).click()
        page.keyboard.type("0.55", delay=200)
        page.get_by_label("b) 0 to 3").check()
        page.wait_for_timeout(300)
        page.get_by_label("c) 3 to 7").check()
        assert opened.run() == []
        expect(cell_of(page, '"remains", 31')).to_contain_text("0.55 US dollars")
        expect(cell_of(page, '"chain", "x"')).to_contain_text("3 to 7")
        assert opened.run() == []
        expect(cell_of(page, '"remains", 31')).to_contain_text("0.55 US dollars")
        opened.execute("time.sleep(3)")
        guess_box(page).fill("")
        guess_box(page).click()
        page.keyboard.type("0.65", delay=200)
        page.get_by_label("b) 0 to 3").check()
        page.get_by_label("a) number 3 only").check()  # ipywidgets holds the second one back
        assert opened.run() == []
        expect(cell_of(page, '"remains", 31')).to_contain_text("0.65 US dollars")
        expect(cell_of(page, '"chain", "x"')).to_contain_text("number 3 only")
        assert stored(lab)["predictions"]["remains"] == 0.65


def test_keys_stay_in_every_class_of_widget(sample):
    page = sample.page
    page.locator(".jp-CodeCell").first.locator(".jp-InputPrompt").click()
    kinds = set()
    for part in tried(page, f".course-live :is({FOCUSABLE})"):
        part.focus()
        before = sample.state()
        kinds.add(part.evaluate("part => part.type || part.tagName"))
        press_keys(page)
        if part.evaluate("(part, kind) => part.matches(kind)", PRESSED):
            page.keyboard.press("Enter")
        assert sample.state() == before, part.evaluate("part => part.outerHTML.slice(0, 200)")
    assert {"submit", "radio", "text", "number", "checkbox", "textarea"} <= kinds


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_link_to_download_is_white_on_its_green(sample, theme):
    """JupyterLab would give it the ink of the page, which is black in the light."""
    sample.theme(theme)
    link = sample.page.get_by_role("link", name="Download my_course.json").first
    expect(link).to_have_css("color", "rgb(255, 255, 255)")
    expect(link).to_have_css("background-color", "rgb(11, 107, 93)")
    sample.theme("Light")


OPTION = ".course-options .widget-radio-box label"
BESIDE = """labels => labels.map(label => {
  const [whole, dot] = [label, label.querySelector('input')].map(e => e.getBoundingClientRect());
  return [whole.height, dot.top - whole.top, dot.left - whole.left];
})"""


def test_a_radio_stands_before_the_first_line_of_its_words(sample):
    """A float that comes after the words, as ipywidgets has it, falls below them."""
    sample.size(640, 800)
    places = sample.page.locator(OPTION).evaluate_all(BESIDE)
    assert max(height for height, _, _ in places) > 30, "some words take two lines"
    assert min(height for height, _, _ in places) >= 24, "for a finger"
    assert [place for place in places if max(map(abs, place[1:])) > 9] == []
    sample.size(1280, 800)


def test_after_a_restart_the_page_says_how_to_go_on(sample):
    page = sample.page
    guess_box(page).fill("0.31")
    expect(page.get_by_text("Kept: 0.31 US dollars").first).to_be_visible()
    page.evaluate("lab.restart()")
    expect(page.get_by_text(GO_ON)).to_be_visible()
    expect(guess_box(page)).not_to_be_visible()
    expect(page.get_by_role("button", name="Check my answer").first).not_to_be_visible()
    sample.ready(SAMPLE)


def test_after_a_save_and_a_reload(lab, browser):
    with lab.open(browser, "reloaded.ipynb", *SHEET[:4]) as opened:
        page, here = opened.page, f"{lab.at('lab/tree/reloaded.ipynb')}&reset"
        guess_box(page).fill("0.31")
        expect(page.get_by_text("Kept: 0.31 US dollars").first).to_be_visible()
        page.keyboard.press("ControlOrMeta+S")  # where the guess was typed
        page.wait_for_function("lab.saved()")
        page.goto(here)
        opened.ready("reloaded.ipynb")
        alive, go_on = guess_box(page), page.get_by_text(GO_ON)
        expect(alive.or_(go_on).first).to_be_visible()
        page.evaluate("lab.shutdown()")
        if alive.is_visible():
            expect(alive).to_have_value("0.31")
            alive.fill("0.4")
            expect(alive).not_to_be_visible()
        page.evaluate("lab.save()")
        page.goto(here)
        expect(go_on).to_be_visible()
        expect(page.get_by_text("Loading widget", exact=False).first).not_to_be_visible()


_RAN = """() => Jupyter.notebook.get_cells().every(
  cell => cell.input_prompt_number > 0 || !cell.get_text())"""


@pytest.mark.weekly
def test_the_classic_notebook_draws_one_of_each(browser, tmp_path):
    pytest.importorskip("nbclassic", reason="not installed: python -m pip install nbclassic")
    lab = Lab(tmp_path, server="nbclassic")
    lab.write("classic.ipynb", *SHEET)
    try:
        page = new_page(browser, viewport=DESK)
        page.goto(lab.at("nbclassic/notebooks/classic.ipynb"))
        page.wait_for_function("() => window.Jupyter?.notebook?.kernel?.is_connected()")
        page.evaluate("() => Jupyter.notebook.execute_all_cells()")
        page.wait_for_function(_RAN, timeout=60_000)
        asked = page.get_by_text("Your guess: What does it pay?", exact=True)
        expect(asked.locator("visible=true")).to_have_count(1)
        still = page.get_by_text("Run this cell to answer here", exact=False)
        expect(still.locator("visible=true")).to_have_count(0)
        guess_box(page).fill("0.55")
        expect(page.get_by_text("Kept: 0.55 US dollars").first).to_be_visible()
        chart = page.locator(".course-fit img").last
        expect(chart).to_be_visible()
        before = chart.get_attribute("src")
        page.get_by_label("Price").fill("5")
        page.get_by_label("Price").press("Enter")
        expect(page.get_by_text("It is 5.0, text").locator("visible=true")).to_have_count(1)
        expect(chart).not_to_have_attribute("src", before or "")
        assert (chart.bounding_box() or {})["width"] > 300
        cells = page.evaluate("() => Jupyter.notebook.ncells()")
        for part in press_in_each(page, ".output_wrapper :is(button, input, [tabindex='0'])"):
            assert page.evaluate("() => Jupyter.notebook.ncells()") == cells, part
    finally:
        lab.stop()


@pytest.mark.weekly
def test_notebook_7_takes_the_same_keys(lab, browser):
    lab.write("seven.ipynb", *SHEET)
    lab.store.unlink(missing_ok=True)
    page = new_page(browser, viewport=DESK)
    page.goto(lab.at("notebooks/seven.ipynb"))
    page.wait_for_function("window.lab?.ready('seven.ipynb')", timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    expect(guess_box(page)).to_be_visible()
    expect(page.get_by_role("button", name="Make my front page")).to_be_visible()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    cells = page.locator(".jp-Cell").count()
    for part in press_in_each(page, f".course-live :is({FOCUSABLE})"):
        assert page.locator(".jp-Cell").count() == cells, part
    guess_box(page).fill("0.55")
    expect(page.get_by_text("Kept: 0.55 US dollars").first).to_be_visible()


EXPORTED = (
    *("Your guess: What does it pay?", "c) 3 to 7", "Messages on WhatsApp can be encrypted."),
    *("Run this cell to answer here and read why.", "Nothing is told yet."),
    *("It is 4.0, text, False,", "Done: .", "Claim 8", "Run this cell to make a front page"),
    "Run this cell to download or to upload.",
)


def test_an_exported_page_has_no_blanks(lab, browser, tmp_path):
    lab.write("exported.ipynb", *SHEET)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute", "--to", "html"]
    command += ["--output-dir", str(tmp_path), str(lab.folder / "exported.ipynb")]
    environment = os.environ | {"COURSE_STORE": str(tmp_path / "my_course.json")}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    page = new_page(browser, offline=True)
    page.goto((tmp_path / "exported.html").as_uri())
    read = page.locator("body").inner_text()
    assert [said for said in EXPORTED if said not in read] == []
    assert not re.search(r"Error displaying|Loading widget", read)
