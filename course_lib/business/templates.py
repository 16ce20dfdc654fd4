"""Message templates: what may be said when the window is closed, after somebody has read it first.

`Catalogue` holds those of an account: `lint` checks a new one at once, `review` says what a
reviewer would, `fill` puts a message's values in and checks every part: text, header, buttons.
Limits and subcodes as in the platform's reference; the rules of the review are ours, and so is what
counts as a strike. What a strike does (3 hours, 6 hours, never) is the platform's.
"""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from typing import Any

from course_lib import checks, data
from course_lib.business import messages
from course_lib.business.messages import Refusal, no, told
from course_lib.business.rules import HOUR
from course_lib.business.state import Filled, State, Template

EDITABLE = ("category", "components", "parameter_format")
_TABLES = data.toml("business", "limits")
_PARTS: dict[str, dict[str, int]] = _TABLES["template"]
_NEEDS: dict[str, dict[str, Any]] = _TABLES["button_needs"]
_phrase = data.phrases("business")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PROMOTION = re.compile("|".join(_TABLES["review"].values()), re.I)
_SPACES = re.compile(r"[\n\r\t]| {5}")  # what no parameter may hold


def lint(request: dict[str, Any], identifier: str) -> Template:
    """A new template from a creation request. Raises Refusal (code 100, often with a subcode).

    >>> body = {"type": "BODY", "text": "Your bus leaves at noon."}
    >>> wish = {"name": "go", "language": "en_US", "category": "UTILITY", "components": [body]}
    >>> lint(wish, "1").status
    'PENDING'
    """
    components = messages.parsed(request.get("components"))
    messages.check("new_template", request | {"components": components})
    name, language, category = (request[key] for key in ("name", "language", "category"))
    if category.upper() == "AUTHENTICATION":
        components = [_one_time(component) for component in components]
    style = str(request.get("parameter_format") or "POSITIONAL").upper()
    template = Template(identifier, name, language, category.upper(), components, style)
    for kind, limits in _PARTS.items():
        _lint_text(kind, template.part(kind), style, limits)
    with suppress(Refusal):
        template.plain = fill(template, [])
    return template


def _one_time(component: dict[str, Any]) -> dict[str, Any]:
    """A part of a one-time password's template, which the platform itself words."""
    kind, minutes = component["type"].upper(), component.get("code_expiration_minutes")
    if kind == "BODY" and not component.get("text"):
        safe = _phrase("template.safe") if component.get("add_security_recommendation") else ""
        return component | told("one_time_body", text=_phrase("template.code") + safe)
    if kind == "FOOTER" and minutes:
        return component | {"text": _phrase("template.expires", minutes=minutes)}
    shown = list(component.get("buttons") or [])
    for place, button in enumerate(shown):
        if button["type"].upper() == "OTP":
            shown[place] = {"text": _phrase("template.copy")} | button | told("one_time_button")
    return component | {"buttons": shown} if shown else component


def _lint_text(kind: str, part: dict[str, Any], style: str, limits: dict[str, int]) -> None:
    """Raise the refusal of the first problem a text has."""
    text, is_body = part.get("text") or "", kind == "BODY"
    variables = _VARIABLE.findall(text)
    braces, words = (text.count("{{"), text.count("}}")), len(_VARIABLE.sub("", text).split())
    ordered = style != "POSITIONAL" or variables == [str(n + 1) for n in range(len(variables))]
    for problem, is_there in {
        "template_body": is_body and not text,
        "template_too_long": len(text) > limits["most"],
        "template_variables": len(variables) > limits["variables"],
        "template_braces": braces != (len(variables), len(variables)),
        "template_edge": is_body and (text.strip()[:2] == "{{" or text.strip()[-2:] == "}}"),
        "template_order": not ordered,
        "template_dense": is_body and variables and words < 2 * len(variables) + 1,
        "template_lacks": variables and not part.get("example"),
    }.items():
        if is_there:
            raise no(problem, kind=kind, what=kind.lower(), field="example", **limits)


def review(template: Template) -> str:
    """The reviewer's answer: the category in which the template is approved (our rules).

    >>> text = "Good news for you: 20% off all seats this week."
    >>> review(Template("1", "o", "en_US", "UTILITY", [{"type": "BODY", "text": text}]))
    'MARKETING'
    """
    text = " ".join(str(component.get("text", "")) for component in template.components)
    promotes = template.category == "UTILITY" and _PROMOTION.search(text)
    return "MARKETING" if promotes else template.category


