"""The rewriter keeps words and sentences, judges them, and makes a front page safe to open."""

import base64
import html
import json
import re
from html.parser import HTMLParser

import pytest

from course_lib import data, facts
from course_lib.errors import CourseError
from course_lib.lesson import predictions, rewriter, store
from course_lib.lesson.rewriter import page
from course_lib.words import Range

PICTURE = rewriter.Card("Four ads are <enough>.", "a teaching model", b"abc")
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
    verdict = rewriter.say(8, "reported", "The BBC reports   bus tickets.")
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


@pytest.mark.parametrize(("number", "word"), [(8, "surely"), (99, "is")])
def test_what_cannot_be_kept_is_refused_and_changes_nothing(number, word, file):
    with pytest.raises(CourseError):
        rewriter.say(number, word, "A sentence.")
    assert not file.exists()


SENTENCES = {
    1: "Since 2016 nobody on the way reads what two people write.",
    3: "In October 2024 people paid nothing.",
    8: "The BBC reports bus tickets in the chat.",
    11: "Meta named a run rate in 2022.",
    14: "Ask what is noted, used and handed over.",
}


def text(made):
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", made, flags=re.S)
    return " ".join(html.unescape(bare).split())


def write(*numbers):
    for number in numbers:
        rewriter.say(number, "may", SENTENCES[number])


def guess(key, number, answer, why="Because."):
    predictions.Guess(key, f"How many {key}?", unit="cents").say(str(number))
    store.record("answers", key, f"{answer} cents")
    store.record("answers", predictions.reason(key), why)


def test_students_words_are_text_on_the_page_and_never_markup():
    rewriter.say(1, "is", HOSTILE)
    rewriter.say(2, "is", HOSTILE)
    for kind, key, said in (
        *(("article", "pen", HOSTILE), ("questions", "bus", HOSTILE), ("predictions", "bus", 3)),
        *(("predictions", f"vote_{when}", HOSTILE) for when in ("before", "after")),
        ("answers", "bus", f"9 {HOSTILE}"),
    ):
        store.record(kind, key, said)
    made = page()
    tags = Tags(made)
    assert not {"script", "img", "textarea"} & tags.found
    assert not {"onerror", "src"} & tags.attributes
    assert made.count(html.escape("<script>alert(1)</script>")) >= 7
    assert "49" not in re.sub(r"<style>.*?</style>", "", made, flags=re.S)


def test_the_page_needs_nothing_from_elsewhere():
    write(*SENTENCES)
    assert not re.search(r"(?:src|href|@import|url\()", page())


@pytest.mark.parametrize("count", range(6))
def test_only_what_was_written_and_few_sentences_make_an_early_edition(count):
    chosen = list(SENTENCES)[:count]
    write(*chosen)
    made = page()
    assert made.count("<article") == count
    assert ("Early edition" in made) == (count < 5)
    assert [number for number in SENTENCES if SENTENCES[number] in text(made)] == chosen
    assert "written yet" not in made or not count
    assert ("How can a messenger live" in made) == (count == 0)
    assert made.count("</div>") == made.count("<div")


def test_a_word_without_a_sentence_stays_off_the_page():
    rewriter.say(8, "reported")
    assert page().count("<article") == 0


def test_it_says_whose_the_sentences_are_and_that_nobody_checked_them():
    write(1)
    store.record("article", "pen", "Window Seat")
    said = text(page())
    assert "Sentences by Window Seat, figures by the course" in said
    assert "nobody has checked the sentences" in said


def test_the_pen_name_is_the_courses_own_until_somebody_writes_one(file):
    names = data.toml("lesson", "page")["pens"]
    drawn = rewriter.pen_name(store.load())
    assert drawn in names
    assert drawn == rewriter.pen_name(store.load())
    others = {rewriter.pen_name({"article": {"claim_1": {"sentence": str(n)}}}) for n in range(60)}
    assert len(others) > 5, "what the file holds draws the name"
    assert not file.exists()
    store.record("article", "pen", "x" * 99)
    assert rewriter.pen_name(store.load()) == "x" * 40


def test_the_worst_guess_stands_with_its_answer_and_the_factor_in_words():
    guess("near", 40, 50)
    guess("far", 90000, 20, "Between 10 and 40, estimated, 2024.")
    store.record("predictions", "who", "Sari")
    store.record("answers", "who", "Budi")
    said = text(page())
    assert "How many far?" in said
    assert "thousands of times the answer" in said
    assert "Between 10 and 40, estimated, 2024." in said
    assert "How many near?" not in said
    assert "4,500 times" not in said


