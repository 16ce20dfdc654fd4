"""The glossary holds each new word of each lesson, under that lesson, and nothing else."""

import re
from pathlib import Path

import pytest
from reading import notebook

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(FOLDER.glob("0[1-9]_*.ipynb"))
HEADINGS = ("Lesson", "Term", "In one sentence", "Istilah", "Dalam satu kalimat")


def new_words(path):
    """The bold terms that open the lines below "New words"; what folds is left out."""
    sections = [
        part.split("\n## ")[0]
        for cell in notebook(path).cells.markdown
        for part in f"\n{cell.source}".split("\n## New words\n")[1:]
    ]
    assert len(sections) == 1, path.name
    lines = [line for line in sections[0].splitlines() if line.strip() and line[0] != "<"]
    terms = [re.match(r"- \*\*(.+?)\*\*: \S", line) for line in lines]
    assert all(terms), f"{path.name}: {lines}"
    return [term[1] for term in terms]


def rows(text):
    """The cells of every line of the table, its heading first."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    table = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    assert set("".join(table.pop(1))) <= set("-:")
    return table


@pytest.fixture(scope="module")
def glossary():
    heading, *entries = rows((FOLDER / "instructor/glossary.md").read_text(encoding="utf-8"))
    assert heading == HEADINGS
    return entries


def test_each_new_word_stands_under_its_lesson_and_nothing_else_does(glossary):
    taught = [(str(int(path.name[:2])), term) for path in LESSONS for term in new_words(path)]
    assert len(LESSONS) == 9
    assert [(lesson, term) for lesson, term, *_ in glossary] == taught


def test_one_full_sentence_in_both_languages(glossary):
    for lesson, term, english, word, indonesian in glossary:
        assert word, term
        for sentence in (english, indonesian):
            assert len(sentence.split()) >= 5, (lesson, term)
            assert sentence[0].isupper(), (lesson, term)
            assert sentence.endswith("."), (lesson, term)
            assert not re.search(r"[.!?] [A-Z]", sentence), (lesson, term)
        assert english != indonesian


def bullets(text, heading):
    """The bold terms of the list below a heading of the glossary."""
    return re.findall(r"^- \*\*(.+?)\*\*", text.split(f"## {heading}")[1].split("\n## ")[0], re.M)


def test_a_doubted_word_has_its_question(glossary):
    asked = bullets((FOLDER / "instructor/glossary.md").read_text("utf-8"), "Doubts")
    doubted = [term for _, term, _, word, _ in glossary if word.endswith("(?)")]
    assert doubted == [term for term in asked if term in doubted]
    assert len(doubted) > 10


def test_the_words_of_the_warm_up_are_there_too():
    core = [cell.source for cell in notebook(FOLDER / "warm_up.ipynb").core.markdown]
    bold = re.findall(r"\*\*([a-z][^*]{2,20})\*\*", "\n".join(core))
    listed = bullets((FOLDER / "instructor/glossary.md").read_text("utf-8"), "Words of the")
    assert bold
    assert set(bold) <= set(listed)