def review_time(template: Template) -> int:
    """Seconds until the answer: 1 minute to just under 24 hours, fixed by the template's name.

    >>> 60 <= review_time(Template("1", "go", "en_US", "UTILITY", [])) < 24 * 3600
    True
    """
    return 60 + zlib.crc32(f"{template.name}/{template.language}".encode()) % (24 * HOUR - 120)


def fill(template: Template, given: list[Any]) -> Filled:
    """What a customer gets to see. Raises Refusal: 131008 (a part is missing), 132000 (count),
    132012 (format), 132005 (too long).

    >>> body = {"type": "BODY", "text": "Seat {{1}} at {{2}} is yours."}
    >>> fill(Template("1", "s", "en_US", "UTILITY", [body]),
    ...      [{"type": "body", "parameters": [{"type": "text", "text": t} for t in ("1A", "7")]}],
    ...      ).text
    'Seat 1A at 7 is yours.'
    """
    messages.check("filling", given)
    left = {_place(component): component for component in given}
    if len(left) < len(given):  # a part came twice
        raise no("template_filling")
    texts, files, replies = list[str](), list[tuple[str, Any]](), list[dict[str, str]]()
    for kind in _PARTS:
        part, held = template.part(kind), left.pop(kind, {})
        form = str(part.get("format", "TEXT")).upper()
        if form == "TEXT":
            texts.append(_fill_text(kind, part.get("text") or "", held))
        else:
            files.append(_header_file(form, held))
    for place, button in enumerate(template.part("BUTTONS").get("buttons") or []):
        payload = _fill_button(str(place), button, left.pop(str(place), {}))
        if button["type"].upper() == "QUICK_REPLY":
            label = button.get("text", "")
            replies.append({"payload": payload or label, "text": label})
    if left:  # for places where the template has no button
        raise no("template_count", part="buttons", got=len(left), wanted=0)
    return Filled("\n".join(filter(None, texts)), replies, files)


def _place(component: dict[str, Any]) -> str:
    """Which part is filled in, or the place of the button."""
    kind, place = (str(component.get(key, "")).upper() for key in ("type", "index"))
    if kind == "BUTTON" and not re.fullmatch(r"\d{1,2}", place):
        raise no("missing", path="components[button]['index']")
    return str(int(place)) if kind == "BUTTON" else kind


def _parameters(part: str, held: dict[str, Any], least: int, most: int) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = held.get("parameters") or []
    if not least <= len(parameters) <= most:
        raise no("template_count", part=part, got=len(parameters), wanted=most)
    return parameters


def _header_file(form: str, held: dict[str, Any]) -> tuple[str, Any]:
    """The file or place a header shows, as (kind, content)."""
    given = [*_parameters("header", held, 0, 1), {}][0]
    kind, got = form.lower(), str(given.get("type", "UNKNOWN")).upper()
    if got != form:
        raise no("template_format", details=_phrase("template.header", wanted=form, got=got))
    messages.check(kind, given.get(kind))
    return kind, given[kind]


def _fill_text(kind: str, text: str, held: dict[str, Any]) -> str:
    wanted, part = _VARIABLE.findall(text), kind.lower()
    parameters = _parameters(part, held, len(wanted), len(wanted))
    keys = [str(one.get("parameter_name") or n + 1) for n, one in enumerate(parameters)]
    words = {key: _words(part, one) for key, one in zip(keys, parameters, strict=True)}
    if missing := [name for name in wanted if name not in words]:
        raise no("template_format", details=_phrase("template.named", part=part, name=missing[0]))
    filled = _VARIABLE.sub(lambda found: words[found[1]], text)
    if wanted and len(filled) > _PARTS[kind]["most"]:
        raise no("filled_too_long", part=part)
    return filled


def _words(part: str, parameter: dict[str, Any], wanted: str = "") -> str:
    kind = parameter.get("type", "text")
    value = parameter.get(kind) if isinstance(kind, str) else None
    if value == "":
        raise no("empty", part=part)
    if not isinstance(value, str) or (wanted and kind != wanted):
        raise no("template_format", details=_phrase("template.word", part=part))
    if kind == "text" and _SPACES.search(value):
        raise no("parameter_spaces", part=part)
    return value


