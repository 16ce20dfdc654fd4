"""Thirty ways to hand in an assignment, each with the marks it deserves.

All are made from the course's own notebook, as a class gets it, by one change or a few. What a
change costs is stated with it: the tasks whose points are not earned.
"""

import copy
import json
from collections.abc import Callable

import nbformat

from course_lib.classroom import grading, hub, release
from course_lib.exercises import assignments
from course_lib.lesson.kinds import Write

GROUP, OTHER_GROUP = "10B", "10C"
PARAGRAPH = "I think it is likely, but nothing here proves it."
LIAR = """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __len__(self): return 1
    def __getattr__(self, name): return Liar()
    def __call__(self, *a): return Liar()
{name} = Liar()
"""
TRANSFORMER = """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(NoAsserts())
"""
PATCHED = """
import builtins, hashlib
from course_lib.lesson import comparison, exercise, plain
builtins.AssertionError = ValueError
hashlib.sha256 = lambda data=b"": type("Hash", (), {"digest": lambda self: b"", "hexdigest": str})()
comparison.Comparison.gap = lambda *a, **k: ""
exercise.Exercise.feedback = lambda *a, **k: ""
"""
READS = """
import gc, sys
from pathlib import Path
import course_lib
from course_lib.exercises import assignments as a
texts = [p.read_text() for p in Path(course_lib.__file__).parent.rglob("{assignment}.toml")]
found = [o for o in gc.get_objects() if type(o).__name__ in ("Write", "Complete", "Choose")]
task = a.load("{assignment}", "{group}").tasks["{name}"]
{name} = found[0].answer if found else texts or task.exercise.answer
"""
SLEEPERS = """
import os, time
for _ in range(5):
    if os.fork() == 0:
        time.sleep(300)
        os._exit(0)
"""


