"""Each assignment asks every class something of its own, tells nothing before it is graded, and
says what it asks.

That a notebook gives, answers and checks each task once is held in tests/classroom/test_release.py.
"""

import json
import re
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from numpy.random import default_rng
from reading import Notebook, prose

from course_lib.answers.plain import kind, plain, sort_key
from course_lib.exercises import assignments
from course_lib.exercises.assignments import shuffle
from course_lib.exercises.capstone import Verdicts
from course_lib.lesson import store
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Words, Write
from course_lib.lesson.tables import Note, Verdict

from .conftest import TASKS

FOLDER = Path(__file__).parents[2] / "notebooks" / "assignments"
MINUTES = {name: range(30, 46) for name in assignments.NAMES} | {"capstone": range(60, 91)}
WORDS_A_MINUTE, MINUTES_A_TASK, MINUTES_A_WRITTEN_POINT, ROUNDED = 150, 4, 4 / 3, 5

FUNCTIONS = {id: task for id, task in TASKS.items() if isinstance(task.exercise, Write)}
each_assignment = pytest.mark.parametrize("name", assignments.NAMES)


@each_assignment
def test_the_same_class_gets_the_same_tasks(name):
    one, other = (assignments.load.__wrapped__(name, group) for group in ("10B", " 10 b"))
    assert one.given == other.given
    assert list(map(repr, one.tasks.values())) == list(map(repr, other.tasks.values()))


@each_assignment
def test_numbers_and_letters_change_with_the_class_and_those_of_another_earn_little(name):
    classes = [assignments.load.__wrapped__(name, f"class {number}") for number in range(24)]
    made = {
        task: [each.tasks[task].exercise for each in classes]
        for task, asked in classes[0].tasks.items()
        if not isinstance(asked.exercise, Write)
    }
    earned, possible = 0, 0
    for task, exercises in made.items():
        answers = {sort_key(plain(each.answer)) for each in exercises}
        assert len(answers) >= (5 if isinstance(exercises[0], Complete) else 3), task
        for ours, theirs in permutations(exercises[:8], 2):
            earned += ours.judge(theirs.answer).points
            possible += ours.points
    assert earned < 0.3 * possible, earned / possible


@each_assignment
def test_what_an_assignment_holds(name):
    made = assignments.load(name)
    kinds = Counter(task.exercise.kind for task in made.tasks.values())
    assert kinds.keys() >= {"choose", "complete", "write"}
    assert name == "capstone" or kinds.total() in (5, 6)
    chatbot = made.chatbot.exercise
    assert isinstance(chatbot, Choose)
    assert len(chatbot.words.options) >= 4
    assert "chatbot" in chatbot.task
    (written,) = made.written
    assert list(written.levels) == list(assignments.LEVELS)
    assert written.points % len(assignments.LEVELS) == 0
    assert all(text in repr(written) for text in [written.task, *written.levels.values()])
    assert getattr(made, written.name) is written
    with pytest.raises(AttributeError, match=f"has the tasks {next(iter(made.tasks))}"):
        assert made.seats


@pytest.mark.parametrize("asked", TASKS.values(), ids=TASKS)
def test_the_visible_check_tells_nothing_but_the_form(asked):
    exercise = asked.exercise
    assert asked.check(...) == Verdict("open")
    assert exercise.words.task in repr(asked)
    for odd in (None, "zz", {"a": 1}, print):
        assert asked.check(odd).state == "wrong", odd
    if isinstance(exercise, Write):
        return
    answers = [exercise.answer, *(wrong for wrong, _ in exercise.wrongs)]
    same_form = kind(plain(exercise.answer))
    came = [asked.check(answer) for answer in answers if kind(plain(answer)) == same_form]
    assert {type(note) for note in came} == {Note}, "right and wrong look alike"
    secrets = [exercise.words.why, *(says for _, says in exercise.wrongs)]
    if isinstance(exercise, Complete):
        secrets += re.findall(r"-?\d+\.\d+|\[.+\]|\d{3,}", json.dumps(plain(exercise.answer)))
    for note in [*came[1:], asked.check(None), asked.check({"a": 1}), asked.check("zz")]:
        assert not [text for text in secrets if text in repr(note)]
    assert store.get("verdicts", exercise.id, None).value is None
    if isinstance(exercise, Arrange):
        assert asked.check(exercise.answer[:-1]).state == "wrong"
        assert isinstance(asked.check(exercise.answer.replace(" ", "").upper()), Note)


@pytest.mark.parametrize("asked", FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_is_tried_on_named_cases_only(asked, monkeypatch):
    monkeypatch.delattr(Write, "cases")
    monkeypatch.delattr(Exercise, "cases")
    assert isinstance(asked.check(asked.exercise.answer), Note)
    assert all(asked.check(wrong).state == "wrong" for wrong, _ in asked.exercise.wrongs)


def test_shuffled_options_keep_what_belongs_to_them():
    said = {"options": {"a": "two", "b": "three", "c": "one"}, "right": "c a b"}
    told = Words("a.b", "Order?", "So.", wrongs={"c a": "one first", "a b": "then"}, **said)
    seen = set()
    for seed in range(20):
        made = shuffle(told, default_rng(seed))
        order = made.right.split()
        assert [made.options[letter] for letter in order] == ["one", "two", "three"]
        assert made.wrongs == {" ".join(order[:2]): "one first", " ".join(order[1:]): "then"}
        assert list(made.options) == ["a", "b", "c"]
        seen.add(made.right)
    assert seen == {"a c b", "b a c", "b c a", "c a b"}, "never in order, nor in reverse"


@each_assignment
def test_a_notebook_says_what_is_asked_and_how_long_it_takes(name):
    made, cells = assignments.load(name), Notebook(FOLDER / f"{name}.ipynb").cells
    said = prose("\n".join(cell.source for cell in cells.markdown))
    assert cells[0].source.startswith(f"# {made.title}\n")
    assert "numbers belong to your class" in cells[0].source
    assert "class code" in said
    assert "File > Download" in cells[-1].source
    read = len(" ".join([said, *map(repr, made.asked.values())]).split())
    several = [t.exercise.answer for t in made.tasks.values() if isinstance(t.exercise, Verdicts)]
    answers = len(made.tasks) + sum(len(answer) - 1 for answer in several)
    minutes = read / WORDS_A_MINUTE + MINUTES_A_TASK * answers
    minutes += MINUTES_A_WRITTEN_POINT * sum(written.points for written in made.written)
    stated = int(re.search(r"\*\*About (\d+) minutes\*\*", cells[0].source).group(1))
    assert stated in MINUTES[name]
    assert abs(stated - minutes) <= ROUNDED, minutes
