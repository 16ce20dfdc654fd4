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
    """Texts that stand alone: nothing shows them."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant(str()) as text):
                yield text


def code_lines(source):
    """How many lines hold code.

    >>> code_lines("'Words.'\\n\\n# a comment\\nx = (\\n    1\\n)\\n")
    3
    """
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.string.strip() and token.type != tokenize.COMMENT:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for doc in docstrings(ast.parse(source)):
        lines -= set(range(doc.lineno, doc.end_lineno + 1))
    return len(lines)


def written(node):
    """The text of a literal, joined or formatted, with a mark where a value is filled in."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(written(part) or "\0" for part in parts)
        case ast.BinOp(left, ast.Add(), right) if written(left) or written(right):
            return (written(left) or "\0") + (written(right) or "\0")
    return None


def sentences(source):
    """The literals of three words or more, docstrings left out.

    >>> list(sentences("x = 'one two three'; y = 'one two'; z = f'some {n} of them'"))
    ['one two three', 'some \\x00 of them']
    >>> list(sentences("'A docstring of words.'; key = 'one.two'; x = 'the cost ' + n + ' a year'"))
    ['the cost \\x00 a year']
    """
    tree = ast.parse(source)
    seen = set(docstrings(tree))
    for node in ast.walk(tree):
        text = None if node in seen else written(node)
        if text is not None:
            seen |= set(ast.walk(node))
            if SENTENCE.search(text.replace("\0", " it ")):
                yield text


def page_lines(text):
    """How many lines of a page are neither blank nor a comment.

    >>> page_lines("/* one\\ntwo */\\na { }\\n\\n// three\\nb\\n")
    2
    """
    return sum(bool(line.strip()) for line in COMMENTS.sub("", text).splitlines())


def page_sentences(text, shown=QUOTED):
    """Sentences in quotes, in JavaScript and styles.

    >>> list(page_sentences("// 'none of these'\\nsay('one of these'); query('b, i, a[href]')"))
    ['one of these']
    """
    for groups in shown.findall(COMMENTS.sub("", text)):
        said = "".join(groups)
        words = re.search(r"[A-Za-z]{2}", said) and not re.search(r"\w\[", said)  # no selector
        if words and SENTENCE.search(said.replace("\0", " it ")):
            yield said


def html_sentences(text):
    """Sentences where a reader of the page meets them.

    >>> list(html_sentences('<p title="so it was">{{ said }}</p><p>the cost of {{ n }}</p>'))
    ['so it was', 'the cost of \\x00']
    >>> list(html_sentences('<p style="one two three">{{ say("all of it") }}</p>'))
    []
    """
    return page_sentences(MARKS.sub("\0", COMMENTS.sub("", text)), SAID)


def colours(source):
    """The colours that code names.

    >>> colours("a = 'grey', 'a:#fff;', '#D55E00'; b = '(#131030) no', '#1 of all', 'gray box'")
    ['grey', 'a:#fff;', '#D55E00']
    """
    tree = ast.parse(source)
    docs = set(docstrings(tree))
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and n not in docs]
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


def test_tests_have_a_budget_too():
    paths = [LIBRARY.with_name("conftest.py"), *LIBRARY.with_name("tests").rglob("*.py")]
    counts = {path: code_lines(path.read_text(encoding="utf-8")) for path in paths}
    assert sum(counts.values()) <= BUDGETS["tests"]["lines"]
    assert max(counts.values()) <= LONGEST_FILE, "no file is more than one sitting"


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
    """Is `text` something to compute: names with a sign between, one of them a number or a fact?

    >>> list(map(computed, ["12e6 * E8.bill", "3/4", "E8.bill + 2", "(a + 1) * b", "S6:mid - 1"]))
    [True, True, True, True, True]
    >>> list(map(computed, ["2026-10-01", "text/plain", "S6:mid", "a chat + a bill", "0.5"]))
    [False, False, False, False, False]
    """
    parts = re.split(r"[ ()*/+]+", text)
    return bool(EXPRESSION.fullmatch(text)) and any(map(AMOUNT.fullmatch, parts))


def test_the_table_for_contributors_says_no_less_than_the_budgets():
    page = (LIBRARY.parent / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"(?m)^\| `?(\w+)\b.*\| ([\d,]+) \|$", page))
    assert set(told) == set(BUDGETS["code"])
    for room, budget in BUDGETS["code"].items():
        assert budget <= int(told[room].replace(",", "")) <= 1.25 * budget, room
