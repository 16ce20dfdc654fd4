"""A room never grows: its lines of code and its sentences in Python are counted, and only fall."""

import ast
import io
import re
import tokenize
import tomllib
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "course_lib"
BUDGETS = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))
LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.COMMENT,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
LONGEST_FILE = 300
SLACK = 25  # a room that shrank by more gets a smaller budget
SENTENCE = re.compile(r"[A-Za-z']{2,}[,:;]?\s+[A-Za-z']+[,:;]?\s+[A-Za-z']{2,}")


def files(room):
    if room == "ground":
        return [*LIBRARY.glob("*.py"), LIBRARY / "data" / "__init__.py"]
    return sorted((LIBRARY / room).rglob("*.py"))


def docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value


def code_lines(source):
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in LAYOUT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for doc in docstrings(ast.parse(source)):
        lines -= set(range(doc.lineno, doc.end_lineno + 1))
    return len(lines)


def written(node):
    """The text of a literal, joined or formatted, with a mark where a value is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) or "\0" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = written(node.left), written(node.right)
        return "".join(part or "\0" for part in parts) if any(parts) else None
    return None


def sentences(source):
    tree = ast.parse(source)
    seen = {id(part) for doc in docstrings(tree) for part in ast.walk(doc)}
    for node in ast.walk(tree):
        text = None if id(node) in seen else written(node)
        if text is not None:
            seen |= {id(part) for part in ast.walk(node)}
            if SENTENCE.search(text.replace("\0", " it ")):
                yield node.lineno, text


@pytest.mark.parametrize("room", BUDGETS["code"])
def test_lines_of_code(room):
    count = sum(code_lines(path.read_text(encoding="utf-8")) for path in files(room))
    budget = BUDGETS["code"][room]
    assert count <= budget, f"{room} has {count} lines of code, {count - budget} over its budget"
    assert budget - count <= SLACK, f"{room} has {count} lines now: lower its budget"


@pytest.mark.parametrize("room", BUDGETS["sentences"])
def test_sentences_stand_in_data_files(room):
    found = [
        f"{path.relative_to(LIBRARY)}:{line}: {text!r}"
        for path in files(room)
        for line, text in sentences(path.read_text(encoding="utf-8"))
    ]
    assert len(found) == BUDGETS["sentences"][room], "\n".join([str(len(found)), *found])


def test_no_file_is_more_than_one_sitting():
    for path in LIBRARY.rglob("*.py"):
        assert code_lines(path.read_text(encoding="utf-8")) <= LONGEST_FILE, path.name


def test_every_room_has_a_budget():
    rooms = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").exists()} - {"data"}
    assert rooms | {"ground"} == set(BUDGETS["code"]) == set(BUDGETS["sentences"])


def test_what_counts_as_a_sentence():
    assert [text for _, text in sentences("x = 'one two three'\ny = 'one two'\nz = f'a {x} of b'")]
    assert not list(sentences("'''A docstring of words.'''\nkey = 'one.two'"))
    assert list(sentences("x = 'the cost ' + name + ' a year'"))


def test_what_counts_as_code():
    assert code_lines('"""Words."""\n\n# a comment\nx = (\n    1\n)\n') == 3


def browser_lines(source):
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return len([line for line in bare.splitlines() if line.strip() and line.strip()[:2] != "//"])


def test_lines_of_javascript_and_style_sheets():
    found = [path for kind in ("*.js", "*.css") for path in LIBRARY.rglob(kind)]
    assert found
    count = sum(browser_lines(path.read_text(encoding="utf-8")) for path in found)
    assert count <= BUDGETS["browser"]["most"]


def test_what_counts_as_a_line_of_javascript():
    assert browser_lines("/* a\nb */\n\n// c\nlet x = 1; // d\n") == 1
