"""Thirty ways to hand in an assignment, each with the marks it deserves.

All are made from the course's own notebook, as a class gets it, by one change or a few. What a
change costs is stated with it: the tasks whose points are not earned.
"""

import copy
import json
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from course_lib.classroom import grading
from course_lib.exercises import assignments, handouts
from course_lib.lesson.exercise import Write

from .conftest import toml

GROUP, OTHER_GROUP = "10B", "10C"
PARAGRAPH = "I think it is likely, but nothing here proves it."


class Book:
    """The notebook of one class, and where the answer to each task stands in it."""

    def __init__(self, name: str, group: str = GROUP) -> None:
        self.work = assignments.load(name, group)
        made = handouts.stored(name)
        self.released = handouts.assignment(made, self.work)
        self.tasks = {key: task.exercise for key, task in self.work.tasks.items()}
        self.all = set(self.tasks)
        self.function = next(key for key, each in self.tasks.items() if isinstance(each, Write))
        self.value = next(key for key, each in self.tasks.items() if not isinstance(each, Write))
        self.right = {key: handouts.solution(each) for key, each in self.tasks.items()}

    def filled(
        self, answers: dict[str, str], written: bool = True, released: NotebookNode | None = None
    ) -> NotebookNode:
        """The notebook with the code of some answers, and a paragraph for each written one."""
        made = copy.deepcopy(released or self.released)
        places = handouts.places(made, self.work)
        for key, source in answers.items():
            places[key].answer.source = source
        for each in self.work.written if written else ():
            places[each.name].answer.source = f"{each.name} = {PARAGRAPH!r}"
        return made

    def solved(self, *, first: str = "", last: str = "", **changes: str) -> NotebookNode:
        """The right solution with some answers replaced, and a cell added after the first two."""
        made = self.filled(self.right | changes)
        start = next(n for n, c in enumerate(made.cells) if "assignments.load(" in c.source) + 1
        made.cells[start:start] = [nbformat.v4.new_code_cell(first)] if first else []
        made.cells += [nbformat.v4.new_code_cell(last)] if last else []
        return made

    def handed_in(self, how: dict[str, str], outside: str) -> tuple[NotebookNode, set[str]]:
        """The right solution changed as `thirty.toml` says, and the tasks that are lost by it."""
        tasks = {"value": [self.value], "function": [self.function], "all": self.all}
        changes = {}
        for kind in tasks.keys() & how:
            for key in tasks[kind]:
                told = {"name": key, "assignment": self.work.name, "group": GROUP}
                told |= {f"wrong_{number}": self.mistake(key, number) for number in range(3)}
                changes[key] = filled(how[kind], outside=outside, **told)
        around = {key: filled(how[key], outside=outside) for key in {"first", "last"} & how.keys()}
        return self.solved(**around, **changes), set(changes)

    def checks(self, made: NotebookNode) -> list[NotebookNode]:
        return [each.check for each in handouts.places(made, self.work).values() if each.check]

    def mistake(self, key: str, number: int) -> str:
        """The code of a typical wrong answer to a task."""
        exercise = self.tasks[key]
        wrong, _ = exercise.wrongs[number % len(exercise.wrongs)]
        if isinstance(exercise, Write):
            return _looked_up(key, wrong, exercise.cases(grading.SEED))
        if type(wrong).__name__ == "DataFrame":
            data = json.dumps(wrong.to_dict("list"), default=lambda number: number.item())
            return f"import pandas as pd\n{key} = pd.DataFrame({data})"
        return f"{key} = {wrong!r}"

    def in_part(self, student: str, key: str) -> float | None:
        """What the right parts of a dictionary earn where it is lost as a whole."""
        right, exercise = self.tasks[key].answer, self.tasks[key]
        given = {f"wrong_{n}": exercise.wrongs[n % len(exercise.wrongs)][0] for n in range(3)}
        given["another_class"] = Book(self.work.name, OTHER_GROUP).tasks[key].answer
        if student not in given or not isinstance(right, dict):
            return None if student == "not_json" else 0  # of what cannot be read nothing is judged
        both = [(given[student][part], value) for part, value in right.items()]
        same = [abs(x / y - 1) < 0.01 if isinstance(y, float) else x == y for x, y in both]
        return exercise.points * sum(same) / len(same)


def filled(source: str, **told: str) -> str:
    """The source with these words in the place of their names in braces, and no other changed."""
    for name, text in told.items():
        source = source.replace(f"{{{name}}}", text)
    return source


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


def thirty(name: str, outside: str) -> dict[str, tuple[str, set[str], bool]]:
    """By student: the file, the tasks whose points are lost, whether a paragraph is in it.

    One of them tries to write the file `outside`.
    """
    book = Book(name)
    function, everything = book.function, book.all
    made = {student: book.handed_in(how, outside) for student, how in toml("thirty").items()}
    other, right, exercise = Book(name, OTHER_GROUP), book.right, book.tasks[function]
    named_alone = _looked_up(function, exercise.answer, exercise.named_cases())
    checks_edited = book.solved(**{function: book.mistake(function, 0)})
    for check in book.checks(checks_edited):
        check.source = "print('Right.')\nassert True"
    made |= {
        # A friend's answers: right where both classes have the same, as with every function.
        "another_class": (
            book.filled(other.right),
            {key for key in everything if right[key] != other.right[key]},
        ),
        "partial": (book.filled({k: right[k] for k in list(right)[::2]}), set(list(right)[1::2])),
        "named_cases_alone": (book.solved(**{function: named_alone}), {function}),
        "checks_edited": (checks_edited, {function}),
        **{student: (each, set()) for student, each in arranged(book.solved(), book).items()},
    }
    files = {who: (json.dumps(each), lost, True) for who, (each, lost) in made.items()}
    return files | {
        "released": (json.dumps(book.released), everything, False),
        "not_json": ("<html>Please log in</html>", everything, True),
    }


def arranged(solved: NotebookNode, book: Book) -> dict[str, dict]:
    """The right solution with its cells in another way, or saved by another tool."""
    cells, checks = solved.cells, book.checks(solved)
    code = [cell for cell in cells if cell.cell_type == "code"]
    whole = "\n\n".join(cell.source for cell in code)
    without_ids = [{key: cell[key] for key in cell if key != "id"} for cell in cells]
    twice = [cell for cell in cells for _ in range(1 + (cell in code))]
    bare = [{"cell_type": cell.cell_type, "source": cell.source} for cell in cells]
    return {
        "checks_deleted": {**solved, "cells": [cell for cell in cells if cell not in checks]},
        "duplicated": {**solved, "cells": twice},
        "reversed": {**solved, "cells": cells[::-1]},
        "one_cell": {**solved, "cells": [nbformat.v4.new_code_cell(whole)]},
        "old": {**solved, "nbformat_minor": 2, "cells": without_ids},  # before cells had ids
        "stripped": {"cells": bare},
    }
