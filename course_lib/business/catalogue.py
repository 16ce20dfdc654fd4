"""What the company keeps with the platform: templates, forms and files, each with its own life.

Times run on the sandbox's clock and every change of a template is told by webhook. What counts as a
strike is ours (three complaints since the last); what a strike does (3 hours, 6 hours, never) and
how long files live (30 days, 7 for a customer's) is the platform's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from course_lib import data
from course_lib.business import flows, messages, templates
from course_lib.business.clock import DAY, HOUR
from course_lib.business.refusals import no
from course_lib.business.state import Filled, Flow, Media, State, Template

PAUSES = ((3 * HOUR, "FIRST_PAUSE"), (6 * HOUR, "SECOND_PAUSE"))  # the third strike disables
EDITABLE = ("name", "language", "category", "components", "parameter_format")
STRIKE = 3  # blocks since the last strike that make a strike (ours)
KEPT, KEPT_INBOUND = 30 * DAY, 7 * DAY
_LIFE = data.toml("business", "limits")["flow_life"]
_phrase = data.phrases("business")


@dataclass(frozen=True)
class Catalogue:
    """All templates of an account. One without parameters is approved from the start.

    >>> from course_lib.business import sandbox
    >>> [template.name for template in sandbox().catalogue]
    ['hello_world']
    """

    state: State

    def __iter__(self) -> Iterator[Template]:
        return iter(self.state.templates.values())

    def create(self, request: dict[str, Any]) -> Template:
        """Check a new template and send it to review. Raises Refusal (code 100 and a subcode)."""
        template = self._put(request)
        self.state.clock.after(templates.review_time(template), self._review, template)
        return template

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
        """Change parts or category and send it to review again. Raises Refusal: not while it is
        reviewed, and not the category of an approved one."""
        if template.status not in ("APPROVED", "REJECTED", "PAUSED"):
            raise no("template_in_review")
        kept = {key: getattr(template, key) for key in EDITABLE}
        wish = kept | {key: value for key, value in request.items() if key in kept and value}
        new = templates.lint(wish, template.id)
        if template.status == "APPROVED" and new.category != template.category:
            raise no("template_category")
        for key in EDITABLE:
            setattr(template, key, getattr(new, key))
        template.status = "PENDING"
        self.state.clock.after(templates.review_time(template), self._review, template)

    def delete(self, name: str, identifier: str = "") -> None:
        """Take down all languages of a name, or one by its id. Raises Refusal if there is none."""
        gone = [t.id for t in self if t.name == name and identifier in ("", t.id)]
        if not gone:
            raise no("unknown", node=name, hint="")
        for key in gone:
            del self.state.templates[key]

    def ready(self, content: dict[str, Any]) -> tuple[Template, Filled]:
        """The template a message names, filled in. Raises Refusal 131008 or 1320xx."""
        name, language = content["name"], content["language"]["code"]
        template = self._named(name, language)
        if template is None or template.status in ("PENDING", "REJECTED"):
            raise no("template_unknown", name=name, language=language)
        if template.status in ("PAUSED", "DISABLED"):
            raise no(f"template_{template.status.lower()}")
        return template, templates.fill(template, content.get("components") or [])

    def unpause(self, template: Template) -> None:
        """Bring a paused template back."""
        if template.status == "PAUSED":
            template.status = "APPROVED"
            self._tell(template)

    def complaint(self, template: Template) -> None:
        """Somebody blocked after a message of this template."""
        if template.status == "DISABLED":
            return
        template.complaints += 1
        if template.complaints >= STRIKE:
            self.strike(template)

    def strike(self, template: Template) -> None:
        """Paused for 3 hours, then for 6, then disabled."""
        template.complaints = 0
        template.strikes += 1
        if template.strikes > len(PAUSES):
            template.status = "DISABLED"
            return self._tell(template)
        wait, title = PAUSES[template.strikes - 1]
        template.status = "PAUSED"
        self._tell(template, title)
        return self.state.clock.after(wait, self._pause_over, template, template.strikes)

    def _pause_over(self, template: Template, strike: int) -> None:
        if template.strikes == strike:  # a later strike has its own, longer pause
            self.unpause(template)

    def _named(self, name: str, language: str) -> Template | None:
        return next((t for t in self if (t.name, t.language) == (name, language)), None)

    def _put(self, request: dict[str, Any]) -> Template:
        template = templates.lint(request, str(594_425_479_000_001 + self.state.templates_made))
        if self._named(template.name, template.language):
            raise no("template_twice", name=template.name, language=template.language)
        self.state.templates_made += 1
        self.state.templates[template.id] = template
        return template

    def _review(self, template: Template) -> None:
        if template.status != "PENDING" or template.id not in self.state.templates:
            return
        others = [t for t in self if t is not template and t.status == "APPROVED"]
        before = template.category
        template.status, reason, template.category = templates.review(template, others)
        if template.category != before:
            self.state.tell("template_category", template, before)
        self._tell(template, reason=reason)

    def _tell(self, template: Template, title: str = "", reason: str = "NONE") -> None:
        self.state.tell("template_status", template, title, reason)


def create_flow(state: State, request: dict[str, Any]) -> Flow:
    """A new form in DRAFT, perhaps with its JSON and already to be published. Raises Refusal."""
    flow = Flow("", "", ["OTHER"])
    _describe(state, flow, request)
    if not flow.name:
        raise no("required", path="name")
    if request.get("flow_json") is not None:
        change_flow(state, flow, "upload", request["flow_json"])
    if request.get("publish") in (True, "true") and not flow.errors:
        change_flow(state, flow, "publish")
    flow.id = state.ids.digits(1_200_000_000_000_000)
    state.flows[flow.id] = flow
    return flow


def change_flow(state: State, flow: Flow, step: str, given: Any = None) -> None:
    """One step in the life of a form: "edit" (what is `given`), "upload" (its JSON), "publish",
    "deprecate", "delete". Raises Refusal where the step is not possible."""
    life = _LIFE[step]
    if flow.status not in life["from"] or (step == "publish" and (not flow.json or flow.errors)):
        raise no(life["refused"])
    if step == "edit":
        _describe(state, flow, given)
    if step == "upload":
        try:
            held = json.loads(given) if isinstance(given, str | bytes) else given
            flow.errors, flow.json = flows.check(held["screens"]), held
        except (ValueError, KeyError, TypeError, RecursionError):
            raise no("flow_json") from None
    if step == "delete":
        del state.flows[flow.id]
    flow.status, flow.updated = life["to"], state.clock.now


def find_flow(state: State, parameters: dict[str, Any]) -> Flow | None:
    """The form that a message names, by `flow_id` or `flow_name`."""
    named = parameters.get("flow_id"), parameters.get("flow_name")
    return next((f for f in state.flows.values() if f.id == named[0] or f.name == named[1]), None)


def _describe(state: State, flow: Flow, request: dict[str, Any]) -> None:
    name, categories = request.get("name", flow.name), messages.parsed(request.get("categories"))
    categories = flow.categories if categories is None else categories
    if not isinstance(name, str):
        raise no("must_be_text", path="name")
    if not isinstance(categories, list):
        raise no("must_be_array", path="categories")
    flow.name, flow.categories, flow.updated = name, categories, state.clock.now
    flow.endpoint = str(request.get("endpoint_uri") or flow.endpoint)


def keep_media(state: State, mime: str, content: bytes, life: int = KEPT) -> str:
    """Keep a file for `life` seconds; its id. Raises Refusal for a type or size nobody can send."""
    kinds = [kind for kind, types in messages.FILES.items() if mime in types]
    if not kinds:
        known = ", ".join(chain(*messages.FILES.values()))
        raise no("file_type", known=known, got=repr(mime))
    most = messages.MEGABYTES[kinds[0]]
    if not content or len(content) > most * 1_000_000:
        raise no("file_size", got=mime, most=most)
    identifier = state.ids.digits(1_037_543_291_543_000)
    state.media[identifier] = Media(mime, content, state.clock.now + life)
    return identifier


def find_media(state: State, identifier: str) -> Media | None:
    """A file that is still kept."""
    found = state.media.get(identifier)
    return found if found and state.clock.now <= found.until else None
