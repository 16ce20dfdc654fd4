"""Each sentence of a notebook can be in another language: all run in ^brackets~, none is left out.

`pseudo` brackets the sentences of the data files, this test those of the cells. What
breaks is a sentence used as a key; English outside of brackets is one no translator could reach.
They run as in a browser's Python: without pictures, `resource`, and new threads.
"""

import ast
import copy
import os
import re
import tomllib
from pathlib import Path

import nbformat
import pseudo
import pytest
from bs4 import BeautifulSoup
from reading import EVERY, FOLDER

from course_lib import authoring

TESTS = Path(__file__).parents[1]
RAISES = "raises-exception"
FASTEST = "01_sealed_message"
KINDS = tomllib.loads(Path(__file__).with_name("pseudo.toml").read_text(encoding="utf-8"))
CELLS = tomllib.loads(Path(__file__).with_name("untranslated.toml").read_text(encoding="utf-8"))
KEYS_OF = ("query", "eval", "pair")  # code of pandas; names of demo keys
SAID_WITHIN = re.compile(r"(?m)(^\d\d:\d\d \w+ \w+ |\n|:[NOQT]$)")  # a chat's line, a chart's field
BRACKETED = re.compile(r"\^[^^~]*~")
NO_THREADS = """
import threading
from unittest.mock import Mock
from course_lib.answers import trial

refusing = Mock(**{"start.side_effect": RuntimeError("can't start new thread")})
trial.threading = Mock(wraps=threading, Timer=Mock(return_value=refusing))
"""
ENGLISH = re.compile(r"\b[a-z]{2,}(?:[ ,;]+[a-z]{2,}){2,}\b")


class Brackets(ast.NodeTransformer):
    """Sentences of code in brackets, an f-string as a whole; not what is looked up by its text."""

    def visit_Constant(self, node):
        if isinstance(node.value, bytes) and node.value.isascii():
            return ast.Constant(pseudo.bracketed(node.value.decode()).encode())
        if not isinstance(node.value, str):
            return node
        parts = SAID_WITHIN.split(node.value)
        return ast.Constant("".join(map(pseudo.bracketed, parts)))

    def visit_JoinedStr(self, node):
        said = "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
        if pseudo.bracketed(said) == said:
            return node
        return ast.JoinedStr([ast.Constant("^"), *node.values, ast.Constant("~")])

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return node if name in KEYS_OF else self.generic_visit(node)

    def visit_Subscript(self, node):
        if not isinstance(node.ctx, ast.Load):  # a label that is given
            return self.generic_visit(node)
        node.value = self.visit(node.value)
        return node

    def visit_Compare(self, node):
        return node


def bracketed(source):
    """The code of a cell with its sentences in brackets."""
    return ast.unparse(ast.fix_missing_locations(Brackets().visit(ast.parse(source))))


def english(text):
    """The plain English that stands in `text` outside of brackets and is of no allowed kind."""
    before = None
    for kind in KINDS.values():
        text = re.sub(kind["pattern"], " | ", text)
    text = " ".join(text.split())
    while text != before:
        before, text = text, BRACKETED.sub(" | ", text)
    return ENGLISH.findall(text)


def texts(data):
    """What a person reads of an output as HTML, and every text of a chart."""
    yield BeautifulSoup(data.get("text/html", ""), "html.parser").get_text(" | ", strip=True)
    parts = [data.get(authoring.V5, {})]
    for part in parts:
        if isinstance(part, list) and all(isinstance(line, str) for line in part):
            yield " | ".join(part)
        elif isinstance(part, dict | list):
            parts += part.values() if isinstance(part, dict) else part
        elif isinstance(part, str):
            yield part


def faults(notebook):
    """What a run in the pseudo edition shows to be wrong, by cell."""
    meant = {cell.id for cell in notebook.cells if RAISES in cell.metadata.get("tags", [])}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source, cell.metadata.tags = bracketed(cell.source), [RAISES]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(NO_THREADS))
    done = authoring.execute(notebook, FOLDER)
    charts = [str(each).count(authoring.V5) for each in (notebook, done)]
    found = ["charts are missing"] * (charts[0] != charts[1])
    for cell in done.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            said = [output.get("text", ""), data.get("text/plain", ""), *texts(data)]
            if output.output_type == "error":
                said = [f"{output.ename}: {output.evalue}"]
                found += [f"{cell.id}: {said[0]}"] * (cell.id not in meant)
            found += [f"{cell.id}: a picture"] * (authoring.PNG in data)
            found += [f"{cell.id}: {each}" for text in said for each in english(text)]
    return found


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return pseudo.edition(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def imports(monkeypatch, library):
    """What a kernel imports first: the pseudo edition, and `light` or `offline` of the tests."""

    def first(name):
        for folder in (TESTS / name, library):
            monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)

    monkeypatch.setenv("COURSE_LANGUAGE", pseudo.CODE)
    first("light")  # nothing draws pictures
    return first


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(each, id=each.name, marks=() if each.name == FASTEST else pytest.mark.weekly)
        for each in EVERY
    ],
)
def test_a_notebook_is_whole_in_brackets(book, imports):
    if book.path.parent.name == "instructor":  # grading needs `resource`
        imports("offline")
    assert faults(copy.deepcopy(book.stored)) == []


def test_what_nobody_could_translate_is_found(imports):
    """No file has a sentence that is put together of words, on a page or in a chart."""
    made = [nbformat.v4.new_code_cell(cell["code"], id=id) for id, cell in CELLS.items()]
    made[-1].metadata.tags = [RAISES]
    told = [f"{id}: {cell['found']}" for id, cell in CELLS.items() if "found" in cell]
    assert faults(nbformat.v4.new_notebook(cells=made)) == ["charts are missing", *told]
