"""What each lesson promises: `lessons/lesson_NN.toml` names its idea cells, and for each objective
where it is practised, checked, kept and asked again. The lesson is read and timed, too.
"""

import html
import re
import statistics
import tomllib
from pathlib import Path

import pytest
import reading

from course_lib import authoring
from course_lib.lesson import quiz
from course_lib.lesson.exercise import tables

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
TABLES = sorted((HERE / "lessons").glob("lesson_*.toml"))

HARD_MOST, SHORT_MOST, SHORT = 0.15, 0.25, 8
WORDS_A_SENTENCE = (11, 13)
PERIOD_MOST, STATED_WITHIN = 40, 2.5
IDEAS, IDEA_LINES = range(3, 7), 10
LAST, STATEMENTS = 9, "misconceptions"  # the ten statements of lessons 0 and 9
ASSIGNMENTS = ("business", "capstone", "data_and_ads", "money", "secrets")
BANNED = {
    r"(?:^|[.!?] )Who (?!is|are|was|pays|reads|can|has)\w+ [^?]*?\.": '"Who ..." as a subject',
    r", less (?:what|the|its|her|his)\b|\bless (?:price|what)\b": '"less" for minus',
    r"\b(?:dear|dearer|dearest)\b": '"dear" for expensive',
}
CHECK = re.compile(r"\bex\.(\w+)\.check\(")


class Lesson(reading.Notebook):
    def __init__(self, table):
        self.name = table.stem
        self.number = int(table.stem[-2:])
        (path,) = NOTEBOOKS.glob(f"{self.number:02}_*.ipynb")
        super().__init__(path)
        self.table = tomllib.loads(table.read_text(encoding="utf-8"))
        self.code, self.source = self.core.code, self.core.source
        self.markdown = "\n\n".join(
            re.split(r"\n## (?:New words|Sources)", cell.source)[0] for cell in self.core.markdown
        )


@pytest.fixture(params=TABLES, ids=lambda path: path.stem)
def lesson(request):
    return Lesson(request.param)


def checks(name):
    """The ids of every exercise and question that a lesson asks."""
    path = HERE / "lessons" / f"{name}.toml"
    found = (
        {f"{name}.{each}" for each in CHECK.findall(Lesson(path).source)}
        if path.exists()
        else set()
    )
    parts = [*quiz.questions(name), *quiz.questions(name, "look_back")]
    return found | {question.id for question in parts}


def test_a_student_reads_the_question_of_each_exercise(lesson):
    """A browser shows the HTML of an output, and no text cell says the question again."""
    for cell in lesson.code:
        for output in cell.outputs if CHECK.search(cell.source) else []:
            told = html.unescape(re.sub(r"<[^>]+>", " ", output.data["text/html"]))
            asked = re.sub("`", " ", output.data["text/plain"].splitlines()[0])
            assert " ".join(asked.split()) in " ".join(told.split()), cell.id


def test_ideas_stand_in_their_shortest_code(lesson):
    ideas, sources = lesson.table["idea"], {cell.id: cell.source for cell in lesson.core}
    assert len(ideas) in IDEAS
    for idea in ideas:
        source = sources[idea["cell"]]
        lines = [ln for ln in source.splitlines() if ln.strip() and not ln.startswith("#")]
        assert len(lines) <= IDEA_LINES, idea["cell"]
        assert idea["not"], f"{idea['cell']}: which call would return the finished result?"
        assert not [call for call in idea["not"] if f"{call}(" in source], idea["cell"]


def test_each_objective_is_practised_checked_and_kept(lesson):
    said, kept = (
        lesson.core.bullets(f"## {heading}")
        for heading in ("What you will be able to do", "Key points")
    )
    rows = lesson.table["objective"]
    assert len(rows) == len(said)
    for row, objective in zip(rows, said, strict=True):
        assert objective.startswith(row["says"]), objective
        assert row["cells"], objective
        assert set(row["cells"]) <= {cell.id for cell in lesson.core}, objective
        assert set(row["checked"]) <= checks(lesson.name), objective
        assert row["checked"], objective
        assert 1 <= row["key_point"] <= len(kept), objective


def asked_again(lesson):
    """What asks each objective again, and comes late enough.

    Two lessons later at the earliest, in the core: an exercise, a closing question or one that
    looks back. Of lesson 8 an assignment, which comes after the lessons. Nothing comes after 9.
    """
    for row in lesson.table["objective"]:
        for again in row["again"]:
            name, _, _ = again.partition(".")
            after = {STATEMENTS: LAST, **dict.fromkeys(ASSIGNMENTS, LAST + 1)}
            number = after[name] if name in after else int(name[-2:])
            assert number >= lesson.number + 2, again
            optional = name == STATEMENTS or (name in ASSIGNMENTS and lesson.number < LAST - 1)
            yield row["says"], again, not optional


def test_what_asks_an_objective_again_comes_two_lessons_later(lesson):
    """The ten statements and the assignments, which come back in what is optional, may be named."""
    for _, again, _ in asked_again(lesson):
        name, _, exercise = again.partition(".")
        if name in ASSIGNMENTS:
            assert "task" in tables(name)[exercise], again
        elif name == STATEMENTS:
            assert again in {each.id for each in quiz.questions(name)}, again
        else:
            assert again in checks(name), again


def test_each_objective_is_asked_again_two_lessons_later(lesson):
    """Of lesson 8 one objective is not (the price of a tap), and nothing comes after lesson 9."""
    said = {row["says"] for row in lesson.table["objective"]}
    never = said - {says for says, _, counts in asked_again(lesson) if counts}
    assert len(never) == {LAST - 1: 1, LAST: len(said)}.get(lesson.number, 0), never


def test_little_code_is_hard_and_sentences_are_plain(lesson):
    hard = [cell.id for cell in lesson.code if reading.is_hard(cell.source)]
    assert len(hard) <= HARD_MOST * len(lesson.code), hard
    assert "altair" not in lesson.source
    lengths = [len(sentence.split()) for sentence in reading.sentences(lesson.markdown)]
    low, high = WORDS_A_SENTENCE
    assert low <= statistics.mean(lengths) <= high
    assert sum(length < SHORT for length in lengths) <= SHORT_MOST * len(lengths)
    said = " ".join(reading.sentences(lesson.markdown))
    for pattern, habit in BANNED.items():
        assert not (found := re.search(pattern, said)), f"{habit}: {found.group()!r}"


def test_periods_fit_and_are_stated(lesson):
    periods = authoring.periods(lesson.path)
    assert len(periods) == (1 if lesson.number == 0 else 2)
    assert max(periods) <= PERIOD_MOST
    door = r"\*\*(?:About (\d+) minutes|Two periods, about (\d+) and (\d+) minutes)\*\*"
    stated = re.search(door, lesson.core[0].source)
    assert stated, "the first cell says how long the periods take"
    numbers = [int(number) for number in stated.groups() if number]
    assert numbers == pytest.approx(periods, abs=STATED_WITHIN)


def test_it_looks_back_and_ends_with_a_sentence_of_ones_own(lesson):
    assert lesson.source.count("rewriter.mine(") == 1
    if lesson.number >= 2:
        assert f'quiz.look_back("{lesson.name}")' in lesson.source
        assert len(quiz.questions(lesson.name, "look_back")) == 2
