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
SENTENCES = {
    1: "Since 2016 nobody on the way reads what two people write.",
    3: "In October 2024 people paid nothing.",
    8: "The BBC reports bus tickets in the chat.",
    11: "Meta named a run rate in 2022.",
    14: "Ask what is noted, used and handed over.",
}


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found |= {tag, *(name for name, _ in attrs)}


def text(made):
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", made, flags=re.S)
    return " ".join(html.unescape(bare).split())


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


def test_what_cannot_be_kept_changes_nothing(file):
    assert "Choose a word first" in repr(rewriter.say(8, "", "A sentence."))
    for number, word in ((8, "surely"), (99, "is")):
        with pytest.raises(CourseError):
            rewriter.say(number, word, "A sentence.")
    assert not file.exists()


def test_students_words_are_text_on_the_page_and_never_markup():
    rewriter.say(1, "is", HOSTILE)
    rewriter.say(2, "is", HOSTILE)
    votes = {f"vote_{when}": HOSTILE for when in ("before", "after")}
    store.add({"article": {"pen": HOSTILE}, "questions": {"bus": HOSTILE}})
    store.add({"predictions": {"bus": 3} | votes, "answers": {"bus": f"9 {HOSTILE}"}})
    made = page()
    assert not {"script", "img", "textarea", "onerror", "src"} & Tags(made).found
    assert made.count(html.escape("<script>alert(1)</script>")) >= 7
    assert "49" not in re.sub(r"<style>.*?</style>", "", made, flags=re.S)


@pytest.mark.parametrize("count", range(6))
def test_only_what_was_written_and_few_sentences_make_an_early_edition(count):
    chosen = list(SENTENCES)[:count]
    write(*chosen)
    rewriter.say(2, "reported")  # a word without a sentence stays off the page
    made = page()
    assert made.count("<article") == count
    assert ("Early edition" in made) == (count < 5)
    assert [number for number in SENTENCES if SENTENCES[number] in text(made)] == chosen
    assert "written yet" not in made or not count
    assert ("How can a messenger live" in made) == (count == 0)
    assert made.count("</div>") == made.count("<div")
    assert not re.search(r"(?:src|href|@import|url\()", made), "nothing comes from elsewhere"


def test_it_says_whose_the_sentences_are_and_that_nobody_checked_them():
    store.record("article", "pen", "Window Seat")
    write(1)
    said = text(page())
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
    said = text(page())
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
    assert "My best guess: How many near? in cents I said 22. The answer: 20 cents." in text(made)
    assert "Counted, 2024." in text(made)
    assert 'src="data:image/png;base64,iVBOR' in made


def test_a_card_for_each_guess_of_the_lesson_that_was_right_or_far_off(shown):
    for key, number, answer in [("flip", 1, 17), ("half_gone", 2, 2), ("copied", 3, 4)]:
        guess(key, number, answer)
    wrong = {"predictions": "the relay", "answers": "the list of public keys"}
    store.add({kind: {"spy_place": said} for kind, said in wrong.items()})
    for lesson in (1, 4, 2):
        rewriter.cards_of(lesson)
    kinds = [[type(each).__name__ for each in panel.children] for panel, _ in shown]
    assert kinds == [["HTML", "HTML", "VBox"], ["HTML", "HTML", "VBox"], ["HTML"]]
    button, made = shown[0][0].children[2].children
    button.click()
    assert "01_sealed_message.html#opener" in made.value


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
    assert says in text(made)
    assert ("sign" in text(made)) == (year[0] < 0 < year[2])
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


def linked(text):
    data = re.search(r'href="data:text/html;base64,([^"]+)"', text).group(1)
    return base64.b64decode(data).decode()


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
    assert f"holds 1 of {len(facts.claims())} sentences" in made.value
    assert linked(made.value) == page(PICTURE)
    for part in ('alt="Four ads are &lt;enough&gt;."', "base64,YWJj", "a teaching model"):
        assert part in page(PICTURE)
    menu.value = None
    button.click()
    assert linked(made.value) == page()
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
    rewriter.mine(8)
    _, menu, box, *_ = shown[1][0].children
    assert (menu.value, box.value) == ("reported", "Perhaps people buy tickets there. Or not.")
