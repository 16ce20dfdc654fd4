"""What every exercise and every question promises, in a lesson or an assignment.

`diagnoses.toml` holds the typical mistakes once answered; one that was replaced is named there
under `gone`, with the one in its place.
"""

import ast
import dataclasses
import hmac
import json
import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from course_lib.answers.plain import plain, sort_key
from course_lib.answers.trial import Outcome
from course_lib.exercises import assignments
from course_lib.lesson import exercise as frame
from course_lib.lesson import store
from course_lib.lesson.exercise import Choose, Write

from .conftest import EXERCISES, MODULES, QUESTIONS, TABLES, TASKS

RECORDED = tomllib.loads(Path(__file__).with_name("diagnoses.toml").read_text(encoding="utf-8"))
MANY = [f"class {number}" for number in range(24)]
RECALL_QUESTIONS = 5  # in the core of every numbered lesson, those that look back included
IN_LESSONS = {each.id: each for each in chain(*EXERCISES.values())}
ASKED = {each.id: each for each in chain(*QUESTIONS.values())}
IN_ASSIGNMENTS = {id: task.exercise for id, task in TASKS.items()}
MADE = IN_LESSONS | IN_ASSIGNMENTS
WRITTEN = {id: each for id, each in MADE.items() if isinstance(each, Write)}


def of(exercises):
    return pytest.mark.parametrize("exercise", exercises.values(), ids=exercises)


def raising(*_):
    raise LookupError("no such seat")


def endless(*_):
    while True:
        pass


def stub(*_): ...


def solution_passes(exercise):
    verdict = exercise.judge(exercise.answer)
    assert verdict.ok, verdict.message
    assert verdict.points == exercise.points >= 1


def mistakes_are_told(exercise):
    for wrong, says in exercise.wrongs:
        verdict = exercise.judge(wrong)
        assert not verdict.ok, says
        assert says in verdict.message
    assert len({says for _, says in exercise.wrongs}) >= 2, "no two different messages"


@of(MADE | ASKED)
def test_a_solution_passes_and_typical_mistakes_are_told(exercise):
    solution_passes(exercise)
    mistakes_are_told(exercise)


@of(MADE | ASKED)
def test_the_words_fit(exercise):
    words = exercise.words
    texts = [words.options, words.wrongs, words.cases, words.misconceptions]
    assert all([words.task, words.why, *chain(*(each.values() for each in texts))])
    assert all(len(said.split()) > 3 for said in words.wrongs.values()), "a sentence"
    assert len(exercise.wrongs) == len(words.wrongs), "a typical mistake without an answer"
    assert 0 <= exercise.compare.within < 1, "a tolerance is a share"
    match exercise.kind:
        case "choose":
            assert sorted([words.right, *words.wrongs]) == sorted(words.options)
        case "arrange":
            assert sorted(words.right.split()) == sorted(words.options), "every letter once"
        case "write":
            named = sorted(case.name for case in exercise.named_cases())
            assert named
            assert not words.cases or sorted(words.cases.values()) == named


@of(MADE)
def test_odd_answers_get_a_useful_message(exercise):
    assert exercise.judge(...).state == "open"
    assert exercise.judge([1, ...]).state == "open"
    odd = [None, "", [], {}, float("nan"), object(), object, b"", len, "?" * 10_000, raising]
    for answer in odd:
        verdict = exercise.judge(answer)
        assert verdict.state == "wrong", answer
        assert 15 < len(verdict.message) < 600, verdict.message
        assert not re.search(r"0x[0-9a-f]{6,}|Traceback", verdict.message), verdict.message


@of(MADE)
def test_functions_that_misbehave_are_told_how(exercise):
    if not isinstance(exercise, Write):
        assert "function" in exercise.judge(endless).message
        return
    assert exercise.judge(stub).state == "open"
    assert "LookupError: no such seat" in exercise.judge(raising).message
    assert "did not end within" in exercise.judge(endless).message


@of(MADE)
def test_hint_and_solution_are_told(exercise):
    assert exercise.words.hint
    assert len(exercise.words.task.split()) > 3
    exercise.tries = 0
    assert "Try once" in repr(exercise.solution())
    exercise.check(None)
    assert exercise.words.why in repr(exercise.solution())
    assert store.get("verdicts", exercise.id, None).value == {"ok": False, "tries": 1}


@of(MADE)
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


