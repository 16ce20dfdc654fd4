"""A room never grows: its lines of code and its sentences are counted, and only fall.

Python is counted by room; JavaScript, styles and templates apart, by room and kind of file.
"""

import ast
import io
import re
import tokenize
import tomllib
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "course_lib"
BUDGETS = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))
LONGEST_FILE = 300
SCRIPTS_MOST, AUTHORED = 700, ("authoring.css", "authoring.js")  # of notebooks; of the site
SLACK = 25  # a room that shrank by more gets a smaller budget
SENTENCE = re.compile(r"[A-Za-z']{2,}[,:;]?\s+[A-Za-z']+[,:;]?\s+[A-Za-z']{2,}")


COMMENTS = re.compile(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->|^\s*//[^\n]*", re.S | re.M)
MARKS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>", re.S)  # what a template fills in
SAID = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"|>([^<]*)<')
QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
EXPRESSION = re.compile(r"\(?[\w.:-]+\)?( ?(?:\*\*?|/|\+| -) ?\(?[\w.:-]+\)?)+")
HEX = re.compile(r"(?<!\()#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\b")
NAMED = {"black", "white", "grey", "gray", "red", "green", "blue", "orange", "yellow", "purple"}
AMOUNT = re.compile(r"[\d.]+(?:e-?\d+)?|[A-Z]+\d+(?:[.:][\w.:-]+)?")


def files(room):
    if room == "ground":
        return [*LIBRARY.glob("*.py"), *(LIBRARY / "data").glob("*.py")]
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
        if token.string.strip() and token.type != tokenize.COMMENT:
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
    lines = {path: code_lines(path.read_text(encoding="utf-8")) for path in files(room)}
    assert max(lines.values()) <= LONGEST_FILE, "no file is more than one sitting"
    count = sum(lines.values())
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


def pages():
    """The files of each room and kind beside Python: {"lesson.js": [path, ...]}."""
    found = {}
    for path in sorted(LIBRARY.rglob("*.*")):
        if path.suffix in (".js", ".css", ".html"):
            found.setdefault(path.relative_to(LIBRARY).parts[0] + path.suffix, []).append(path)
    return found


def page_lines(text):
    return sum(bool(line.strip()) for line in COMMENTS.sub("", text).splitlines())


def page_sentences(suffix, text):
    """Sentences in quotes (JavaScript, styles), or where a reader of the page meets them."""
    text = COMMENTS.sub("", text)
    shown = SAID.findall(MARKS.sub("\0", text)) if suffix == ".html" else QUOTED.findall(text)
    for text in ("".join(groups) for groups in shown):
        words = re.search(r"[A-Za-z]{2}", text) and not re.search(r"\w\[", text)  # no selector
        if words and SENTENCE.search(text.replace("\0", " it ")):
            yield text


@pytest.mark.parametrize("kind", BUDGETS["pages"])
def test_lines_of_pages(kind):
    room, suffix = kind.split(".")
    count = sum(page_lines(p.read_text(encoding="utf-8")) for p in pages()[f"{room}.{suffix}"])
    assert count <= BUDGETS["pages"][kind], f"{kind} has {count} lines"
    assert BUDGETS["pages"][kind] - count <= SLACK, f"{kind} has {count} lines: lower its budget"


def test_sentences_of_pages_stand_in_data_files():
    assert set(pages()) == set(BUDGETS["pages"])
    shown = {kind for kind in pages() if kind.endswith((".js", ".css"))} - {*AUTHORED}
    assert sum(BUDGETS["pages"][kind] for kind in shown) <= SCRIPTS_MOST
    for kind, paths in pages().items():
        texts = [path.read_text(encoding="utf-8") for path in paths]
        found = [said for text in texts for said in page_sentences(f".{kind.split('.')[1]}", text)]
        assert len(found) == BUDGETS["page_sentences"].get(kind, 0), (kind, found)


def strings(told):
    if isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from strings(each)
    elif isinstance(told, str):
        yield told


def test_no_expressions_in_data_files():
    """Sums stand as lists of factors (`facts.amount`), not as text to be taken apart."""
    paths = [p for p in LIBRARY.glob("*/data/*.toml") if p.stem not in ("words", "refusals")]
    assert len(paths) > 10
    told = {path: strings(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths}
    found = {p.name: [text for text in texts if computed(text)] for p, texts in told.items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def computed(text):
    """Is `text` something to compute: names with a sign between, one of them a number or a fact?"""
    parts = re.split(r"[ ()*/+]+", text)
    return bool(EXPRESSION.fullmatch(text)) and any(map(AMOUNT.fullmatch, parts))


def test_what_counts_as_an_expression():
    assert all(map(computed, ["12e6 * E8.bill", "3/4", "E8.bill + 2", "(a + 1) * b", "S6:mid - 1"]))
    assert not any(map(computed, ["2026-10-01", "text/plain", "S6:mid", "a chat + a bill", "0.5"]))


def test_what_counts_on_a_page():
    assert page_lines("/* one\ntwo */\na { }\n\n// three\nb\n") == 2
    script = '// not one of these\nsay("one of these"); query("button, select, a[href]")'
    assert list(page_sentences(".js", script)) == ["one of these"]
    page = '<p title="so it was">{{ said }}</p><p>the cost of {{ n }}</p>'
    assert list(page_sentences(".html", page)) == ["so it was", "the cost of \0"]
    assert not list(page_sentences(".html", '<p style="one two three">{{ say("all of it") }}</p>'))


def test_every_room_has_a_budget():
    rooms = {path.name for path in LIBRARY.iterdir() if (path / "__init__.py").exists()} - {"data"}
    assert rooms | {"ground"} == set(BUDGETS["code"]) == set(BUDGETS["sentences"])


def test_the_table_for_contributors_says_no_less_than_the_budgets():
    page = (LIBRARY.parent / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"(?m)^\| `?(\w+)\b.*\| ([\d,]+) \|$", page))
    assert set(told) == set(BUDGETS["code"])
    for room, budget in BUDGETS["code"].items():
        assert budget <= int(told[room].replace(",", "")) <= 1.25 * budget, room


def test_what_counts_as_a_sentence():
    assert [text for _, text in sentences("x = 'one two three'\ny = 'one two'\nz = f'a {x} of b'")]
    assert not list(sentences("'''A docstring of words.'''\nkey = 'one.two'"))
    assert list(sentences("x = 'the cost ' + name + ' a year'"))


def test_what_counts_as_code():
    assert code_lines('"""Words."""\n\n# a comment\nx = (\n    1\n)\n') == 3


def colours(source):
    tree = ast.parse(source)
    docs = {id(doc) for doc in docstrings(tree)}
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]
    return [text for text in texts if text in NAMED or (isinstance(text, str) and HEX.search(text))]


@pytest.mark.parametrize("room", BUDGETS["code"])
def test_colours_come_from_the_palette(room):
    paths = [path for path in files(room) if path.name != "look.py"]
    found = [each for path in paths for each in colours(path.read_text(encoding="utf-8"))]
    assert len(found) == BUDGETS["colours"].get(room, 0), found


def test_what_counts_as_a_colour():
    found = list(
        colours("a = 'grey', 'a:#fff;', '#D55E00', '(#131030) no', '#1 of all', 'gray box'")
    )
    assert found == ["grey", "a:#fff;", "#D55E00"]
