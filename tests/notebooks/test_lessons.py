"""What each lesson promises: `lessons/lesson_NN.toml` names its idea cells, and for each objective
where it is practised, checked, kept and asked again. The lesson is read and timed, too.
"""

import html
import re
import statistics
import tomllib
from pathlib import Path

import pytest
from reading import CHECK, LESSONS, is_hard, sentences

from course_lib import authoring
from course_lib.lesson import quiz
from course_lib.lesson.exercise import tables

TABLES = sorted(Path(__file__).parent.glob("lessons/lesson_*.toml"))
PROMISED = [tomllib.loads(path.read_text(encoding="utf-8")) for path in TABLES]

HARD_MOST, SHORT_MOST, SHORT = 0.15, 0.25, 8
WORDS_A_SENTENCE = (11, 13)
PERIOD_MOST, STATED_WITHIN = 40, 2.5
IDEAS, IDEA_LINES = range(3, 7), 10
LAST, STATEMENTS = 9, "misconceptions"  # the ten statements of lessons 0 and 9
ASSIGNMENTS = ("business", "capstone", "data_and_ads", "money", "secrets")
AFTER = {STATEMENTS: LAST, **dict.fromkeys(ASSIGNMENTS, LAST + 1)}
BANNED = {
    r"(?:^|[.!?] )Who (?!is|are|was|pays|reads|can|has)\w+ [^?]*?\.": '"Who ..." as a subject',
    r", less (?:what|the|its|her|his)\b|\bless (?:price|what)\b": '"less" for minus',
    r"\b(?:dear|dearer|dearest)\b": '"dear" for expensive',
}


@pytest.fixture(params=range(LAST + 1))
def number(request):
    return request.param


@pytest.fixture
def lesson(number):
    return LESSONS[number]


@pytest.fixture
def promised(number):
    return PROMISED[number]


def asked(name):
    """The ids of every exercise and question that a lesson, an assignment or the statements ask."""
    if name in ASSIGNMENTS:
        return {f"{name}.{each}" for each, told in tables(name).items() if "task" in told}
    kinds = ("quiz",) if name == STATEMENTS else ("quiz", "look_back")
    found = {question.id for kind in kinds for question in quiz.questions(name, kind)}
    exercises = () if name == STATEMENTS else LESSONS[int(name[-2:])].core.checked
    return found | {f"{name}.{each}" for each in exercises}


def test_a_student_reads_the_question_of_each_exercise(lesson):
    """A browser shows the HTML of an output, and no text cell says the question again."""
    for cell in lesson.core.code:
        for output in cell.outputs if CHECK.search(cell.source) else []:
            told = html.unescape(re.sub(r"<[^>]+>", " ", output.data["text/html"]))
            question = re.sub("`", " ", output.data["text/plain"].splitlines()[0])
            assert " ".join(question.split()) in " ".join(told.split()), cell.id


def test_ideas_stand_in_their_shortest_code(lesson, promised):
    sources = {cell.id: cell.source for cell in lesson.core}
    assert len(promised["idea"]) in IDEAS
    for idea in promised["idea"]:
        source = sources[idea["cell"]]
        assert len(re.findall(r"(?m)^\s*[^\s#]", source)) <= IDEA_LINES, idea["cell"]
        assert idea["not"], f"{idea['cell']}: which call would return the finished result?"
        assert not [call for call in idea["not"] if f"{call}(" in source], idea["cell"]


def test_each_objective_is_practised_checked_and_kept(number, lesson, promised):
    said, kept = (
        lesson.core.bullets(f"## {heading}")
        for heading in ("What you will be able to do", "Key points")
    )
    for row, objective in zip(promised["objective"], said, strict=True):
        assert objective.startswith(row["says"]), objective
        assert row["cells"], objective
        assert set(row["cells"]) <= {cell.id for cell in lesson.core}, objective
        assert set(row["checked"]) <= asked(f"lesson_{number:02}"), objective
        assert row["checked"], objective
        assert 1 <= row["key_point"] <= len(kept), objective


def test_each_objective_is_asked_again_two_lessons_later(number, promised):
    """In the core: by an exercise, a closing question or one that looks back. The ten statements
    and the assignments, which come back in what is optional, may be named besides; of lesson 8 an
    assignment counts, but for the price of a tap. Nothing comes after lesson 9.
    """
    never = {row["says"] for row in promised["objective"]}
    for row in promised["objective"]:
        for again in row["again"]:
            name = again.partition(".")[0]
            assert again in asked(name), again
            assert (AFTER[name] if name in AFTER else int(name[-2:])) >= number + 2, again
            if name not in AFTER or (name in ASSIGNMENTS and number == LAST - 1):
                never.discard(row["says"])
    assert len(never) == {LAST - 1: 1, LAST: len(promised["objective"])}.get(number, 0), never


def test_little_code_is_hard_and_sentences_are_plain(lesson):
    hard = [cell.id for cell in lesson.core.code if is_hard(cell.source)]
    assert len(hard) <= HARD_MOST * len(lesson.core.code), hard
    assert "altair" not in lesson.core.source
    ends = r"\n## (?:New words|Sources)"
    texts = [re.split(ends, cell.source)[0] for cell in lesson.core.markdown]
    said = sentences("\n\n".join(texts))
    lengths = [len(sentence.split()) for sentence in said]
    low, high = WORDS_A_SENTENCE
    assert low <= statistics.mean(lengths) <= high
    assert sum(length < SHORT for length in lengths) <= SHORT_MOST * len(lengths)
    for pattern, habit in BANNED.items():
        assert not (found := re.search(pattern, " ".join(said))), f"{habit}: {found.group()!r}"


def test_periods_fit_and_are_stated(lesson):
    periods = authoring.periods(lesson.path)
    assert len(periods) == (1 if lesson is LESSONS[0] else 2)
    assert max(periods) <= PERIOD_MOST
    assert lesson.stated == pytest.approx(periods, abs=STATED_WITHIN)


def test_it_looks_back_and_ends_with_a_sentence_of_ones_own(number, lesson):
    assert lesson.core.source.count("rewriter.mine(") == 1
    if number >= 2:
        assert f'quiz.look_back("lesson_{number:02}")' in lesson.core.source
        assert len(quiz.questions(f"lesson_{number:02}", "look_back")) == 2