def test_a_right_guess_is_the_picture_and_never_the_wildest():
    guess("near", 22, 20, "Counted, 2024.")
    assert "My wildest guess" not in page()
    (card,) = rewriter._best(store.load())
    made = page(card)
    assert "My best guess: How many near? in cents I said 22. The answer: 20 cents." in text(made)
    assert "Counted, 2024." in text(made)
    assert 'src="data:image/png;base64,iVBOR' in made


def test_a_card_for_each_guess_of_the_lesson_that_was_right_or_far_off(shown):
    for key, number, answer in [("flip", 1, 17), ("half_gone", 2, 2), ("copied", 3, 4)]:
        guess(key, number, answer)
    store.record("predictions", "spy_place", "the relay")
    store.record("answers", "spy_place", "the list of public keys")
    for lesson in (1, 4, 2):
        rewriter.cards_of(lesson)
    kinds = [[type(each).__name__ for each in panel.children] for panel, _ in shown]
    assert kinds == [["HTML", "HTML", "VBox"], ["HTML", "HTML", "VBox"], ["HTML"]]
    button, made = shown[0][0].children[2].children
    button.click()
    assert "01_sealed_message.html#opener" in made.value


def test_no_guess_in_numbers_no_worst_guess():
    store.record("predictions", "later", 5)
    store.record("answers", "later: why", "7 reasons")
    assert "My wildest guess" not in page()


def test_a_year_is_a_hatched_range_that_may_lie_below_zero():
    made = page(year=Range(-2.0, 1.0, 6.0))
    assert 'style="left:0.0%;width:100.0%"' in made
    assert 'style="left:25.0%"' in made
    assert "from -$2.00 to $6.00" in text(made)
    assert "even the sign is not known" in made
    below = page(year=Range(-3.0, -2.0, -1.0))
    assert 'style="left:0.0%;width:66.7%"' in below
    assert 'style="left:100.0%">0' in below
    assert "sign" not in below
    above = page(year=Range(1.0, 2.0, 4.0))
    assert 'style="left:25.0%;width:75.0%"' in above
    assert 'style="left:0.0%">0' in above
    assert "worth $" not in made + below + above


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


def linked(text):
    data = re.search(r'href="data:text/html;base64,([^"]+)"', text).group(1)
    return base64.b64decode(data).decode()


def test_the_link_holds_the_whole_page():
    rewriter.say(4, "estimated", "Nearly three billion people use it.")
    text = rewriter.link(PICTURE)
    made = linked(text)
    assert made == page(PICTURE)
    for shown in (
        'alt="Four ads are &lt;enough&gt;."',
        "data:image/png;base64,YWJj",
        "a teaching mod",
    ):
        assert shown in made
    assert f"holds 1 of {len(facts.claims())} sentences" in text


def test_the_panel_keeps_the_pen_name_and_makes_the_page(shown):
    write(1)
    rewriter.show(PICTURE)
    ((panel, still),) = shown
    _, name, menu, button, made = panel.children
    assert name.value in data.toml("lesson", "page")["pens"]
    assert menu.value is PICTURE
    name.value = "  Row   12 "
    button.click()
    assert store.get("article", "pen", None).value == "Row 12"
    assert "YWJj" in linked(made.value)
    menu.value = None
    button.click()
    assert "YWJj" not in linked(made.value)
    assert "Run this cell" in still["text/plain"]


def test_a_sentence_is_kept_while_it_is_written_after_a_check(shown):
    rewriter.mine(8)
    _, menu, box, check, said = shown[0][0].children
    menu.value, box.value = "may", "Perhaps people buy tickets there."
    assert not said.value, "nothing is judged before somebody asks"
    check.click()
    assert "too weak" in said.value
    box.value += " Or not."
    assert "tickets there. Or not." in page()
    menu.value = "reported"
    assert "fits" in said.value


def test_a_second_session_finds_what_was_written(shown):
    rewriter.say(8, "reported", "The BBC reports it.")
    rewriter.mine(8)
    _, menu, box, *_ = shown[0][0].children
    assert (menu.value, box.value) == ("reported", "The BBC reports it.")