class Book:
    """The notebook of one class, and where the answer to each task stands in it."""

    def __init__(self, name: str, group: str = GROUP) -> None:
        self.work = assignments.load(name, group)
        made = release.stored(name)
        self.released = release.assignment(made, self.work)
        self.tasks = {key: task.exercise for key, task in self.work.tasks.items()}
        self.all = set(self.tasks)
        self.function = next(key for key, each in self.tasks.items() if isinstance(each, Write))
        self.value = next(key for key, each in self.tasks.items() if not isinstance(each, Write))
        self.right = {key: hub.solution(each) for key, each in self.tasks.items()}

    def filled(self, answers: dict[str, str], written: bool = True) -> nbformat.NotebookNode:
        """The notebook with the code of some answers, and a paragraph for each written one."""
        made = copy.deepcopy(self.released)
        places = release.places(made, self.work)
        for key, source in answers.items():
            places[key].answer.source = source
        for each in self.work.written if written else ():
            places[each.name].answer.source = f"{each.name} = {PARAGRAPH!r}"
        return made

    def solved(self, *, first: str = "", last: str = "", **changes: str) -> nbformat.NotebookNode:
        """The right solution with some answers replaced, and a cell added after the first two."""
        made = self.filled(self.right | changes)
        start = next(n for n, c in enumerate(made.cells) if "assignments.load(" in c.source) + 1
        made.cells[start:start] = [nbformat.v4.new_code_cell(first)] if first else []
        made.cells += [nbformat.v4.new_code_cell(last)] if last else []
        return made

    def checks(self, made: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
        return [each.check for each in release.places(made, self.work).values() if each.check]

    def mistake(self, key: str, number: int) -> str:
        """The code of a typical wrong answer to a task."""
        exercise = self.tasks[key]
        wrong = exercise.wrongs[number % len(exercise.wrongs)].answer
        if isinstance(exercise, Write):
            return _looked_up(key, wrong, exercise.cases(grading.SEED))
        if type(wrong).__name__ == "DataFrame":
            data = json.dumps(wrong.to_dict("list"), default=lambda number: number.item())
            return f"import pandas as pd\n{key} = pd.DataFrame({data})"
        return f"{key} = {wrong!r}"

    def mistakes(self, number: int) -> nbformat.NotebookNode:
        return self.filled({key: self.mistake(key, number) for key in self.tasks})

    def named_alone(self) -> str:
        """A function that knows the cases a student may see, and no other."""
        exercise = self.tasks[self.function]
        return _looked_up(self.function, exercise.answer, exercise.named_cases())


def _looked_up(name: str, function: Callable, cases: list) -> str:
    """Code that gives in these cases what `function` gives: it may be a lambda without a source."""
    table = {}
    for case in cases:
        try:
            table[repr(case.arguments)] = function(*copy.deepcopy(case.arguments))
        except Exception:
            continue  # then the looked up one stops with an error, too
    return (
        f"table_of_{name} = {table!r}\ndef {name}(*given):\n    return table_of_{name}[repr(given)]"
    )


def text(made: nbformat.NotebookNode) -> str:
    return json.dumps(made)


def stripped(made: nbformat.NotebookNode) -> str:
    """No metadata and no ids, as some tools save."""
    cells = [{"cell_type": c.cell_type, "source": c.source} for c in made.cells]
    return json.dumps({"cells": cells})


def old(made: nbformat.NotebookNode) -> str:
    """As Jupyter saved before cells had ids."""
    for cell in made.cells:
        del cell["id"]
    return json.dumps({**made, "nbformat_minor": 2})


def thirty(name: str, outside: str) -> dict[str, tuple[str, set[str], bool]]:
    """By student: the file, the tasks whose points are lost, whether a paragraph is in it.

    One of them tries to write the file `outside`.
    """
    book = Book(name)
    value, function, everything = book.value, book.function, book.all
    wrong_value, wrong_function = book.mistake(value, 0), book.mistake(function, 0)
    made = {
        "right": (book.solved(), set()),
        "another_class": _another_class(book, Book(name, OTHER_GROUP)),
        "partial": (book.filled({k: book.right[k] for k in list(book.right)[::2]}), _seconds(book)),
        "wrong_first": (book.mistakes(0), everything),
        "wrong_second": (book.mistakes(1), everything),
        "wrong_third": (book.mistakes(2), everything),
        "named_cases_alone": (book.solved(**{function: book.named_alone()}), {function}),
        "syntax_error": (book.solved(**{function: f"def {function}(:\n    return 1"}), {function}),
        "endless_cell": (book.solved(**{value: f"{value} = 1\nwhile True: pass"}), {value}),
        "endless_function": (
            book.solved(**{function: f"def {function}(*a):\n    while True: pass"}),
            {function},
        ),
        "prints": (book.solved(**{function: f"def {function}(*a):\n    print(1)"}), {function}),
        "checks_edited": _checks_edited(book, wrong_function),
        "checks_deleted": _checks_deleted(book),
        "sys_exit": (book.solved(**{value: "import sys\nsys.exit()"}), {value}),
        "transformer": (book.solved(first=TRANSFORMER, **{value: wrong_value}), {value}),
        "equals_everything": (
            book.solved(**{key: LIAR.format(name=key) for key in everything}),
            everything,
        ),
        "patched": (
            book.solved(first=PATCHED, **{value: wrong_value, function: wrong_function}),
            {value, function},
        ),
        "reads_answers": (
            book.solved(**{value: READS.format(assignment=name, group=GROUP, name=value)}),
            {value},
        ),
        "writes_outside": (book.solved(last=f"open({outside!r}, 'w').write('x')"), set()),
        "sleepers": (book.solved(last=SLEEPERS), set()),
        "bash_in_a_cell": (book.solved(**{value: "%%bash\nsleep 300 &"}), {value}),
        "os_exit": (book.solved(**{value: "import os\nos._exit(0)"}), {value}),
        "input": (book.solved(**{value: f"{value} = input()"}), {value}),
        "duplicated": _duplicated(book),
        "reversed": _reversed(book),
        "one_cell": _one_cell(book),
    }
    files = {who: (text(each), lost, True) for who, (each, lost) in made.items()}
    return files | {
        "released": (text(book.released), everything, False),
        "stripped": (stripped(book.solved()), set(), True),
        "old": (old(book.solved()), set(), True),
        "not_json": ("<html>Please log in</html>", everything, False),
    }


def _another_class(book: Book, other: Book) -> tuple[nbformat.NotebookNode, set[str]]:
    """A friend's answers: right where both classes have the same, as with every function."""
    lost = {key for key in book.all if book.right[key] != other.right[key]}
    return book.filled(other.right), lost


def _seconds(book: Book) -> set[str]:
    return set(list(book.right)[1::2])


def _checks_edited(book: Book, wrong: str) -> tuple[nbformat.NotebookNode, set[str]]:
    made = book.solved(**{book.function: wrong})
    for check in book.checks(made):
        check.source = "print('Right.')\nassert True"
    return made, {book.function}


def _checks_deleted(book: Book) -> tuple[nbformat.NotebookNode, set[str]]:
    made = book.solved()
    checks = book.checks(made)
    made.cells = [cell for cell in made.cells if cell not in checks]
    return made, set()


def _duplicated(book: Book) -> tuple[nbformat.NotebookNode, set[str]]:
    made = book.solved()
    made.cells = [cell for cell in made.cells for _ in range(1 + (cell.cell_type == "code"))]
    return made, set()


def _reversed(book: Book) -> tuple[nbformat.NotebookNode, set[str]]:
    made = book.solved()
    made.cells.reverse()
    return made, set()


def _one_cell(book: Book) -> tuple[nbformat.NotebookNode, set[str]]:
    made = book.solved()
    code = "\n\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    made.cells = [nbformat.v4.new_code_cell(code)]
    return made, set()
