"""A notebook as its reader meets it: its parts, its sentences, and code that is hard to read."""

import ast
import re
from pathlib import Path

import nbformat

from course_lib import authoring

BEYOND = (
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.NamedExpr),
    *(ast.Starred, ast.Try, ast.With, ast.ClassDef, ast.Slice),
)
PANDAS = re.compile(
    "loc|iloc|groupby|set_index|reset_index|merge|pivot|melt|assign|query|isin|rename|rename_axis"
    "|agg|value_counts|nlargest|drop_duplicates|astype|map"
)
NO_SENTENCES = re.compile(r"(?m)^(#.*|\|.*|[-*] |\d+\. )")


CHECK = re.compile(r"\bex\.(\w+)\.check\(")
STATED = r"\*\*(?:About|Two periods, about) (\d+)(?: and (\d+))? minutes"
FOLDER = Path(__file__).parents[2] / "notebooks"


class Cells(list):
    """Cells in their order."""

    @property
    def code(self):
        return [cell for cell in self if cell.cell_type == "code"]

    @property
    def markdown(self):
        return [cell for cell in self if cell.cell_type == "markdown"]

    @property
    def source(self):
        return "\n".join(cell.source for cell in self.code)

    @property
    def text(self):
        return "\n\n".join(cell.source for cell in self.markdown)

    @property
    def checked(self):
        """The exercises that these cells check."""
        return set(CHECK.findall(self.source))

    def bullets(self, heading):
        """The lines of the list below a heading, in its cell."""
        _, _, rest = "\n# ".join(cell.source for cell in self.markdown).partition(heading)
        return re.findall(r"^(?:-|\d+\.) (.*)", rest.split("\n#")[0], flags=re.M)


class Notebook:
    """A stored notebook; its `core` is what is not for going further."""

    def __init__(self, path):
        self.path, self.name = path, path.stem
        self.stored = nbformat.read(path, as_version=4)
        self.cells = Cells(self.stored.cells)
        self.core = Cells(c for c in self.cells if "stretch" not in c.metadata.get("tags", []))

    def __repr__(self):
        return self.name

    @property
    def outputs(self):
        """Each output with its cell's id."""
        return [(cell.id, output) for cell in self.cells.code for output in cell.outputs]

    @property
    def stated(self):
        """The minutes of its periods, as its first cell says them."""
        said = re.search(STATED, self.cells[0].source)
        return [int(minutes) for minutes in said.groups() if minutes]

    @property
    def shown(self):
        """What its cells show, as texts."""
        return [authoring.plain(output) for _, output in self.outputs]


def said(cell):
    """What a cell says where no widget is shown."""
    outputs = [each.get("data", {"text/plain": each.get("text", "")}) for each in cell.outputs]
    return [data["text/plain"] for data in outputs if "text/plain" in data]


EVERY = list(map(Notebook, authoring.notebooks(FOLDER)))
NOTEBOOKS = [book for book in EVERY if book.path.parent.name in ("notebooks", "assignments")]


def is_hard(source):
    """Whether a cell needs more than a function, a loop and a list."""
    tree = ast.parse(source)
    if all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
        return False
    return any(map(_beyond, ast.walk(tree)))


def _beyond(node):
    match node:
        case ast.FormattedValue(value=value):
            return not isinstance(value, ast.Name)
        case ast.Attribute(attr=name):
            return PANDAS.fullmatch(name) is not None
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Tuple) for target in targets)
        case ast.Subscript(slice=ast.Compare() | ast.Tuple() | ast.List()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Call())) | ast.Name(id="alt"):
            return True
    return isinstance(node, BEYOND)


def prose(markdown):
    """The words a student reads: no code fences, no link targets, no table rules."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"!(?=\[)", "", text)  # a picture is read by its words
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.sub(r"[|#*_`\[\]-]+", " ", text)


def sentences(markdown):
    """The sentences of a text; headings, tables, code and addresses left out."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"\]\([^)]*\)", "]", text))
    text = re.sub(r"[*_`\[\]]", "", NO_SENTENCES.sub("", text))
    parts = re.split(r"(?<=[.!?])\s+|\n\n+", text)
    return [part for part in parts if re.search(r"[A-Za-z]{2}", part)]


def numbers(text):
    """The numbers of a text; the names of facts, such as U19, are none."""
    text = re.sub(r"\b[A-Z]{1,2}\d+(?:\.\w[\w-]*)*", "", re.sub(r"[,_](?=\d)", "", text))
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}


# Code, phone numbers, names such as P5.
NO_NUMBERS = re.compile(r"`[^`]*`|\+62 \d+|(?<![\d.,])0\d+\b|\b[A-Z]\w*\.?\w*\d\S*")


def numbers_in(text):
    """Each number of a text with its decimals."""
    found = re.findall(r"(?<![\w.,/-])-?\d[\d,]*(?:\.\d+)?(?!\w)", NO_NUMBERS.sub("", text))
    plain = [number.rstrip(",").replace(",", "") for number in found]
    return [(abs(float(n)), len(n.partition(".")[2])) for n in plain]


def says(number, decimals, value):
    """Whether `value` in some usual scale rounds to `number`."""
    scales = (1, 100, 1e-3, 1e-6, 1e-9, 1e-12)
    step = 0.5000001 * 10**-decimals
    return value is not None and any(abs(abs(value) * s - number) <= step for s in scales)
