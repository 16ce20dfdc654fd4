"""The rewriter keeps words and sentences, judges them, and makes a front page safe to open."""

import base64
import json
import re

import ipywidgets as widgets
import pytest
from bs4 import BeautifulSoup

from course_lib import data, facts
from course_lib.lesson import predictions, rewriter, store
from course_lib.lesson.rewriter import page
from course_lib.words import Range

PICTURE = rewriter.Card("Four ads are <enough>.", "a teaching model", b"abc")
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}</textarea>'
SENTENCES = {
    1: "Since 2016 nobody on the way reads what two people write.",
    3: "In October 2024 people paid nothing.",
    8: "The BBC reports bus tickets in the chat.",
    11: "Meta named a run rate in 2022.",
    14: "Ask what is noted, used and handed over.",
}


def read(made):
    """The page as it is read."""
    page = BeautifulSoup(made, "html.parser")
    page.style.decompose()
    return " ".join(page.get_text(" ").split())


def write(*numbers):
    for number in numbers:
        rewriter.say(number, "may", SENTENCES[number])


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


@pytest.mark.parametrize("count", range(6))
def test_only_what_was_written_and_few_sentences_make_an_early_edition(count):
    chosen = list(SENTENCES)[:count]
    write(*chosen)
    rewriter.say(2, "reported")  # a word without a sentence stays off the page
    made = page()
    assert made.count("<article") == count
    assert ("Early edition" in made) == (count < 5)
    assert [number for number in SENTENCES if SENTENCES[number] in read(made)] == chosen
    assert "written yet" not in made or not count
    assert ("How can a messenger live" in made) == (count == 0)
    assert made.count("</div>") == made.count("<div")
    assert not re.search(r"(?:src|href|@import|url\()", made), "nothing comes from elsewhere"


def test_it_says_whose_the_sentences_are_and_that_nobody_checked_them():
    store.record("article", "pen", "Window Seat")
    write(1)
    said = read(page())
    assert "Sentences by Window Seat, figures by the course" in said
    assert "nobody has checked the sentences" in said


def test_the_pen_name_is_the_courses_own_until_somebody_writes_one(file):
    drawn = rewriter.pen_name(store.load())
    assert drawn in data.toml("lesson", "page")["pens"]
    assert drawn == rewriter.pen_name(store.load())
    others = {rewriter.pen_name({"article": {"claim_1": {"sentence": str(n)}}}) for n in range(60)}
    assert len(others) > 5, "what the file holds draws the name"
    assert not file.exists()
    store.record("article", "pen", "x" * 99)
    assert rewriter.pen_name(store.load()) == "x" * 40


def test_the_worst_guess_stands_with_its_answer_and_the_factor_in_words():
    guess("near", 40, 50)
    guess("far", 90000, 20, "Between 10 and 40, estimated, 2024.")
    store.add({"predictions": {"who": "Sari"}, "answers": {"who": "Budi"}})
    said = read(page())
    told = ("How many far?", "thousands of times the answer", "Between 10 and 40, estimated, 2024.")
    assert [words for words in told if words not in said] == []
    assert "How many near?" not in said
    assert "4,500 times" not in said


def test_a_right_guess_is_the_picture_and_never_the_wildest():
    guess("near", 22, 20, "Counted, 2024.")
    store.add({"predictions": {"later": 5}, "answers": {"later: why": "7 reasons"}})
    assert "My wildest guess" not in page()
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


@pytest.mark.parametrize(
    ("year", "bar", "zero", "says"),
    [
        ((-2.0, 1.0, 6.0), "left:0.0%;width:100.0%", "25.0%", "the sign is not known"),
        ((-3.0, -2.0, -1.0), "left:0.0%;width:66.7%", "100.0%", "from -$3.00 to -$1.00"),
        ((1.0, 2.0, 4.0), "left:25.0%;width:75.0%", "0.0%", "from $1.00 to $4.00"),
    ],
)
def test_a_year_is_a_hatched_range_that_may_lie_below_zero(year, bar, zero, says):
    made = page(year=Range(*year))
    assert f'style="{bar}"' in made
    assert f'style="left:{zero}">0' in made
    assert says in read(made)
    assert ("sign" in read(made)) == (year[0] < 0 < year[2])
    assert "worth $" not in made


def test_both_votes_or_none():
    store.record("predictions", "vote_before", "yes")
    assert "The vote" not in page()
    store.record("predictions", "vote_after", "no")
    assert "Before the hearing I voted: yes. After it: no." in page()


def test_a_damaged_course_file_still_makes_a_page(file):
    strange = {"claim_1": "is", "claim_2": {"word": ["is"]}, "claim_3": {"word": "surely"}}
    strange |= {"pen": ["x"], "claim_4": {"word": "surely", "sentence": "Mine."}}
    odd = {"predictions": {"a": [3], "b": 2}, "answers": {"a": "3", "b": None}}
    file.write_text(json.dumps({"version": 1, "article": strange} | odd))
    assert page().count("<article") == 1


def linked(cell):
    data = re.search(r'href="data:text/html;base64,([^"]+)"', cell.html).group(1)
    return base64.b64decode(data).decode()


def test_the_panel_keeps_the_pen_name_and_makes_the_page(shown):
    write(1)
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
    menu.value = None
    cell.press("Make my front page")
    assert linked(cell) == page()
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
