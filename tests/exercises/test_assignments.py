"""Every assignment keeps its promises, for many classes, and its notebook asks each task once."""

import ast
import json
import re
from itertools import permutations
from pathlib import Path

import pytest
from numpy.random import default_rng
from reading import Notebook, prose

from course_lib.errors import CourseError
from course_lib.exercises import assignments
from course_lib.exercises.assignments import fill, shuffle
from course_lib.exercises.capstone import Verdicts
from course_lib.lesson import store
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Words, Write
from course_lib.lesson.plain import kind, plain, sort_key
from course_lib.lesson.tables import Note, Verdict

FOLDER = Path(__file__).parents[2] / "notebooks" / "assignments"
FEW, MANY = ("", "10B"), [f"class {number}" for number in range(24)]
MINUTES = {name: range(30, 46) for name in assignments.NAMES} | {"capstone": range(60, 91)}
WORDS_A_MINUTE, MINUTES_A_TASK, MINUTES_A_WRITTEN_POINT, ROUNDED = 150, 4, 4 / 3, 5

TASKS = [
    (name, group, task)
    for name in assignments.NAMES
    for group in FEW
    for task in assignments.load(name, group).tasks
]
each = pytest.mark.parametrize(("name", "group", "task"), TASKS)
each_assignment = pytest.mark.parametrize("name", assignments.NAMES)


def of(name, group, task):
    return assignments.load(name, group).tasks[task].exercise


def in_many_classes(name):
    """Fresh every time: the cache would keep all of them."""
    return [assignments.load.__wrapped__(name, group) for group in MANY]


@each
def test_the_exercise_keeps_its_promises(name, group, task, promises):
    exercise = of(name, group, task)
    assert exercise.id == f"{name}.{task}"
    promises.all_kept(exercise)


@each_assignment
def test_every_class_gets_solvable_tasks(name, promises):
    for made in in_many_classes(name):
        assert json.loads(json.dumps(made.given)) == made.given
        for task in made.tasks.values():
            exercise = task.exercise
            assert not re.search(r"\{\w+\}", exercise.task), "a number was not filled in"
            if isinstance(exercise, Write):
                continue  # the same for every class
            promises.solution_passes(exercise)
            assert promises.wrong_answers(exercise) == []
            texts = [sort_key(plain(wrong.answer)) for wrong in exercise.wrongs]
            assert len(set(texts)) == len(texts), (made.group, task)
            assert len(set(exercise.words.options.values())) == len(exercise.words.options)


@each_assignment
def test_the_same_class_gets_the_same_tasks(name):
    one, other = (assignments.load.__wrapped__(name, group) for group in ("10B", " 10 b"))
    assert one.given == other.given
    assert list(map(repr, one.tasks.values())) == list(map(repr, other.tasks.values()))


@each_assignment
def test_answers_of_another_class_earn_little(name):
    classes = in_many_classes(name)[:8]
    assert len({json.dumps(made.given) for made in classes}) == len(classes)
    earned = possible = 0
    for made, other in permutations(classes, 2):
        for task, answered in zip(made.tasks.values(), other.tasks.values(), strict=True):
            if not isinstance(task.exercise, Write):
                verdict = task.exercise.judge(answered.exercise.answer)
                earned, possible = earned + verdict.points, possible + task.exercise.points
    assert earned < 0.3 * possible, earned / possible


@each_assignment
def test_numbers_and_letters_change_with_the_class(name):
    classes = in_many_classes(name)
    for task, asked in classes[0].tasks.items():
        answers = {sort_key(plain(made.tasks[task].exercise.answer)) for made in classes}
        if isinstance(asked.exercise, Complete):
            assert len(answers) >= 5, task
        elif not isinstance(asked.exercise, Write):
            assert len(answers) >= 3, task


@each_assignment
def test_what_an_assignment_holds(name):
    made = assignments.load(name)
    exercises = [task.exercise for task in made.tasks.values()]
    assert {exercise.kind for exercise in exercises} >= {"choose", "complete", "write"}
    assert name == "capstone" or len(exercises) in (5, 6)
    chatbot = made.tasks["chatbot"].exercise
    assert isinstance(chatbot, Choose)
    assert len(chatbot.words.options) >= 4
    assert "chatbot" in chatbot.task
    assert len(made.written) == 1
    for written in made.written:
        assert list(written.levels) == list(assignments.LEVELS)
        assert written.points % len(assignments.LEVELS) == 0
        assert all(text in repr(written) for text in [written.task, *written.levels.values()])
        assert getattr(made, written.name) is written


@each
def test_the_visible_check_tells_nothing_but_the_form(name, group, task):
    asked = assignments.load(name, group).tasks[task]
    exercise = asked.exercise
    assert asked.check(...) == Verdict("open")
    assert exercise.words.task in repr(asked)
    if isinstance(exercise, Write):
        return
    answers = [exercise.answer, *(wrong.answer for wrong in exercise.wrongs)]
    same_form = kind(plain(exercise.answer))
    came = [asked.check(answer) for answer in answers if kind(plain(answer)) == same_form]
    assert {type(note) for note in came} == {Note}, "right and wrong look alike"
    secrets = [exercise.words.why, *(wrong.says for wrong in exercise.wrongs)]
    if isinstance(exercise, Complete):
        secrets += re.findall(r"-?\d+\.\d+|\[.+\]|\d{3,}", json.dumps(plain(exercise.answer)))
    for note in [*came[1:], asked.check(None), asked.check({"a": 1}), asked.check("zz")]:
        assert not [text for text in secrets if text in repr(note)]
    assert store.get("verdicts", exercise.id, None).value is None


