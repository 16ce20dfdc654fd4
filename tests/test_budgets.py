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
LINES = BUDGETS["code"] | BUDGETS["pages"]
SENTENCES = BUDGETS["sentences"] | BUDGETS["page_sentences"]
PAGES = (".js", ".css", ".html")
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


def files(kind):
    """The texts of a room's Python, or of its files of another kind, such as "lesson.js"."""
    room, _, suffix = kind.partition(".")
    paths = (LIBRARY / room).rglob(f"*.{suffix or 'py'}")
    if room == "ground":
        paths = [*LIBRARY.glob("*.py"), *(LIBRARY / "data").glob("*.py")]
    return {path.relative_to(LIBRARY): path.read_text(encoding="utf-8") for path in sorted(paths)}


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
                yield text


def page_lines(text):
    return sum(bool(line.strip()) for line in COMMENTS.sub("", text).splitlines())


def page_sentences(text, shown=QUOTED):
    """Sentences in quotes, in JavaScript and styles."""
    for groups in shown.findall(COMMENTS.sub("", text)):
        said = "".join(groups)
        words = re.search(r"[A-Za-z]{2}", said) and not re.search(r"\w\[", said)  # no selector
        if words and SENTENCE.search(said.replace("\0", " it ")):
            yield said


def html_sentences(text):
    """Sentences where a reader of the page meets them."""
    return page_sentences(MARKS.sub("\0", COMMENTS.sub("", text)), SAID)


def colours(source):
    tree = ast.parse(source)
    docs = {id(doc) for doc in docstrings(tree)}
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docs]
    return [text for text in texts if text in NAMED or (isinstance(text, str) and HEX.search(text))]


@pytest.mark.parametrize("kind", LINES)
def test_lines(kind):
    lines = page_lines if "." in kind else code_lines
    counts = {path: lines(text) for path, text in files(kind).items()}
    assert "." in kind or max(counts.values()) <= LONGEST_FILE, "no file is more than one sitting"
    count, budget = sum(counts.values()), LINES[kind]
    assert count <= budget, f"{kind} has {count} lines, {count - budget} over its budget"
    assert budget - count <= SLACK, f"{kind} has {count} lines now: lower its budget"


@pytest.mark.parametrize("kind", LINES)
def test_sentences_stand_in_data_files(kind):
    said = {"": sentences, "html": html_sentences}.get(kind.partition(".")[2], page_sentences)
    found = [f"{path}: {each!r}" for path, text in files(kind).items() for each in said(text)]
    assert len(found) == SENTENCES.get(kind, 0), "\n".join(found)


@pytest.mark.parametrize("room", BUDGETS["code"])
def test_colours_come_from_the_palette(room):
    texts = [text for path, text in files(room).items() if path.name != "look.py"]
    found = [each for text in texts for each in colours(text)]
    assert len(found) == BUDGETS["colours"].get(room, 0), found


def test_every_room_and_kind_of_page_has_a_budget():
    paths = [path.relative_to(LIBRARY) for path in LIBRARY.rglob("*.*")]
    rooms = {path.parts[0] for path in paths if path.match("*/__init__.py")} - {"data"}
    assert rooms | {"ground"} == set(BUDGETS["code"])
    pages = {path.parts[0] + path.suffix for path in paths if path.suffix in PAGES}
    assert pages == set(BUDGETS["pages"])
    shown = {kind for kind in pages if not kind.endswith(".html")} - {*AUTHORED}
    assert sum(BUDGETS["pages"][kind] for kind in shown) <= SCRIPTS_MOST


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


def test_the_table_for_contributors_says_no_less_than_the_budgets():
    page = (LIBRARY.parent / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"(?m)^\| `?(\w+)\b.*\| ([\d,]+) \|$", page))
    assert set(told) == set(BUDGETS["code"])
    for room, budget in BUDGETS["code"].items():
        assert budget <= int(told[room].replace(",", "")) <= 1.25 * budget, room


@pytest.mark.parametrize(
    ("found", "text", "wanted"),
    [
        (sentences, "x = 'one two three'\ny = 'one two'", ["one two three"]),
        (sentences, "x = f'some {n} of them'", ["some \0 of them"]),
        (sentences, "'''A docstring of words.'''\nkey = 'one.two'", []),
        (sentences, "x = 'the cost ' + name + ' a year'", ["the cost \0 a year"]),
        (page_sentences, "// not one of these\nsay('one of these')", ["one of these"]),
        (page_sentences, "query('button, select, a[href]')", []),
        (html_sentences, '<p title="so it was">{{ said }}</p>', ["so it was"]),
        (html_sentences, "<p>the cost of {{ n }}</p>", ["the cost of \0"]),
        (html_sentences, '<p style="one two three">{{ say("all of it") }}</p>', []),
        (colours, "a = 'grey', 'a:#fff;', '#D55E00'", ["grey", "a:#fff;", "#D55E00"]),
        (colours, "a = '(#131030) no', '#1 of all', 'gray box'", []),
    ],
)
def test_what_counts(found, text, wanted):
    assert list(found(text)) == wanted


def test_what_counts_as_a_line():
    assert code_lines('"""Words."""\n\n# a comment\nx = (\n    1\n)\n') == 3
    assert page_lines("/* one\ntwo */\na { }\n\n// three\nb\n") == 2
