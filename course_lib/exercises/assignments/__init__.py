"""Assignments: tasks that a class gets with numbers of its own.

An assignment is a module here with a function `build` and a TOML file with its words. Every task is
one `Exercise`. The check that a student sees, the hidden test of another grader and the random
inputs of ours all come from it.
"""

from course_lib.exercises.assignments.build import (
    LEVELS,
    NAMES,
    Assignment,
    Task,
    Written,
    load,
    partial_credit,
    seed_of,
)

__all__ = ["LEVELS", "NAMES", "Assignment", "Task", "Written", "load", "partial_credit", "seed_of"]
