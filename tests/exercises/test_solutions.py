"""A solution runs as it is shown, and who knows a function, a loop and a list can read it."""

import ast
import hmac
from importlib import import_module

import pytest

from course_lib.lesson.exercise import FOLDER, Write

HARD = (ast.GeneratorExp, ast.DictComp, ast.SetComp, ast.Lambda, ast.NamedExpr, ast.Try, ast.With)
# What other cells of their lessons hold.
NEEDED = {
    "hmac": hmac,
    "message_key": lambda chain: hmac.digest(chain, b"\x01", "sha256"),
    "next_chain": lambda chain: hmac.digest(chain, b"\x02", "sha256"),
}
WRITTEN = [
    exercise
    for path in sorted({*FOLDER.glob("lesson_*.py"), FOLDER / "warm_up.py"})
    for exercise in vars(import_module(f"course_lib.exercises.{path.stem}")).values()
    if isinstance(exercise, Write)
]


@pytest.mark.parametrize("exercise", WRITTEN, ids=lambda exercise: exercise.id)
def test_a_solution_is_right_as_it_is_shown(exercise):
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