def _fill_button(place: str, button: dict[str, Any], held: dict[str, Any]) -> str:
    """What a tap on a button will carry; "" where it says nothing of its own."""
    kind, got = button["type"].upper(), str(held.get("sub_type", "")).upper()
    needs = kind in _NEEDS and (kind != "URL" or "{{" in str(button.get("url")))
    parameters = _parameters("buttons", held, 0, int(needs))
    if needs and not parameters and not _NEEDS[kind]["optional"]:
        name = kind.replace("_", " ").title().replace(" ", "")
        raise no("button_parameter", place=place, kind=name)
    if parameters and got != kind:
        told = _phrase("template.button", place=place, wanted=kind, got=got)
        raise no("template_format", details=told)
    carries = parameters and _NEEDS[kind]["type"] != "action"
    return _words("buttons", parameters[0], _NEEDS[kind]["type"]) if carries else ""


def ready(state: State, content: dict[str, Any]) -> tuple[Template, Filled]:
    """The template a message names, filled in. Raises Refusal 131008 or 1320xx."""
    name, language = content["name"], content["language"]["code"]
    template = state.templates.get((name, language))
    if template is None or template.status == "PENDING":
        raise no("template_unknown", name=name, language=language)
    if template.status != "APPROVED":
        raise no(f"template_{template.status.lower()}")
    given = content.get("components") or []
    return template, template.plain if template.plain and not given else fill(template, given)


class Catalogue:
    """All templates of an account. Only hello_world is approved from the start.

    >>> from course_lib.business import sandbox
    >>> [template.name for template in sandbox().catalogue]
    ['hello_world']
    """

    def __init__(self, state: State) -> None:
        self.state, self._kept = state, state.templates

    def __iter__(self) -> Iterator[Template]:
        return iter(self._kept.values())

    def create(self, request: dict[str, Any]) -> Template:
        """Check a new template and send it to review. Raises Refusal (code 100 and a subcode)."""
        return self._to_review(self._put(request))

    def approve(self, name: str, text: str, category: str = "UTILITY", **more: Any) -> Template:
        """A shortcut for lessons: a template that has already been reviewed."""
        body: dict[str, Any] = {"type": "BODY", "text": text}
        if "{{" in text:
            body["example"] = {"body_text": [["sample"] * text.count("{{")]}
        wish = {"name": name, "language": "en_US", "category": category}
        template = self._put({"components": [body]} | wish | more)
        template.status = "APPROVED"
        return template

    def edit(self, template: Template, request: dict[str, Any]) -> None:
        """Change parts and send it to review again. Raises Refusal: not while it is reviewed, or
        once it is disabled, and not the category of an approved one."""
        if template.status in ("PENDING", "DISABLED"):
            raise no("template_in_review")
        wish = {key: request[key] for key in EDITABLE if request.get(key)}
        new = lint(vars(template) | wish, template.id)
        if template.status == "APPROVED" and new.category != template.category:
            raise no("template_category")
        vars(template).update(vars(new) | {"complaints": template.complaints})
        self._to_review(template)

    def delete(self, name: str, ident: str = "") -> None:
        """Take down all languages of a name, or one by its id. Raises Refusal if there is none."""
        gone = [t for t in self if ident in ("", t.id) and name in ("", t.name)]
        if not gone:
            raise no("unknown_template", node=ident or name)
        for template in gone:
            del self._kept[template.name, template.language]

    def complaint(self, template: Template) -> None:
        """Somebody blocked. Each third block is a strike: 3 hours' pause, then 6, then disabled."""
        if template.status == "PENDING" or template not in self:
            return
        template.complaints += 1
        if then := _TABLES["strikes"].get(str(template.complaints)):
            self._becomes(template, then["status"], then["pause"])
            self.state.clock.after(then["hours"] * HOUR, self._pause_over, template, then["pause"])

    def _pause_over(self, template: Template, pause: str) -> None:
        if (template.status, template.pause) == ("PAUSED", pause) and template in self:
            self._becomes(template, "APPROVED")  # no later pause, which is longer, has begun

    def _put(self, request: dict[str, Any]) -> Template:
        template = lint(request, str(594_425_479_000_001 + self.state.templates_made))
        if (key := (template.name, template.language)) in self._kept:
            raise no("template_twice", language=template.language)
        self.state.templates_made += 1
        self._kept[key] = template
        return template

    def _to_review(self, template: Template) -> Template:
        self.state.clock.after(review_time(template), self._review, template)
        return template

    def _review(self, template: Template) -> None:
        if template.status != "PENDING" or template not in self:
            return
        before, template.category = template.category, review(template)
        if template.category != before:
            self.state.tell("template_category_update", template, before)
        self._becomes(template, "APPROVED")

    def _becomes(self, template: Template, status: str, pause: str = "") -> None:
        template.status, template.pause = status, pause
        self.state.tell("message_template_status_update", copy(template))


checks.guard(__name__)