@pytest.mark.parametrize("name", assignments.NAMES)
def test_every_class_gets_solvable_tasks(name):
    for group in MANY:
        made = assignments.load.__wrapped__(name, group)  # the cache would keep all of them
        assert json.loads(json.dumps(made.given)) == made.given
        for task in made.tasks.values():
            exercise = task.exercise
            assert not re.search(r"\{\w+\}", repr(exercise.words)), "a number was not filled in"
            if isinstance(exercise, Write):
                continue  # the same for every class
            solution_passes(exercise)
            mistakes_are_told(exercise)
            texts = [sort_key(plain(wrong)) for wrong, _ in exercise.wrongs]
            assert len(set(texts)) == len(texts), (group, exercise.id)
            assert len(set(exercise.words.options.values())) == len(exercise.words.options)


@pytest.mark.parametrize("factor", [100, 1000, 1e6, 0.01, 0.001])
@of(IN_ASSIGNMENTS)
def test_a_number_in_a_wrong_unit_is_recognised(exercise, factor):
    for case in exercise.cases(0):
        right = exercise.outcome(exercise.answer, case).value
        if type(right) in (int, float) and right:
            said = exercise.feedback(case, Outcome(right * factor))
            assert re.search(r"times|thousandth|hundredth|millionth", said), (right, said)


HARD = (ast.GeneratorExp, ast.DictComp, ast.SetComp, ast.Lambda, ast.NamedExpr, ast.Try, ast.With)
NEEDED = {  # what other cells of their lessons hold
    "hmac": hmac,
    "message_key": lambda chain: hmac.digest(chain, b"\x01", "sha256"),
    "next_chain": lambda chain: hmac.digest(chain, b"\x02", "sha256"),
}


@of(WRITTEN)
def test_a_solution_is_right_as_it_is_shown_and_read_with_a_function_a_loop_and_a_list(exercise):
    code = exercise.answered().code
    names = dict(NEEDED)
    exec(code, names)
    assert exercise.judge(names[exercise.name]).ok
    for node in ast.walk(ast.parse(code)):
        assert not isinstance(node, HARD), code
        assert not isinstance(node, ast.AnnAssign), "a type that no lesson explains"
        if isinstance(node, ast.FunctionDef):
            assert not [each for each in node.args.args if each.annotation], code
            assert node.returns is None


@pytest.mark.parametrize("name", MODULES)
def test_words_and_exercises_belong_together(name):
    tables = set(TABLES[name]) - {"quiz", "look_back", "given", "reveal"}
    assert {exercise.id for exercise in EXERCISES[name]} == {f"{name}.{key}" for key in tables}
    assert name in QUESTIONS or name == "warm_up", "a lesson without a quiz"


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_quiz_has_enough_questions_and_each_mistake_its_misconception(name):
    questions = QUESTIONS[name]
    assert len(questions) >= RECALL_QUESTIONS
    assert len({question.id for question in questions}) == len(questions)
    assert len({question.answer for question in questions}) > 1, "always in the same place"
    for question in questions:
        options = {text.casefold() for text in question.words.options.values()}
        assert len(options) == len(question.words.options) >= 3, question.id
        assert set(question.words.misconceptions) == set(question.words.wrongs), question.id


def said_to():
    """The sentences for typical mistakes, by exercise and question."""
    for stem in [*TABLES, *assignments.NAMES]:
        for name, table in frame.tables(stem).items():
            for one in table if isinstance(table, list) else [table]:
                if "wrongs" in one:
                    yield f"{stem}.{name}" + (f".{one['id']}" if "id" in one else ""), one["wrongs"]


def test_every_recorded_diagnosis_is_still_there():
    lost, said = {}, dict(said_to())
    for name, keys in RECORDED["diagnoses"].items():
        if name in RECORDED["gone"]:
            assert RECORDED["gone"][name] in said, f"{name}: what is in its place?"
        elif isinstance(keys, int):  # options: their letters may move
            if len(said.get(name, {})) < keys:
                lost[name] = f"{keys} options were answered"
        elif missing := set(keys) - set(said.get(name, {})):
            lost[name] = sorted(missing)
    assert not lost


def test_no_option_is_picked_by_its_length_or_letter():
    choices = [each for each in (IN_LESSONS | ASKED).values() if isinstance(each, Choose)]
    letters = Counter(each.answer for each in choices)
    assert max(letters.values()) <= 0.35 * letters.total()
    longest = 0
    for each in choices:
        lengths = {letter: len(text) for letter, text in each.words.options.items()}
        right = lengths.pop(each.answer)
        longest += right > max(lengths.values())
    assert len(choices) > 80
    assert 0.25 <= longest / len(choices) <= 0.40
