"""What a lesson asks of its reader: sentences, and code beyond a function, a loop and a list."""

import ast
import re

BEYOND = (
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.NamedExpr),
    *(ast.Starred, ast.Try, ast.With, ast.ClassDef, ast.Slice),
)
PANDAS = re.compile(
    "loc|iloc|groupby|set_index|reset_index|merge|pivot|melt|assign|query|isin|rename|rename_axis"
    "|agg|value_counts|nlargest|drop_duplicates|astype|map"
)
NO_SENTENCES = re.compile(r"(?m)^(#.*|\|.*|[-*] |\d+\. )")


def is_hard(source):
    """Whether a cell needs more than a function, a loop and a list."""
    tree = ast.parse(source)
    if all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body):
        return False
    return any(map(_beyond, ast.walk(tree)))


def _beyond(node):
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Tuple) for target in targets)
        case ast.FormattedValue(value=value):
            return not isinstance(value, ast.Name)
        case ast.Subscript(slice=ast.Compare() | ast.Tuple() | ast.List()):
            return True
        case ast.Attribute(attr=name) if PANDAS.fullmatch(name):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Call())):
            return True
        case ast.Name(id="alt"):
            return True
    return isinstance(node, BEYOND)


def sentences(markdown):
    """The sentences of a text; headings, tables, code and addresses left out."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"<[^>]+>", " ", re.sub(r"\]\([^)]*\)", "]", text))
    text = re.sub(r"[*_`\[\]]", "", NO_SENTENCES.sub("", text))
    parts = re.split(r"(?<=[.!?])\s+|\n\n+", text)
    return [part for part in parts if re.search(r"[A-Za-z]{2}", part)]
