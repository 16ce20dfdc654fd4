"""Message templates: what may be said when the window is closed, after somebody has read it first.

Creation is checked at once (lint), a review follows by the clock, and what people do with the
messages decides whether the template stays. Limits and subcodes as in the platform's reference; the
category and review rules are ours: simple, visible, and no claim about Meta's.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from course_lib.business.clock import HOUR
from course_lib.business.refusals import Refusal, parameter

CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
PAUSES = (3 * HOUR, 6 * HOUR)  # first and second strike; the third disables
STRIKE = 3  # blocks or reports since the last strike that make a strike (ours)
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PROMOTION = re.compile(
    r"% ?off|\b(discount|sale|offer|promo|coupon|deal|voucher|buy now|limited time)s?\b", re.I
)
_SECRETS = re.compile(r"\b(password|card number|cvv)\b", re.I)
_LENGTHS = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}


@dataclass
class Template:
    """One template in one language, with its place in the life of a template."""

    id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    parameter_format: str = "POSITIONAL"
    status: str = "PENDING"
    quality: str = "UNKNOWN"
    quality_since: int = 0
    strikes: int = 0
    complaints: int = 0
    sent: int = 0
    held: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._parts = {c["type"].upper(): c for c in self.components}
        self.buttons = self.part("BUTTONS").get("buttons", [])
        texts = [self.part(kind).get("text", "") for kind in ("HEADER", "BODY", "FOOTER")]
        self.text = "\n".join(filter(None, texts))
        self.has_variables = bool(_VARIABLE.search(self.text))

    @property
    def priced_as(self) -> str:
        """The category as the price list writes it."""
        return self.category.lower()

    def part(self, kind: str) -> dict[str, Any]:
        """The HEADER, BODY, FOOTER or BUTTONS component ({} if there is none)."""
        found: dict[str, Any] = self._parts.get(kind, {})
        return found

    def public(self) -> dict[str, Any]:
        """The template as the platform lists it."""
        shown = ("id", "name", "language", "status", "category", "components", "parameter_format")
        return {key: getattr(self, key) for key in shown} | {
            "quality_score": {"score": self.quality, "date": self.quality_since}
        }


def lint(request: dict[str, Any], identifier: str) -> Template:
    """A new template from a creation request. Raises Refusal (code 100 with a subcode).

    >>> body = {"type": "BODY", "text": "Your bus leaves at noon."}
    >>> wish = {"name": "go", "language": "en_US", "category": "UTILITY", "components": [body]}
    >>> lint(wish, "1").status
    'PENDING'
    """
    for key in ("name", "language", "category", "components"):
        if not request.get(key):
            raise parameter(f"The parameter {key} is required.")
    name, language, category = (request[key] for key in ("name", "language", "category"))
    components = request["components"]
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise _faulty(2388047, "Template name is not valid", "Use a-z, 0-9 and _ only.")
    if not isinstance(language, str):
        raise parameter("Param language must be a string.")
    if not isinstance(category, str) or category.upper() not in CATEGORIES:
        wanted = ", ".join(CATEGORIES)
        raise parameter(f"Param category must be one of {{{wanted}}} - got {str(category)!r}.")
    _lint_components(components)
    style = str(request.get("parameter_format") or "POSITIONAL").upper()
    template = Template(identifier, name, language, category.upper(), components, style)
    _lint_body(template.part("BODY"), style)
    return template


def _lint_components(components: object) -> None:
    if not isinstance(components, list) or not all(
        isinstance(c, dict) and isinstance(c.get("type"), str) for c in components
    ):
        raise parameter("Param components must be an array of objects with a type.")
    for component in components:
        kind, text = component["type"].upper(), component.get("text", "")
        if not isinstance(text, str):
            raise parameter(f"Param components[{kind}]['text'] must be a string.")
        if len(text) > _LENGTHS.get(kind, len(text)):
            raise _faulty(2388040, "Too long", f"{kind} has at most {_LENGTHS[kind]} characters.")
        buttons = component.get("buttons", [])
        if not isinstance(buttons, list) or len(buttons) > 10:
            raise _faulty(2388047, "Buttons are not valid", "A template has at most 10 buttons.")
        if any(not isinstance(b, dict) or len(str(b.get("text", ""))) > 25 for b in buttons):
            raise _faulty(2388040, "Too long", "A button label has at most 25 characters.")


def _lint_body(body: dict[str, Any], style: str) -> None:
    text = body.get("text", "")
    if not text:
        raise parameter("The parameter components[BODY]['text'] is required.")
    variables = _VARIABLE.findall(text)
    if text.count("{{") != len(variables) or text.count("}}") != len(variables):
        raise _faulty(2388073, "Braces do not match", "Write variables as {{1}}.")
    if text.strip().startswith("{{") or text.strip().endswith("}}"):
        raise _faulty(
            2388299, "Variable at the start or end", "Put words before and after each variable."
        )
    if style == "POSITIONAL" and variables != [str(n + 1) for n in range(len(variables))]:
        raise _faulty(2388073, "Variables out of order", "Number them {{1}}, {{2}}, {{3}}.")
    if variables and len(_VARIABLE.sub("", text).split()) < 2 * len(variables) + 1:
        raise _faulty(2388293, "Too many variables", "Add words: two for each variable, plus one.")
    if variables and not body.get("example"):
        raise _faulty(2388047, "Samples are missing", "Give an example for every variable.")


def _faulty(subcode: int, title: str, message: str) -> Refusal:
    return Refusal(
        100, subcode=subcode, message="Invalid parameter", user=(title, message), hint=message
    )


def review(template: Template, others: list[Template]) -> tuple[str, str, str]:
    """The reviewer's answer: status, reason in the platform's word, category (our rules).

    >>> text = "Good news for you: 20% off all seats this week."
    >>> offer = Template("1", "o", "en_US", "UTILITY", [{"type": "BODY", "text": text}])
    >>> review(offer, [])
    ('APPROVED', 'NONE', 'MARKETING')
    """
    text = " ".join(str(c.get("text", "")) for c in template.components)
    if _SECRETS.search(text):
        return "REJECTED", "SCAM", template.category
    body, footer = template.part("BODY"), template.part("FOOTER")
    for other in others:
        if (other.part("BODY"), other.part("FOOTER")) == (body, footer):
            return "REJECTED", "TAG_CONTENT_MISMATCH", template.category
    promotional = _PROMOTION.search(text) and template.category == "UTILITY"
    return "APPROVED", "NONE", "MARKETING" if promotional else template.category


def review_time(template: Template) -> int:
    """Seconds until the answer: 1 minute to just under 24 hours, fixed by the template's name.

    >>> 60 <= review_time(Template("1", "go", "en_US", "UTILITY", [])) < 24 * 3600
    True
    """
    return 60 + zlib.crc32(f"{template.name}/{template.language}".encode()) % (24 * HOUR - 120)


def fill(template: Template, given: list[Any]) -> str:
    """The text a customer reads. Raises Refusal 132000 (count), 132012 (format), 132005 (too long).

    >>> body = {"type": "BODY", "text": "Seat {{1}} at {{2}} is yours."}
    >>> fill(Template("1", "s", "en_US", "UTILITY", [body]),
    ...      [{"type": "body", "parameters": [{"type": "text", "text": t} for t in ("12A", "7")]}])
    'Seat 12A at 7 is yours.'
    """
    if not given and not template.has_variables:
        return template.text
    values: dict[str, list[dict[str, Any]]] = {}
    for component in given:
        if not isinstance(component, dict) or not isinstance(component.get("parameters", []), list):
            raise Refusal(132012, details="components: each needs a type and a list of parameters")
        if not all(isinstance(p, dict) for p in component.get("parameters", [])):
            raise Refusal(132012, details="parameters: each must be an object")
        values[str(component.get("type")).upper()] = component.get("parameters", [])
    shown = []
    for kind in ("HEADER", "BODY", "FOOTER"):
        text = template.part(kind).get("text", "")
        shown.append(_fill_part(kind.lower(), text, values.get(kind, []) if text else []))
    return "\n".join(filter(None, shown))


def _fill_part(kind: str, text: str, parameters: list[dict[str, Any]]) -> str:
    wanted = _VARIABLE.findall(text)
    if len(parameters) != len(wanted):
        raise Refusal(
            132000,
            details=f"{kind}: number of localizable_params ({len(parameters)}) does not match the "
            f"expected number of params ({len(wanted)})",
        )
    if not wanted:
        return text
    keys = [str(p.get("parameter_name") or n + 1) for n, p in enumerate(parameters)]
    words = {key: _words(p) for key, p in zip(keys, parameters, strict=True)}
    if missing := [name for name in wanted if name not in words]:
        raise Refusal(132012, details=f"{kind}: parameter {missing[0]} is missing")
    filled = _VARIABLE.sub(lambda found: words[found[1]], text)
    if len(filled) > _LENGTHS[kind.upper()]:
        raise Refusal(132005, details=f"{kind}: the text is too long after filling in")
    return filled


def _words(parameter: dict[str, Any]) -> str:
    kind = parameter.get("type", "text")
    value = parameter.get(kind) if isinstance(kind, str) else None
    if kind != "text" and isinstance(value, dict):
        value = value.get("fallback_value")
    if not isinstance(value, str) or not value:
        raise Refusal(132012, details="body: each parameter needs a type and a text")
    return value
