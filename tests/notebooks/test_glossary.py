"""The glossary holds each new word of each lesson, under that lesson, and nothing else."""

import re

from guide import LESSONS, table, text_of

from course_lib.lesson import exercise

TEXT = text_of("instructor/glossary.md")
HEADINGS, *ENTRIES = table(TEXT)


def new_words(lesson):
    """The bold terms that open the lines below "New words"."""
    lines = lesson.cells.bullets("## New words\n")
    terms = [re.match(r"\*\*(.+?)\*\*: \S", line) for line in lines]
    assert terms
    assert all(terms), lines
    return [term[1] for term in terms]


def test_each_new_word_stands_under_its_lesson_and_nothing_else_does():
    assert HEADINGS == ["Lesson", "Term", "In one sentence", "Istilah", "Dalam satu kalimat"]
    taught = [(lesson.short, term) for lesson in LESSONS[2:] for term in new_words(lesson)]
    assert [(lesson, term) for lesson, term, *_ in ENTRIES] == taught


def test_a_new_word_is_used_again_in_its_lesson():
    for lesson in LESSONS[2:]:
        replies = (exercise.FOLDER / f"{lesson.home}.toml").read_text(encoding="utf-8")
        told = re.sub(r"<details>.*?</details>", "", lesson.cells.text + replies, flags=re.S)
        for term in new_words(lesson):
            assert told.lower().count(term.lower()) > 2, f"where it comes, in the list, and {term}"


def test_one_full_sentence_in_both_languages():
    for lesson, term, english, word, indonesian in ENTRIES:
        assert word, term
        for sentence in (english, indonesian):
            assert len(sentence.split()) >= 5, (lesson, term)
            assert sentence[0].isupper(), (lesson, term)
            assert sentence.endswith("."), (lesson, term)
            assert not re.search(r"[.!?] [A-Z]", sentence), (lesson, term)
        assert english != indonesian


def bullets(heading):
    """The bold terms of the list below a heading of the glossary."""
    return re.findall(r"^- \*\*(.+?)\*\*", TEXT.split(f"## {heading}")[1].split("\n## ")[0], re.M)


def test_a_doubted_word_has_its_question():
    asked = bullets("Doubts")
    doubted = [term for _, term, _, word, _ in ENTRIES if word.endswith("(?)")]
    assert doubted == [term for term in asked if term in doubted]
    assert len(doubted) > 10


def test_the_words_of_the_warm_up_are_there_too():
    bold = re.findall(r"\*\*([a-z][^*]{2,20})\*\*", LESSONS[0].core.text)
    assert bold
    assert set(bold) <= set(bullets("Words of the"))
