"""Every exercise and quiz keeps its promises, and a sample lesson shows that the promises bite.

A new module in `course_lib/exercises` is found by itself.
"""

import dataclasses
import importlib
import importlib.util
import json
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import course_lib.exercises
from course_lib.lesson import quiz, store, texts, trial
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.kinds import Write
from course_lib.lesson.trial import Outcome

SAMPLE = Path(__file__).parent / "sample" / "lesson_90.py"
RECALL_QUESTIONS = 5  # in the core of every numbered lesson


def from_file(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def course_modules():
    found = pkgutil.iter_modules(course_lib.exercises.__path__, "course_lib.exercises.")
    return [importlib.import_module(entry.name) for entry in found if not entry.ispkg]


def exercises(module):
    return {name: made for name, made in vars(module).items() if isinstance(made, Exercise)}


QUIZ_FILES = [SAMPLE.with_suffix(".toml"), *sorted(texts.FOLDER.glob("*.toml"))]
MODULES = [from_file(SAMPLE), *course_modules()]
EVERY = [made for module in MODULES for made in exercises(module).values()]
each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
each = pytest.mark.parametrize("exercise", EVERY, ids=lambda exercise: exercise.id)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(trial, "SECONDS", 0.5)


def raising(*_):
    raise LookupError("no such seat")


def endless(*_):
    while True:
        pass


def stub(*_): ...


def wrong_answers(exercise):
    """What is amiss with the typical wrong answers: [] for a good exercise."""
    verdicts = [(wrong, exercise.judge(wrong.answer)) for wrong in exercise.wrongs]
    amiss = [f"passes: {wrong.says}" for wrong, verdict in verdicts if verdict.ok]
    amiss += [
        f"{wrong.says!r} not in {verdict.message!r}"
        for wrong, verdict in verdicts
        if wrong.says not in verdict.message
    ]
    if len({wrong.says for wrong in exercise.wrongs}) < 2:
        amiss.append("fewer than two different messages")
    return amiss


def question_file(questions):
    """What is amiss with a quiz: [] for a good one."""
    amiss = []
    for question in questions:
        if len(question.words.options) < 3:
            amiss.append(f"{question.id}: fewer than three options")
        if len({text.casefold() for text in question.words.options.values()}) < len(
            question.words.options
        ):
            amiss.append(f"{question.id}: two options say the same")
        amiss += [f"{question.id}: {text}" for text in wrong_answers(question)]
    if len({question.id for question in questions}) < len(questions):
        amiss.append("an id is used twice")
    if len({question.answer for question in questions}) < 2:
        amiss.append("the right answer is always in the same place")
    return amiss


def test_ids_are_unique():
    ids = [exercise.id for exercise in EVERY]
    assert len(ids) == len(set(ids))


@each_module
def test_words_and_exercises_belong_together(module):
    path = Path(module.__file__).with_suffix(".toml")
    tables = set(tomllib.loads(path.read_text(encoding="utf-8"))) - {"quiz"}
    made = exercises(module)
    assert set(made) == tables
    assert [exercise.id for exercise in made.values()] == [f"{path.stem}.{name}" for name in made]


@each
def test_the_solution_passes(exercise):
    verdict = exercise.judge(exercise.answer)
    assert verdict.ok, verdict.message
    assert verdict.points == exercise.points >= 1


@each
def test_each_typical_mistake_gets_its_own_message(exercise):
    assert wrong_answers(exercise) == []


@each
def test_odd_answers_get_a_useful_message(exercise):
    assert exercise.judge(...).state == "open"
    assert exercise.judge([1, ...]).state == "open"
    odd = [None, "", [], {}, float("nan"), object(), object, b"", len, "?" * 10_000, raising]
    for answer in odd:
        verdict = exercise.judge(answer)
        assert verdict.state == "wrong", answer
        assert 15 < len(verdict.message) < 600, verdict.message
        assert not re.search(r"0x[0-9a-f]{6,}|Traceback", verdict.message), verdict.message


@each
def test_functions_that_misbehave_are_told_how(exercise):
    if not isinstance(exercise, Write):
        assert "function" in exercise.judge(endless).message
        return
    assert exercise.judge(stub).state == "open"
    assert "LookupError: no such seat" in exercise.judge(raising).message
    assert "did not end within" in exercise.judge(endless).message


@each
def test_hint_solution_and_words(exercise):
    assert exercise.words.hint
    assert len(exercise.words.task.split()) > 3
    exercise.tries = 0
    assert "Try once" in repr(exercise.solution())
    exercise.check(None)
    solution = repr(exercise.solution())
    assert exercise.words.why in solution
    assert exercise.words.solution or "a chart" not in solution, "show the code of a chart"
    assert store.get("verdicts", exercise.id, None).value == {"ok": False, "tries": 1}


@each
def test_a_grader_needs_only_json(exercise):
    """Outcomes made elsewhere and sent as text are judged the same, on unseen cases too."""
    for seed in (1, 2):
        cases = exercise.cases(seed)
        assert cases == exercise.cases(seed)
        for case in cases:
            sent = json.dumps(dataclasses.asdict(exercise.outcome(exercise.answer, case)))
            assert exercise.feedback(case, Outcome(**json.loads(sent))) == ""
    forged = [None, {}, {"kind": "dict"}, {"kind": "table", "of": 3}, [[[]]], "?", {"kind": []}]
    for value in forged:
        assert exercise.feedback(cases[0], Outcome(value=value))


@pytest.mark.parametrize("path", QUIZ_FILES, ids=lambda path: path.stem)
def test_quizzes(path, monkeypatch):
    monkeypatch.setattr(texts, "FOLDER", path.parent)
    if "quiz" not in texts.lesson(path.stem):
        assert not re.fullmatch(r"lesson_\d\d", path.stem), "a lesson without a quiz"
        return
    questions = quiz.questions(path.stem)
    assert question_file(questions) == []
    assert path.parent == SAMPLE.parent or len(questions) >= RECALL_QUESTIONS


# The promises bite: each of these breaks the sample in one place.


def broken(tmp_path, old, new, part="toml"):
    for kind in ("toml", "py"):
        text = SAMPLE.with_suffix(f".{kind}").read_text(encoding="utf-8")
        if kind == part:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / f"lesson_90.{kind}").write_text(text, encoding="utf-8")
    return tmp_path / "lesson_90.py"


