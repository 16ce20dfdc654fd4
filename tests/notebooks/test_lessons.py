"""What each lesson promises: `lessons/lesson_NN.toml` names its idea cells, and for each objective
where it is practised, checked, kept and asked again. The lesson is read and timed, too.
"""

import re
import statistics
import tomllib
from pathlib import Path

import pytest
from guide import LESSONS
from reading import is_hard, said, sentences

from course_lib import authoring
from course_lib.lesson import quiz
from course_lib.lesson.exercise import tables

TABLES = Path(__file__).parent.glob("lessons/lesson_*.toml")
PROMISED = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in TABLES}
ADDS = {cell: told for one in PROMISED.values() for cell, told in one.get("adds", {}).items()}

HARD_MOST, SHORT_MOST, SHORT = 0.15, 0.25, 8
WORDS_A_SENTENCE = (11, 13)
PERIOD_MOST, STATED_WITHIN = 40, 2.5
IDEAS, IDEA_LINES = range(3, 7), 10
LAST, STATEMENTS = 9, "misconceptions"  # the ten statements of lessons 0 and 9
ASSIGNMENTS = ("business", "capstone", "data_and_ads", "money", "secrets")
AFTER = {STATEMENTS: LAST, **dict.fromkeys(ASSIGNMENTS, LAST + 1)}


def asked(name):
    """The ids of every exercise and question that a lesson, an assignment or the statements ask."""
    if name in ASSIGNMENTS:
        return {f"{name}.{each}" for each, told in tables(name).items() if "task" in told}
    kinds = [kind for kind in ("quiz", "look_back") if kind in tables(name)]
    found = {question.id for kind in kinds for question in quiz.questions(name, kind)}
    exercises = () if name == STATEMENTS else LESSONS[int(name[-2:]) + 1].core.checked
    return found | {f"{name}.{each}" for each in exercises}


def test_ideas_stand_in_their_shortest_code(numbered):
    sources = {cell.id: cell.source for cell in numbered.core}
    ideas = PROMISED[numbered.home]["idea"]
    assert len(ideas) in IDEAS
    for idea in ideas:
        source = sources[idea["cell"]]
        assert len(re.findall(r"(?m)^\s*[^\s#]", source)) <= IDEA_LINES, idea["cell"]
        assert idea["not"], f"{idea['cell']}: which call would return the finished result?"
        assert not [call for call in idea["not"] if f"{call}(" in source], idea["cell"]


def test_each_objective_is_practised_checked_and_kept(numbered):
    said = numbered.core.bullets("## What you will be able to do")
    kept = numbered.core.bullets("## Key points")
    for row, objective in zip(PROMISED[numbered.home]["objective"], said, strict=True):
        assert objective.startswith(row["says"]), objective
        assert row["cells"], objective
        assert set(row["cells"]) <= {cell.id for cell in numbered.core}, objective
        assert set(row["checked"]) <= asked(numbered.home), objective
        assert row["checked"], objective
        assert 1 <= row["key_point"] <= len(kept), objective


def test_each_objective_is_asked_again_two_lessons_later(numbered):
    """In the core: by an exercise, a closing question or one that looks back. The ten statements
    and the assignments, which come back in what is optional, may be named besides; of lesson 8 an
    assignment counts, but for the price of a tap. Nothing comes after lesson 9.
    """
    number, objectives = int(numbered.home[-2:]), PROMISED[numbered.home]["objective"]
    never = {row["says"] for row in objectives}
    for row in objectives:
        for again in row["again"]:
            name = again.partition(".")[0]
            assert again in asked(name), again
            assert (AFTER[name] if name in AFTER else int(name[-2:])) >= number + 2, again
            if name not in AFTER or (name in ASSIGNMENTS and number == LAST - 1):
                never.discard(row["says"])
    assert len(never) == {LAST - 1: 1, LAST: len(objectives)}.get(number, 0), never


def test_little_code_is_hard_and_sentences_are_plain(numbered):
    hard = [cell.id for cell in numbered.core.code if is_hard(cell.source)]
    assert len(hard) <= HARD_MOST * len(numbered.core.code), hard
    assert "altair" not in numbered.core.source
    ends = r"\n## (?:New words|Sources)"
    texts = [re.split(ends, cell.source)[0] for cell in numbered.core.markdown]
    said = sentences("\n\n".join(texts))
    lengths = [len(sentence.split()) for sentence in said]
    low, high = WORDS_A_SENTENCE
    assert low <= statistics.mean(lengths) <= high
    assert sum(length < SHORT for length in lengths) <= SHORT_MOST * len(lengths)


def test_periods_fit_and_are_stated(numbered):
    periods = authoring.periods(numbered.path)
    assert len(periods) == (1 if numbered.home == "lesson_00" else 2)
    assert max(periods) <= PERIOD_MOST
    assert numbered.stated == pytest.approx(periods, abs=STATED_WITHIN)


def test_it_looks_back_and_ends_with_a_sentence_of_ones_own(numbered):
    assert numbered.core.source.count("rewriter.mine(") == 1
    if numbered.home >= "lesson_02":
        assert f'quiz.look_back("{numbered.home}")' in numbered.core.source
        assert len(quiz.questions(numbered.home, "look_back")) == 2


@pytest.mark.weekly
def test_a_cell_that_is_run_again_shows_the_same(notebook):
    """Twice in a row, all once more, from the last back to the first; or the text says why not."""
    code, told = notebook.cells.code, notebook.cells.text + notebook.cells.source
    twice = [cell for cell in code for _ in range(2)]
    book = {**notebook.stored, "cells": [*twice, *code, *code[::-1]]}
    stored = {cell.id: said(cell) for cell in code}
    for cell in authoring.execute(book, notebook.path.parent).cells:
        assert said(cell) == stored[cell.id] or ADDS.get(cell.id, "\0") in told, cell.id
