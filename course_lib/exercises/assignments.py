"""Assignments: tasks that a class gets with numbers of its own, checked there for their form.

An assignment is a module of this room with a function `build`, and a TOML file with its words.
Every task is one `Exercise`: the check that a student sees, the hidden test of another grader and
the random inputs of ours all come from it.

First the assignment as a class meets it; then the form of an answer, right or not (how it is read,
what is told before grading, what its parts earn); last what the modules make their words with.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

from numpy.random import Generator, default_rng

from course_lib import checks, data
from course_lib.answers.comparison import EXACT, UNREADABLE, parts
from course_lib.answers.plain import Plain, described, is_open, is_unsure, kind, plain, shown
from course_lib.answers.plain import number as typed_number
from course_lib.answers.trial import Outcome, is_stub
from course_lib.lesson.exercise import Arrange, Choose, Complete, Exercise, Words, Write, tables
from course_lib.lesson.tables import Note, Verdict
from course_lib.words import number

_phrase, _lesson = data.phrases("exercises"), data.phrases("lesson")

NAMES = ("secrets", "money", "business", "data_and_ads", "capstone")
LEVELS = ("evidence", "estimate", "inference")
LONGEST = 30_000  # characters of a written answer: a cell of a spreadsheet holds few more
_ENDS = r"(?=^\w+ *=|^\w+\.\w+\.check\(|\Z)"  # of a paragraph that stands without quotes
_BESIDE = ("", "US dollars", "rupiah", "percent")  # units that may stand beside a number


@dataclass(frozen=True)
class Task:
    """One task as a student meets it: checked for its form, not for being right.

    A cell that ends with the task shows it. Only a function is tried, on its named cases; the
    grader has others.
    """

    exercise: Exercise

    def __repr__(self) -> str:
        return "\n".join(filter(None, [self.exercise.task, points_of_parts(self.exercise)]))

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()

    def check(self, answer: Any = ..., *more: Any) -> Note | Verdict:
        """What can be said about `answer` before it is handed in."""
        answer = (answer, *more) if more else answer
        made, exercise = plain(answer), self.exercise
        if is_stub(answer) or is_open(made):
            return Verdict("open")
        if isinstance(exercise, Write):
            tried = ((case, exercise.outcome(answer, case)) for case in exercise.named_cases())
            said = next(filter(None, (exercise.feedback(*each) for each in tried)), "")
            note = _lesson("assignment.named_cases_pass")
        else:
            said = form_error(exercise, answer)
            note = _lesson("assignment.read", came=described(made))
        return Verdict("wrong", said) if said else Note(note)

    def hint(self) -> Note:
        """A step towards the answer."""
        return self.exercise.hint()


@dataclass(frozen=True)
class Written:
    """A question answered in a paragraph, which a person marks by a rubric.

    `levels` says for evidence, estimate and inference what earns the points of that level.
    """

    id: str
    task: str
    levels: Mapping[str, str]
    points: int

    @property
    def name(self) -> str:
        """The variable that holds the paragraph in a student's notebook."""
        return self.id.rpartition(".")[2]

    def text_of(self, came: list[Outcome], unread: str = "") -> str:
        """The paragraph that came as an answer, "" for none: three dots are none.

        If nothing came, it may stand without quotes in `unread`, the cells that have stopped; it
        ends where something else is set or checked.
        """
        typed = re.search(rf"^{self.name} *=(?! *\.{{3}} *$)(.*?){_ENDS}", unread, re.M | re.S)
        value = came[0].value if came else typed and typed[1]
        lines = value if isinstance(value, list) else [value]  # a comma behind quotes makes one
        text = "\n".join(line for line in lines if isinstance(line, str))
        said = text.strip() if text.strip(" .…\n") else ""
        return said[:LONGEST].encode("utf-8", "replace").decode()  # half a character has no code

    def __repr__(self) -> str:
        return "\n".join([self.task, *(f"{level}: {said}" for level, said in self.levels.items())])

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()


@dataclass(frozen=True)
class Assignment:
    """The tasks of one assignment for one class, each also an attribute: `assignment.seats`,
    as are the written answers.

    `given` holds the numbers and data of this class, all plain JSON data.
    """

    name: str
    title: str
    group: str
    given: Mapping[str, Any]
    tasks: Mapping[str, Task]
    written: tuple[Written, ...]

    def __getattr__(self, name: str) -> Any:
        if name not in self.asked:
            named = {"name": self.name, "tasks": ", ".join(self.asked)}
            raise AttributeError(_phrase("assignment.no_task", **named))
        return self.asked[name]

    @property
    def asked(self) -> dict[str, Task | Written]:
        """Every task, and then every written answer, by its name."""
        return {**self.tasks, **{written.name: written for written in self.written}}

    def fingerprints(self) -> dict[str, str]:
        """What each task asks, in twelve digits: its kind, options, cases, points and given data.

        Nothing of an answer is in it, or a student could try answers until one fits. Words may be
        bettered without another fingerprint.

        >>> one, other = (load("secrets", name).fingerprints() for name in ("a", "b"))
        >>> one["holds"] == other["holds"]
        False
        """
        made = {}
        for name, task in self.tasks.items():
            exercise, options = task.exercise, dict(task.exercise.words.options)
            named = exercise.named_cases() if isinstance(exercise, Write) else []
            cases = [[case.name, plain(case.arguments)] for case in named]
            asked = [self.given, exercise.kind, exercise.points, options, cases]
            text = json.dumps(asked, sort_keys=True, default=str)
            made[name] = hashlib.sha256(text.encode()).hexdigest()[:12]
        return made