def test_a_wrong_answer_that_passes_is_found(tmp_path):
    module = from_file(broken(tmp_path, '"bytes": 300', '"bytes": 2400', "py"))
    assert "passes: That is the number of bytes." in wrong_answers(module.bits)


def test_a_mistake_that_gets_another_message_is_found(tmp_path):
    module = from_file(broken(tmp_path, '"first": first', '"first": sets', "py"))
    assert any("not in" in text for text in wrong_answers(module.flip))


def test_a_solution_that_fails_is_found(tmp_path):
    module = from_file(broken(tmp_path, "return bytes(changed)", "return object()", "py"))
    assert not module.flip.judge(module.flip.answer).ok


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('hint = "Who holds the key?"', 'hint = ""', "empty"),
        ('why = "Only the two phones hold the key."', "", "why"),
        ('right = "b"', 'right = "a"', "one right letter"),
        ('divided = "You', 'halved = "You', "named in the TOML"),
        ('right = "c a d b"', 'right = "c a d"', "every letter"),
        ('hint = "A byte', 'hnt = "A byte', "hnt"),
    ],
)
def test_words_that_do_not_fit_are_refused(tmp_path, old, new, says):
    with pytest.raises(ValueError, match=says):
        from_file(broken(tmp_path, old, new))


def test_a_quiz_with_the_answer_always_in_one_place_is_found(tmp_path, monkeypatch):
    swapped = 'a = "That it is sealed", b = "That it is true", c = "Who wrote it"'
    path = broken(
        tmp_path, 'a = "Who wrote it", b = "That it is true", c = "That it is sealed"', swapped
    )
    text = path.with_suffix(".toml").read_text(encoding="utf-8")
    text = text.replace('right = "c"\n', 'right = "a"\n')
    text = text.replace('a = "Anybody can seal."', 'c = "Anybody can seal."')
    text = text.replace('a = "the padlock', 'c = "the padlock')
    path.with_suffix(".toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    assert question_file(quiz.questions("lesson_90")) == [
        "the right answer is always in the same place"
    ]


def test_a_distractor_without_a_misconception_is_refused(tmp_path, monkeypatch):
    broken(tmp_path, ', b = "sealed means true"', "")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="misconception for every wrong option"):
        quiz.questions("lesson_90")
