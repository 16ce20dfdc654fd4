"""The rewriter keeps words and sentences, judges them, and makes a page that is safe to open."""

import base64
import html
import json
import re
from html.parser import HTMLParser

import pytest

from course_lib import facts
from course_lib.lesson import predictions, rewriter, store
from course_lib.lesson.rewriter import page

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 * 7 }}</textarea>'


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found, self.attributes = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_a_word_that_fits_is_right_and_kept():
    verdict = rewriter.say(8, " Reported ", "The BBC reports   bus tickets.")
    assert verdict.ok
    assert store.get("article", "claim_8", None).value == {
        "word": "reported",
        "sentence": "The BBC reports bus tickets.",
    }


def test_a_word_too_strong_says_what_the_evidence_carries():
    verdict = rewriter.say(8, "is", "People buy bus tickets in the app.")
    assert verdict.state == "wrong"
    assert 'too strong. The evidence carries "reported"' in verdict.message


def test_a_sentence_without_a_word_asks_for_the_word(file):
    assert "Choose a word first" in repr(rewriter.say(8, "", "A sentence."))
    assert not file.exists()


@pytest.mark.parametrize(("number", "word"), [(8, "surely"), (8, None), (99, "is")])
def test_what_cannot_be_kept_is_said_and_changes_nothing(number, word, file):
    assert "Expected" in repr(rewriter.say(number, word, "A sentence."))
    assert not file.exists()


def test_the_own_saying_is_kept_and_dots_keep_nothing(file):
    assert "Not answered yet" in repr(rewriter.keep_saying(...))
    assert not file.exists()
    rewriter.keep_saying("Ask what is collected,\n and for whom.")
    assert "Ask what is collected, and for whom." in page()


def test_students_words_are_text_on_the_page_and_never_markup():
    rewriter.say(1, "is", HOSTILE)
    rewriter.keep_saying(HOSTILE)
    predictions.Guess("bus", HOSTILE, options=(HOSTILE, "b")).say("a")
    predictions.reveal("bus", HOSTILE, "why")
    made = page({HOSTILE: HOSTILE})
    tags = Tags(made)
    assert not {"script", "img", "textarea"} & tags.found
    assert not {"onerror", "src"} & tags.attributes
    assert made.count(html.escape("<script>alert(1)</script>")) >= 5
    assert "49" not in re.sub(r"<style>.*?</style>", "", made, flags=re.S)


def test_the_page_needs_nothing_from_elsewhere():
    assert not re.search(r"(?:src|href|@import|url\()", page())


def test_the_page_shows_guesses_with_their_questions_and_answers():
    predictions.Guess("share", "How many per cent?", unit="percent").say(40)
    predictions.reveal("share", 20, "Because.")
    predictions.Guess("later", "Which one?", options=("x", "y")).say("b")
    store.record("confidence", "claim_1", 80)
    store.record("verdicts", "lesson_04.profit", {"ok": True, "tries": 2})
    store.record("verdicts", "lesson_04.tip", {"ok": False, "tries": 1})
    made = re.sub(r"<[^>]+>", " ", page())
    assert re.search(r"How many per cent\? in percent\s+40\s+20", made)
    assert re.search(r"Which one\?\s+y\s+not seen yet", made)
    assert "80 percent" in made
    assert re.search(r"lesson 04\s+1 of 2 tried", made)


def test_a_damaged_course_file_still_makes_a_page(file):
    strange = {"claim_1": "is", "claim_2": {"word": ["is"]}, "claim_3": {"word": "surely"}}
    file.write_text(json.dumps({"version": 1, "article": strange, "verdicts": {"x": 3}}))
    assert page().count("<article") == len(facts.claims())


def linked(text):
    data = re.search(r'href="data:text/html;base64,([^"]+)"', text).group(1)
    return base64.b64decode(data).decode()


def test_the_link_holds_the_whole_page():
    rewriter.say(4, "estimated", "Nearly three billion people use it.")
    text = rewriter.link({"Yearly fee": 1})
    assert linked(text) == page({"Yearly fee": 1})
    assert f"holds 1 of {len(facts.claims())} sentences" in text


def test_the_panel_checks_keeps_and_makes_the_page(shown):
    rewriter.show({"Yearly fee": 1})
    ((panel, still),) = shown
    _, *rows, button, made = panel.children
    assert len(rows) == len(facts.claims())
    _, menu, box, check, said = rows[7].children
    menu.value, box.value = "may", "Perhaps people buy tickets there."
    assert not said.value, "nothing is judged before somebody asks"
    check.click()
    assert "too weak" in said.value
    box.value += " Or not."
    button.click()
    assert "tickets there. Or not." in linked(made.value)
    menu.value = "reported"
    assert "fits" in said.value
    assert "Perhaps people buy tickets there." in linked(made.value)
    assert "Claim 15" in still["text/plain"]


def test_a_second_session_finds_what_was_written(shown):
    rewriter.say(8, "reported", "The BBC reports it.")
    rewriter.show()
    _, menu, box, *_ = shown[0][0].children[8].children
    assert (menu.value, box.value) == ("reported", "The BBC reports it.")