@cache
def load(name: str, group: str = "") -> Assignment:
    """The assignment `name` with the numbers of the class `group` ("" for the public ones).

    Raises CourseError for a name that is not in `NAMES`.

    >>> [*load("secrets").tasks] == [*load("secrets", "10B").tasks]
    True
    """
    checks.one_of(name, NAMES, "exercises.assignment")
    given, exercises = import_module(f"{__package__}.{name}").build(default_rng(seed_of(group)))
    tasks = {made.name: Task(made) for made in exercises}
    told = tables(name)
    written = tuple(
        Written(f"{name}.{key}", asked.pop("task"), points=asked.pop("points"), levels=asked)
        for key, asked in told["written"].items()
    )
    return Assignment(name, told["title"], group, given, tasks, written)


def seed_of(group: str) -> int:
    """The seed of a class: the same for the same name, capitals and spaces left out.

    A letter and its accent may be one sign or, from some keyboards, two: the one sign counts.

    >>> seed_of("10 b") == seed_of("10B") != seed_of("10C")
    True
    """
    name = "".join(unicodedata.normalize("NFC", group).split()).casefold()
    return int.from_bytes(hashlib.sha256(name.encode(errors="replace")).digest()[:4])


def points_of_parts(exercise: Exercise) -> str:
    """What a student reads of the points of a task that earns by part, "" for any other."""
    if not (count := _parts(exercise)):
        return ""
    each = exercise.points / count
    told = number(each, 0 if each.is_integer() else 1)
    return _phrase("form.shares", parts=number(count), points=told)


def partial_credit(exercise: Exercise, made: Any) -> float:
    """What the right parts of a dictionary earn; an answer of one part earns nothing so."""
    if not (count := _parts(exercise)):
        return 0.0
    try:
        pairs = list(parts(plain(exercise.answer), made))
    except UNREADABLE:
        return 0.0
    return exercise.points * sum(exercise.compare.same(*pair) for pair in pairs) / count


def form_error(exercise: Exercise, answer: object) -> str:
    """What is wrong with the form of an answer, "" if nothing is."""
    if isinstance(exercise, Choose | Arrange):
        [case] = exercise.cases(0)  # a letter or an order is tried in one way
        return exercise.unread(exercise.outcome(answer, case))
    right = plain(exercise.answer)
    made = exercise.compare.as_asked(right, plain(answer))
    if type(answer).__name__ == "Series" and hasattr(answer, "reset_index"):
        if kind(right) == "table":
            return _phrase("form.series_for_table")
        if kind(right) != kind(made):
            return _phrase("form.series")
    for one, said in parts(right, made):
        for unit in _BESIDE * (type(one) in (int, float) and isinstance(said, str)):
            typed, unsure = typed_number(said, unit), is_unsure(said, typed_number(said))
            if typed is not None and not unsure:
                key = "form.percent" if unit == "percent" else "form.quotes"
                return _phrase(key, came=shown(said), number=typed)
    if type(right) is int and type(made) is float and not made.is_integer():
        return _phrase("form.whole", came=shown(made))
    gap = EXACT.difference(right, made, reveal=False) if kind(right) != kind(made) else ""
    return gap or EXACT.difference(_outline(right), _outline(made))


def _parts(exercise: Exercise) -> int:
    several = isinstance(exercise, Complete) and isinstance(exercise.answer, dict)
    return len(exercise.answer) if several and len(exercise.answer) > 1 else 0


def _outline(value: Plain) -> Plain:
    """The keys of a dictionary or the columns of a table, without what stands in them."""
    of: Any = value["of"] if isinstance(value, dict) else None
    if kind(value) == "dict":
        return {"kind": "dict", "of": [[key, None] for key, _ in of]}
    return {"kind": "table", "of": [of[0], []]} if kind(value) == "table" else None


def fill(words: Words, **values: object) -> Words:
    """`words` with every {name} replaced; braces that are no name of `values` stay.

    >>> fill(Words("secrets.n", "Seal {n} texts.", "Each needs {one}."), n=3).task
    'Seal 3 texts.'
    """

    def through(told: Any) -> Any:
        if isinstance(told, Mapping):
            return {key: through(text) for key, text in told.items()}
        if not isinstance(told, str):
            return told
        return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], found[0])), told)

    return Words(**{name: through(told) for name, told in vars(words).items()})


def shuffle(words: Words, random: Generator) -> Words:
    """`words` with the options under other letters, so that a letter helps no other class.

    Steps to arrange never come in their right order, nor in the reverse.

    >>> told = Words("a.b", "Which?", "So.", right="a", options={"a": "yes", "b": "no"})
    >>> made = shuffle(told, default_rng(1))
    >>> made.options[made.right]
    'yes'
    """
    letters, right = list(words.options), words.right.split()
    new = dict(zip(letters, random.permutation(letters).tolist(), strict=True))
    moved = [new[letter] for letter in right]
    if len(right) > 2 and moved in (letters, letters[::-1]):
        return shuffle(words, random)

    def renamed(texts: Mapping[str, str]) -> dict[str, str]:
        return {" ".join(new[x] for x in key.split()): text for key, text in texts.items()}

    options = dict(sorted(renamed(words.options).items()))
    return replace(words, right=" ".join(moved), options=options, wrongs=renamed(words.wrongs))


checks.guard(__name__)
