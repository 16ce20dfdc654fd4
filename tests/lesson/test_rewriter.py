"""The rewriter keeps words and sentences, judges them, and makes a front page safe to open."""

import base64
import re
import tomllib
from pathlib import Path

import ipywidgets as widgets
import pytest
from bs4 import BeautifulSoup

from course_lib import data, facts
from course_lib.lesson import predictions, rewriter, store
from course_lib.lesson.rewriter import page
from course_lib.words import Range

PICTURE = rewriter.Card("Four ads are <enough>.", "a teaching model", b"abc")
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}</textarea>'
PAGES = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))["page"]


def read(made):
    """The page as it is read."""
    page = BeautifulSoup(made, "html.parser")
    page.style.decompose()
    return " ".join(page.get_text(" ").split())


def guess(key, number, answer, why="Because."):
    predictions.Guess(key, f"How many {key}?", unit="cents").say(str(number))
    store.add({"answers": {key: f"{answer} cents", predictions.reason(key): why}})


def test_a_word_that_fits_is_right_and_kept():
    assert rewriter.say(8, "reported", "The BBC reports   bus tickets.").ok
    kept = {"word": "reported", "sentence": "The BBC reports bus tickets."}
    assert store.get("article", "claim_8", None).value == kept
    verdict = rewriter.say(8, "is", "People buy bus tickets in the app.")
    assert verdict.state == "wrong"
    assert 'too strong. The evidence carries "reported"' in verdict.message


def test_without_a_word_nothing_is_kept(file):
    assert "Choose a word first" in repr(rewriter.say(8, "", "A sentence."))
    assert not file.exists()


def test_students_words_are_text_on_the_page_and_never_markup():
    rewriter.say(1, "is", HOSTILE)
    rewriter.say(2, "is", HOSTILE)
    votes = {f"vote_{when}": HOSTILE for when in ("before", "after")}
    store.add({"article": {"pen": HOSTILE}, "questions": {"bus": HOSTILE}})
    store.add({"predictions": {"bus": 3} | votes, "answers": {"bus": f"9 {HOSTILE}"}})
    made = BeautifulSoup(page(), "html.parser")
    assert made.css.select("script, img, textarea, [onerror], [src]") == []
    assert read(page()).count("<script>alert(1)</script>") >= 7
    assert "49" not in read(page())


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["is"])
def test_a_page_shows_what_the_course_file_holds(case):
    store.add(case.get("course", {}))
    made = page(year=Range(*case["year"]) if "year" in case else None)
    soup = BeautifulSoup(made, "html.parser")
    for selector, texts in case["texts"].items():
        found = [" ".join(part.get_text(" ").split()) for part in soup.select(selector)]
        assert found == texts, selector
    assert [piece for piece in case.get("holds", []) if piece not in made] == []
    assert made.count("</div>") == made.count("<div")
    assert not re.search(r"(?:src|href|@import|url\()", made), "nothing comes from elsewhere"


def test_the_pen_name_is_the_courses_own_until_somebody_writes_one(file):
    pens = data.toml("lesson", "page")["pens"]
    drawn = rewriter.pen_name(store.load())
    assert drawn in pens
    assert drawn == rewriter.pen_name(store.load())
    others = {rewriter.pen_name({"article": {"claim_1": {"sentence": str(n)}}}) for n in range(60)}
    assert len(others) > 5, "what the file holds draws the name"
    assert not file.exists()
    store.record("article", "pen", ["x"])
    assert rewriter.pen_name(store.load()) in pens, "edited by hand"
    store.record("article", "pen", "x" * 99)
    assert rewriter.pen_name(store.load()) == "x" * 40


def test_a_right_guess_is_the_picture_and_never_the_wildest():
    guess("near", 22, 20, "Counted, 2024.")
    store.add({"predictions": {"later": 5}, "answers": {"later: why": "7 reasons"}})
    (card,) = rewriter._best(store.load())
    made = page(card)
    assert "My best guess: How many near? in cents I said 22. The answer: 20 cents." in read(made)
    assert "Counted, 2024." in read(made)
    assert 'src="data:image/png;base64,iVBOR' in made


def test_a_card_for_each_guess_of_the_lesson_that_was_right_or_far_off(shown):
    for key, number, answer in [("flip", 1, 17), ("half_gone", 2, 2), ("copied", 3, 4)]:
        guess(key, number, answer)
    wrong = {"predictions": "the relay", "answers": "the list of public keys"}
    store.add({kind: {"spy_place": said} for kind, said in wrong.items()})
    for lesson in (1, 4, 2):
        rewriter.cards_of(lesson)
    assert [len(cell.parts(widgets.Button)) for cell in shown] == [1, 1, 0]
    assert "How many flip?" in shown[0].html
    shown[0].press("card")
    assert "01_sealed_message.html#opener" in shown[0].html


def linked(cell):
    data = re.search(r'href="data:text/html;base64,([^"]+)"', cell.html).group(1)
    return base64.b64decode(data).decode()


def test_the_panel_keeps_the_pen_name_and_makes_the_page(shown):
    rewriter.say(1, "may", "Nobody reads what two people write.")
    rewriter.show(PICTURE)
    (cell,) = shown
    name, menu = cell.part(widgets.Text), cell.part(widgets.RadioButtons)
    assert name.value in data.toml("lesson", "page")["pens"]
    assert menu.value is PICTURE
    name.value = "  Row   12 "
    cell.press("Make my front page")
    assert store.get("article", "pen", None).value == "Row 12"
    assert f"holds 1 of {len(facts.claims())} sentences" in cell.said
    assert linked(cell) == page(PICTURE)
    for part in ('alt="Four ads are &lt;enough&gt;."', "base64,YWJj", "a teaching model"):
        assert part in page(PICTURE)
    menu.index = 1
    cell.press("Make my front page")
    assert (menu.index, linked(cell)) == (1, page()), "no picture is a choice like others"
    assert "Run this cell" in cell.still


def test_a_sentence_is_kept_while_it_is_written_after_a_check(shown):
    rewriter.mine(8)
    menu, box = (shown[0].part(kind) for kind in (widgets.RadioButtons, widgets.Textarea))
    menu.value, box.value = "may", "Perhaps people buy tickets there."
    assert not shown[0].said, "nothing is judged before somebody asks"
    shown[0].press("check claim 8")
    assert "too weak" in shown[0].said
    box.value += " Or not."
    assert "tickets there. Or not." in page()
    menu.value = "reported"
    assert "fits" in shown[0].said
    rewriter.mine(8)
    assert shown[1].part(widgets.RadioButtons).value == "reported"
    assert shown[1].part(widgets.Textarea).value == "Perhaps people buy tickets there. Or not."
    box.value = "By the BBC."
    shown[1].part(widgets.RadioButtons).value = "may"
    both = {"word": "may", "sentence": "By the BBC."}
    assert store.get("article", "claim_8", None).value == both, "what each panel had last"


def test_the_name_that_is_shown_is_the_name_on_the_page(shown):
    """What the course proposes is drawn from what is kept, and that grows."""
    rewriter.show()
    proposed = shown[-1].part(widgets.Text).value
    rewriter.say(14, "may", "Sari may be the product.")
    assert rewriter.pen_name(store.load()) != proposed
    shown[-1].part(widgets.Button).click()
    assert rewriter.pen_name(store.load()) == proposed
