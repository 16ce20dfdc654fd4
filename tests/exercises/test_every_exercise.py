"""Every exercise and quiz keeps its promises, and a sample lesson shows that the promises bite.

A new module in `course_lib/exercises` is found by itself.
"""

import importlib
import importlib.util
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import course_lib.exercises
import course_lib.lesson.exercise as frame
from course_lib.exercises import assignments
from course_lib.lesson import quiz
from course_lib.lesson.exercise import Exercise

SAMPLE = Path(__file__).parent / "sample" / "lesson_90.py"
RECALL_QUESTIONS = 5  # in the core of every numbered lesson, those that look back included


def from_file(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def course_modules():
    found = [entry.name for entry in pkgutil.iter_modules(course_lib.exercises.__path__)]
    others = {"assignments", "handouts", *assignments.NAMES}
    lessons = [name for name in found if name not in others]
    return [importlib.import_module(f"course_lib.exercises.{name}") for name in lessons]


def exercises(module):
    return {name: made for name, made in vars(module).items() if isinstance(made, Exercise)}


QUIZ_FILES = [SAMPLE.with_suffix(".toml"), *sorted(frame.FOLDER.glob("*.toml"))]
MODULES = [from_file(SAMPLE), *course_modules()]
EVERY = [made for module in MODULES for made in exercises(module).values()]
each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
each = pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: exercise.id)


def question_file(questions, promises):
    """What is amiss with a quiz: [] for a good one."""
    amiss = []
    for question in questions:
        if len(question.words.options) < 3:
            amiss.append(f"{question.id}: fewer than three options")
        options = question.words.options.values()
        if len({text.casefold() for text in options}) < len(options):
            amiss.append(f"{question.id}: two options say the same")
        if set(question.words.misconceptions) != set(question.words.wrongs):
            amiss.append(f"{question.id}: a wrong option without a misconception")
        found = promises.wrong_answers(question) + promises.words_that_do_not_fit(question)
        amiss += [f"{question.id}: {text}" for text in found if text != "empty: hint"]
    if len({question.id for question in questions}) < len(questions):
        amiss.append("an id is used twice")
    if len({question.answer for question in questions}) < 2:
        amiss.append("the right answer is always in the same place")
    return amiss


@each_module
def test_words_and_exercises_belong_together(module):
    path = Path(module.__file__).with_suffix(".toml")
    lists = {"quiz", "look_back", "given", "reveal"}
    tables = set(tomllib.loads(path.read_text(encoding="utf-8"))) - lists
    made = exercises(module)
    assert set(made) == tables
    assert [exercise.id for exercise in made.values()] == [f"{path.stem}.{name}" for name in made]


@each
def test_an_exercise_keeps_its_promises(exercise, promises):
    promises.all_kept(exercise)


@pytest.mark.parametrize("path", QUIZ_FILES, ids=lambda path: path.stem)
def test_quizzes(path, monkeypatch, promises):
    monkeypatch.setattr(frame, "FOLDER", path.parent)
    if "quiz" not in frame.tables(path.stem):
        assert not re.fullmatch(r"lesson_\d\d", path.stem), "a lesson without a quiz"
        return
    questions = quiz.questions(path.stem) + quiz.questions(path.stem, "look_back")
    assert question_file(questions, promises) == []
    assert path.parent == SAMPLE.parent or len(questions) >= RECALL_QUESTIONS


# The promises bite: each of these breaks the sample in one place.

BROKEN = [
    ("py", '"bytes": 300', '"bytes": 2400', "passes: That is the number of bytes."),
    ("py", '"first": first', '"first": sets', " not in "),
    ("py", '"bytes": 300, ', "", "without an answer"),
    ("py", "return bytes(changed)", "return object()", "the solution fails"),
    ("toml", 'why = "Only the two phones hold the key."', "", "why"),
    ("toml", 'divided = "You', 'halved = "You', "divided"),
    ("toml", 'hint = "A byte', 'hnt = "A byte', "hnt"),
    ("toml", 'hint = "Who holds the key?"', 'hint = ""', "empty: hint"),
    ("toml", 'right = "b"', 'right = "a"', "one right letter"),
    ("toml", 'right = "c a d b"', 'right = "c a d"', "every letter"),
    ("toml", ', b = "sealed means true"', "", "padlock: a wrong option without a misconception"),
]


def amiss(path, promises):
    try:
        made = exercises(from_file(path)).values()
    except (TypeError, KeyError) as error:
        return str(error)
    found = question_file(quiz.questions("lesson_90"), promises)
    for exercise in made:
        found += promises.wrong_answers(exercise) + promises.words_that_do_not_fit(exercise)
        found += [] if exercise.judge(exercise.answer).ok else ["the solution fails"]
    return str(found)


@pytest.mark.parametrize(("part", "old", "new", "says"), [*BROKEN, ("py", "", "", "[]")])
def test_what_is_broken_is_found(tmp_path, monkeypatch, promises, part, old, new, says):
    for kind in ("toml", "py"):
        text = SAMPLE.with_suffix(f".{kind}").read_text(encoding="utf-8")
        assert old in text or kind != part
        text = text.replace(old, new) if kind == part else text
        (tmp_path / f"lesson_90.{kind}").write_text(text, encoding="utf-8")
    monkeypatch.setattr(frame, "FOLDER", tmp_path)
    assert says in amiss(tmp_path / "lesson_90.py", promises)


def test_a_quiz_with_the_answer_always_in_one_place_is_found(monkeypatch, promises):
    monkeypatch.setattr(frame, "FOLDER", SAMPLE.parent)
    found = question_file(quiz.questions("lesson_90")[:1], promises)
    assert found == ["the right answer is always in the same place"]