@each
def test_the_visible_check_names_a_wrong_form(name, group, task):
    asked = assignments.load(name, group).tasks[task]
    for odd in (None, "zz", {"a": 1}, print):
        assert asked.check(odd).state == "wrong", odd
    if isinstance(asked.exercise, Arrange):
        assert asked.check(asked.exercise.answer[:-1]).state == "wrong"
        assert isinstance(asked.check(asked.exercise.answer.replace(" ", "").upper()), Note)


@each
def test_a_function_is_tried_on_named_cases_only(name, group, task, monkeypatch):
    asked = assignments.load(name, group).tasks[task]
    if not isinstance(asked.exercise, Write):
        return
    monkeypatch.delattr(Write, "cases")
    monkeypatch.delattr(Exercise, "cases")
    assert isinstance(asked.check(asked.exercise.answer), Note)
    assert all(asked.check(wrong.answer).state == "wrong" for wrong in asked.exercise.wrongs)


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


def test_fill_reaches_every_text():
    told = Words("a.b", "{n}?", "{n}.", hint="{n}", options={"a": "{n}"}, wrongs={"a": "{n} {m}"})
    made = fill(told, n=3)
    assert (made.task, made.why, made.hint, made.options["a"]) == ("3?", "3.", "3", "3")
    assert made.wrongs["a"] == "3 {m}"


def test_names_that_are_unknown_are_told():
    with pytest.raises(CourseError, match="an assignment: secrets"):
        assignments.load("secret")
    with pytest.raises(AttributeError, match="has the tasks holds"):
        assignments.load("secrets").seats.check("a")


# The notebooks


@pytest.fixture(params=assignments.NAMES)
def handed_out(request):
    return assignments.load(request.param), Notebook(FOLDER / f"{request.param}.ipynb").cells


def said(cells):
    return prose("\n".join(cell.source for cell in cells.markdown))


def test_each_task_is_shown_answered_and_checked_once(handed_out):
    made, cells = handed_out
    sources = [cell.source for cell in cells.code]
    checks = [re.fullmatch(r"tasks\.(\w+)\.check\((\w+)\)", source) for source in sources]
    checked = [found.groups() for found in checks if found]
    assert checked == [(name, name) for name in made.tasks], "each once, in order"
    assert sum(source.count(".check(") for source in sources) == len(made.tasks)
    for name in [*made.tasks, *(written.name for written in made.written)]:
        show = sources.index(f"tasks.{name}")
        answer = sources[show + 1]
        assert re.match(rf"{name} = .*\.\.\.|def {name}\(", answer), answer
        nodes = list(ast.walk(ast.parse(answer)))
        assert [n for n in nodes if isinstance(n, ast.Constant) and n.value is ...], answer
        assert name not in made.tasks or sources[show + 2] == f"tasks.{name}.check({name})"


def test_nothing_is_answered(handed_out):
    for cell in handed_out[1].code:
        shown = json.dumps(cell.outputs)
        assert ("Not answered yet" in shown) == (".check(" in cell.source), cell.id
        assert "Right." not in shown


def test_the_class_stands_in_a_cell_of_its_own(handed_out):
    made, cells = handed_out
    found = [cell.source for cell in cells.code if "assignments.load(" in cell.source]
    assert len(found) == 1
    assert f'tasks = assignments.load("{made.name}", "")' in found[0].splitlines()
    assert "class code" in said(cells)


def test_the_first_cell_says_what_is_asked(handed_out):
    made, cells = handed_out
    first = cells[0].source
    assert first.startswith(f"# {made.title}\n")
    assert "numbers belong to your class" in first
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (\d+) \|$", first, flags=re.M)
    asked = [(name, task.exercise.points) for name, task in made.tasks.items()]
    asked += [(written.name, written.points) for written in made.written]
    assert [(name, int(points)) for name, points in rows] == asked
    assert "File > Download" in cells[-1].source


def test_minutes_follow_the_formula(handed_out):
    made, cells = handed_out
    read = len(said(cells).split()) + len(" ".join(map(repr, made.tasks.values())).split())
    read += sum(len(repr(written).split()) for written in made.written)
    several = [t.exercise.answer for t in made.tasks.values() if isinstance(t.exercise, Verdicts)]
    answers = len(made.tasks) + sum(len(answer) - 1 for answer in several)
    minutes = read / WORDS_A_MINUTE + MINUTES_A_TASK * answers
    minutes += MINUTES_A_WRITTEN_POINT * sum(written.points for written in made.written)
    stated = int(re.search(r"\*\*About (\d+) minutes\*\*", cells[0].source).group(1))
    assert stated in MINUTES[made.name]
    assert abs(stated - minutes) <= ROUNDED, minutes
