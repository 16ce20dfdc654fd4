"""What may be sent, and how the platform says no to the rest.

A `Refusal` has code, title and HTTP status as in the platform's error reference
(`data/errors.csv`); its sentences, with their places, stand in `data/messages.toml`. The words that
help a student never enter the body: they travel in a header. `read` turns the JSON of a request
into a `Command` or raises a Refusal. Lengths, types of files (`data/limits.toml`) and shapes
(`data/shapes.toml`) are data, to be laid beside the platform's reference.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from course_lib import data

Row = dict[str, Any]
Rule = Callable[[Any, Row], str]
Finder = Callable[[Any], list[Any]]

_TABLES = data.toml("business", "limits")
LIMITS: dict[str, int] = _TABLES["characters"]  # at least 1 each
FILES: dict[str, list[str]] = _TABLES["files"]  # kind of message: types of files it can show
KIND_OF = {mime: kind for kind, types in FILES.items() for mime in types}
MEGABYTES: dict[str, float] = _TABLES["megabytes"]
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
_PUNCTUATION = re.compile(r"[\s()+.-]")
TABLE = {int(row["code"]): row for row in data.rows("business", "errors")}


def told(name: str, /, **values: Any) -> dict[str, Any]:
    """What the platform tells: a table of `data/told.toml` with its "$..." filled in.

    >>> told("one_time_body", text="")
    {'example': {'body_text': [['123456']]}}
    """
    filled: Row = _fill(data.toml("business", "told")[name], SimpleNamespace(**values))
    return filled


def _fill(shape: Any, values: SimpleNamespace) -> Any:
    if isinstance(shape, dict):
        filled = ((_fill(key, values), _fill(held, values)) for key, held in shape.items())
        return {key: held for key, held in filled if held is not None and held != ""}
    if isinstance(shape, list):
        return [_fill(item, values) for item in shape]
    is_place = isinstance(shape, str) and shape[:1] == "$"
    return attrgetter(shape[1:])(values) if is_place else shape


class Refusal(Exception):  # noqa: N818 (the platform refuses; nothing is broken)
    """A request that the platform answers with an error. Nothing was sent and nothing changed.

    `details` goes into `error_data`, `message` replaces the usual "(#code) title", `title` and
    `user` are its words for people, `hint` is ours.

    >>> no = Refusal(131030, details="Recipient phone number not in allowed list")
    >>> no.http, no.body("A1")["error"]["message"]
    (400, '(#131030) Recipient phone number not in allowed list')
    """

    def __init__(self, code: int, **said: Any) -> None:
        row, self.code = TABLE[code], code
        self.details, self.user, self.hint = (said.get(k, "") for k in ("details", "user", "hint"))
        self.title, self.subcode = said.get("title", ""), said.get("subcode", 0)
        self.http = said.get("http") or int(row["http"])
        usual = row["title"] if code in (104, 190) else f"(#{code}) {row['title']}"
        self.message: str = said.get("message") or usual
        super().__init__(" ".join(filter(None, (self.message, self.details, self.user, self.hint))))

    def body(self, trace: str) -> dict[str, Any]:
        """The JSON the platform answers with; `trace` is its `fbtrace_id`."""
        kind = "GraphMethodException" if self.subcode == 33 else "OAuthException"
        names = {"refusal": self, "kind": kind, "trace": trace, "subcode": self.subcode or ""}
        known = {"messaging_product": "whatsapp", "details": self.details} if self.details else ""
        return told("refused", **names, known=known, transient=False if self.user else "")


def no(key: str, /, **values: object) -> Refusal:
    """The refusal named `key` in `data/messages.toml`, {places} filled, to be raised.

    >>> no("required", path="to").message
    '(#100) The parameter to is required.'
    >>> no("no_token", token="TEST").hint
    'Send the header Authorization: Bearer TEST.'
    """
    said: Row = data.toml("business", "messages")[key]
    filled: Row = {k: v.format(**values) if isinstance(v, str) else v for k, v in said.items()}
    return Refusal(**filled)


@dataclass(slots=True)
class Command:
    """One valid request to send: to whom, what, with which note to come back.

    `misplaced`: a business-scoped id stood in `to`, where the platform takes the part after the
    country for a telephone number.
    """

    to: str
    bsuid: str
    type: str
    content: Any
    callback: str | None
    misplaced: bool


def read(body: object) -> Command:
    """The command in a request body. Raises Refusal (100, 131008, 131009) for anything else.

    >>> read({"messaging_product": "whatsapp", "to": "+62 811", "text": {"body": "hi"}}).to
    '62811'
    """
    if not isinstance(body, dict):
        raise no("not_an_object")
    kind = str(body.get("type") or ("text" if "text" in body else ""))
    check("request", body if body.get("type") == kind else body | {"type": kind})
    to, bsuid, misplaced = _recipient(body)
    content = parsed(body.get(kind))
    check(kind, content)
    if kind == "interactive":
        check(content["type"], content)
    context, callback = parsed(body.get("context")), body.get("biz_opaque_callback_data")
    for name, value in (("context", context), ("callback", callback)):
        if value is not None:
            check(name, value)
    return Command(to, bsuid, kind, content, callback, misplaced)


def parsed(value: Any) -> Any:
    """What came as JSON in a file, or an object or array as JSON text, as the platform takes it
    too; the rest as it is.

    >>> parsed('{"body": "hi"}'), parsed("hi")
    ({'body': 'hi'}, 'hi')
    """
    is_text = isinstance(value, str) and value.lstrip()[:1] in ("{", "[")
    if is_text or isinstance(value, bytes):
        with suppress(ValueError, RecursionError):
            held = json.loads(value)
            json.dumps(held, ensure_ascii=False).encode()  # no half characters
            return held
    return value


def digits(number: str) -> str:
    """A telephone number without what people write between its digits; "" if it is none.

    >>> digits("+62 812-0000-0001"), digits("Sari")
    ('6281200000001', '')
    """
    bare = number if number.isdigit() else _PUNCTUATION.sub("", number)
    return bare if bare.isascii() and bare.isdigit() else ""


def _recipient(body: dict[str, Any]) -> tuple[str, str, bool]:
    to, bsuid = body.get("to"), body.get("recipient")
    if isinstance(to, str) and to:
        if number := digits(to):
            return number, "", False
        if _BSUID.fullmatch(to):
            return to.split(".")[-1], "", True
        raise no("not_a_number")
    if isinstance(bsuid, str) and _BSUID.fullmatch(bsuid):
        return "", bsuid, False
    raise no("no_recipient")


def check(kind: str, content: Any) -> None:
    """Lay the content of a message beside the rows of `data/shapes.toml`; raises Refusal.

    >>> check("location", {"latitude": 1, "longitude": 2})
    """
    for rule, find, row, missing, whole in _SHAPES[kind]:
        values = find(content)
        for value in [values] if whole else values:
            may_lack = value in missing and ("optional" in row or len(values) == 1)
            if not may_lack and (refused := rule(value, row)):
                raise no(refused, **row | {"got": repr(value[-1] if rule is _unique else value)})


def _finder(steps: list[str]) -> Finder:
    """What finds everything at a path (keys, "[]" for each item of a list, "[URL]" for each of this
    type); nothing behind what is not there."""
    if not steps:
        return lambda content: [content]
    step, then = steps[0], _finder(steps[1:])
    if step[0] == "[":
        kind = step[1:-1]
        return lambda content: [one for item in _items(content, kind) for one in then(item)]
    if len(steps) == 1:
        return lambda content: [content.get(step)] if isinstance(content, dict) else []
    return lambda content: then(content.get(step)) if isinstance(content, dict) else []


def _items(content: Any, kind: str) -> list[Any]:
    if content in (None, ""):
        return []
    items = content if isinstance(content, list) else [content]
    return [item for item in items if str(item.get("type")).upper() == kind] if kind else items


# What must hold for a value; each names the refusal where it does not, and "" where it does.


def _object(value: Any, _: Row) -> str:
    return "" if isinstance(value, dict) else "required" if value is None else "must_be_object"


def _array(value: Any, row: Row) -> str:
    held = value if isinstance(value, list) else [None]
    fits = row.get("least", 0) <= len(held) <= row.get("most", len(held))
    return "" if fits and all(isinstance(item, dict) for item in held) else row["refused"]


def _field(value: Any, row: Row) -> str:
    if value is None or (value == "" and "empty" not in row):
        return row.get("refused", "required")
    return "" if isinstance(value, str) or "any" in row else "must_be_text"


def _text(value: Any, row: Row) -> str:
    if not value or not isinstance(value, str):
        return row.get("short", "missing" if value is None else "length")
    return "" if len(value) <= row["most"] else row.get("long", "length")


def _count(values: Any, row: Row) -> str:
    return "" if row.get("least", 1) <= len(values) <= row["most"] else row["refused"]


def _unique(values: Any, row: Row) -> str:
    values = [value.upper() for value in values] if "fold" in row else values
    return "" if len(set(values)) == len(values) else row["refused"]


def _pattern(value: Any, row: Row) -> str:
    if isinstance(value, str) and row["pattern"].fullmatch(value):
        return ""
    return "required" if not value and "required" in row else row["refused"]


def _one(value: Any, row: Row) -> str:
    """Exactly one of some keys, with a text."""
    given = [value.get(key) for key in row["keys"] if value.get(key)]
    return "" if len(given) == 1 and isinstance(given[0], str) else row["refused"]


def _degrees(value: Any, row: Row) -> str:
    with suppress(TypeError, ValueError, OverflowError):
        return "" if abs(float(value)) <= row["most"] else "degrees"
    return "degrees"


def _header(value: Any, _: Row) -> str:
    """A text or a file; its type is one of them."""
    kind = value["type"]
    check("header" if kind == "text" else kind, value if kind == "text" else value.get(kind))
    return ""


def _prepared(row: Row) -> tuple[Rule, Finder, Row, tuple[str | None, ...], bool]:
    """A row as `check` needs it: what may stand for a missing value; is the rule one for all?"""
    if (what := row.get("what")) in LIMITS:
        row = row | {"most": LIMITS[what], "what": row.get("name", what.capitalize())}
    if "pattern" in row:
        row = row | {"pattern": re.compile(row["pattern"], re.I | re.S)}
    rule: Rule = globals()[f"_{row['rule']}"]
    find = _finder(re.findall(r"\w+|\[\w*\]", row["at"]))
    missing = (None, "") if "optional" in row or "several" in row else ()
    return rule, find, row, missing, rule in (_count, _unique)


_ROWS = data.toml("business", "shapes")
_SHAPES = {kind: [_prepared(row) for row in rows] for kind, rows in _ROWS.items()}
