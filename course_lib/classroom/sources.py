"""A function of the library as code that runs by itself, so that it can stand in a cell."""

from __future__ import annotations

import ast
import dis
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from course_lib.errors import CourseError
from course_lib.lesson.plain import plain


def function(made: Callable[..., Any], name: str) -> str:
    """The source of the function `made` under another `name`, below what it needs of its module.

    Helper functions, imported modules and constants that can be written down come along;
    annotations stay behind. CourseError if it needs anything else.

    >>> print(function(literal, "written").splitlines()[2])
    import ast as ast
    """
    return "\n\n".join(dict(_parts(made, name)).values())


def literal(value: Any) -> str:
    """`value` as Python writes it. CourseError if that is not the same value read again.

    >>> literal([1, "a"])
    "[1, 'a']"
    """
    text = repr(value)
    try:
        same = plain(ast.literal_eval(text)) == plain(value)
    except (ValueError, SyntaxError):
        same = False
    if not same:
        raise CourseError(
            expected="a value that can be written as code",
            got=text[:80],
            do="Give the task a `solution` in its TOML file.",
        )
    return text


def _parts(made: Any, name: str) -> Iterator[tuple[str, str]]:
    """The name and the code of everything `made` needs, what is needed first, and its own."""
    for needed in _names(made.__code__):
        value = made.__globals__.get(needed)
        if needed not in made.__globals__ or value is made:
            continue
        if isinstance(value, ModuleType):
            yield needed, f"import {value.__name__} as {needed}"
        elif isinstance(value, FunctionType) and value.__module__ == made.__module__:
            yield from _parts(value, needed)
        elif isinstance(value, FunctionType | type):
            yield needed, f"from {value.__module__} import {value.__name__} as {needed}"
        else:
            yield needed, f"{needed} = {literal(value)}"
    yield name, _source(made, name)


def _names(code: CodeType) -> Iterator[str]:
    """Every global name a function looks up, in its inner functions and comprehensions too."""
    yield from (step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _source(made: FunctionType, name: str) -> str:
    """Its source without annotations: the names in them are its module's."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(made))).body
    assert isinstance(tree, ast.FunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.Name) and node.id == made.__name__:
            node.id = name
    tree.name = name
    return ast.unparse(tree)
