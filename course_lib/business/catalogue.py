"""The company's templates on the shelf: created, reviewed, paused, held back, taken down.

Times run on the sandbox's clock and every change is told by webhook. What counts as a strike is
ours (three complaints since the last); what a strike does (3 hours, 6 hours, never) the platform's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from course_lib.business import delivery, templates, webhooks
from course_lib.business.clock import MINUTE
from course_lib.business.refusals import Refusal, unknown_object
from course_lib.business.templates import Template

if TYPE_CHECKING:
    from course_lib.business.delivery import Message
    from course_lib.business.emulator import Emulator

FEEDBACK_AFTER = 30 * MINUTE  # ours: when a held template is judged
HELLO = "Welcome and congratulations!! This message demonstrates your ability to send a template."


class Catalogue:
    """All templates of an account, by id. One without parameters is approved from the start.

    >>> from course_lib.business import sandbox
    >>> [template.name for template in sandbox().catalogue]
    ['hello_world']
    """

    def __init__(self, world: Emulator) -> None:
        self.world = world
        self.shelf: dict[str, Template] = {}
        self._by_name: dict[tuple[str, str], Template] = {}
        self._judged: set[str] = set()
        self._numbers = 0
        body = [{"type": "BODY", "text": HELLO}]
        hello = {"name": "hello_world", "language": "en_US", "category": "UTILITY"}
        self._put(hello | {"components": body}).status = "APPROVED"

    def __iter__(self) -> Iterator[Template]:
        return iter(self.shelf.values())

    def create(self, request: dict[str, Any]) -> Template:
        """Check a new template and send it to review. Raises Refusal (code 100 and a subcode)."""
        template = self._put(request)
        self.world.clock.after(templates.review_time(template), self._review, template)
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

    def delete(self, name: str, identifier: str = "") -> None:
        """Take down all languages of a name, or one by its id. Raises Refusal if there is none."""
        gone = [t.id for t in self if t.name == name and identifier in ("", t.id)]
        if not gone:
            raise unknown_object(name or "name")
        for key in gone:
            template = self.shelf.pop(key)
            del self._by_name[template.name, template.language]

    def ready(self, content: dict[str, Any]) -> tuple[Template, str]:
        """The template a message names, and its text filled in. Raises Refusal 1320xx."""
        name, language = content["name"], content["language"]["code"]
        template = self._by_name.get((name, language))
        if template is None or template.status in ("PENDING", "REJECTED"):
            raise Refusal(
                132001,
                details=f"template name ({name}) does not exist in {language}",
                hint="It must exist in this language and be approved: look at its status.",
            )
        if template.status in ("PAUSED", "DISABLED"):
            raise Refusal(132015 if template.status == "PAUSED" else 132016)
        return template, templates.fill(template, content.get("components", []))

    def unpause(self, template: Template) -> None:
        """Bring a paused template back."""
        if template.status == "PAUSED":
            template.status = "APPROVED"
            self._tell(template, "NONE")

    def delivered(self, template: Template) -> None:
        """The first delivery gives a template its quality."""
        if template.quality == "UNKNOWN":
            self._score(template, "GREEN")

    def complaint(self, template: Template) -> None:
        """Somebody blocked or reported after this template; three since the last strike are one."""
        if template.status == "DISABLED":
            return
        template.complaints += 1
        if template.complaints >= templates.STRIKE:
            self.strike(template)
        else:
            self._score(template, "YELLOW")

    def strike(self, template: Template) -> None:
        """Quality RED: paused for 3 hours, then for 6, then disabled."""
        self._score(template, "RED")
        template.complaints, pauses = 0, templates.PAUSES
        template.strikes += 1
        if template.strikes > len(pauses):
            template.status = "DISABLED"
            return self._tell(template, "NONE")
        template.status = "PAUSED"
        self._tell(template, "NONE", ("FIRST_PAUSE", "SECOND_PAUSE")[template.strikes - 1])
        wait = pauses[template.strikes - 1]
        return self.world.clock.after(wait, self._pause_over, template, template.strikes)

    def holds(self, template: Template, message: Message) -> bool:
        """Is this message held back until early feedback on a new marketing template is in?"""
        pacing = self.world.settings.pacing
        if not pacing or template.category != "MARKETING" or template.id in self._judged:
            return False
        if template.sent < pacing:
            template.sent += 1
            return False
        if not template.held:
            self.world.clock.after(FEEDBACK_AFTER, self._judge_held, template)
        template.held.append(message.id)
        return True

    def _pause_over(self, template: Template, strike: int) -> None:
        if template.strikes == strike:  # a later strike has its own, longer pause
            self.unpause(template)

    def _put(self, request: dict[str, Any]) -> Template:
        identifier = str(594_425_479_000_001 + self._numbers)
        template = templates.lint(request, identifier)
        if (template.name, template.language) in self._by_name:
            title = "Content in this language already exists"
            raise Refusal(
                100, subcode=2388024, message="Invalid parameter", user=(title, template.name)
            )
        self._numbers += 1
        self.shelf[identifier] = template
        self._by_name[template.name, template.language] = template
        return template

    def _review(self, template: Template) -> None:
        if template.status != "PENDING" or template.id not in self.shelf:
            return
        others = [t for t in self if t is not template and t.status == "APPROVED"]
        before = template.category
        template.status, reason, template.category = templates.review(template, others)
        if template.category != before:
            told = webhooks.template_category(template, before)
            self.world.outbox.add("template_category_update", dict, told)
        self._tell(template, reason)

    def _judge_held(self, template: Template) -> None:
        self._judged.add(template.id)
        bad = template.complaints > 0 or template.status != "APPROVED"
        for key in template.held:
            message = self.world.messages[key]
            message.held = False
            if bad:
                delivery.fail(self.world, message, delivery.BAD_FEEDBACK)
            else:
                delivery.dispatch(self.world, message)
        template.held = []

    def _score(self, template: Template, quality: str) -> None:
        before, template.quality = template.quality, quality
        if before != quality:
            template.quality_since = self.world.clock.now
            told = webhooks.template_quality(template, before)
            self.world.outbox.add("message_template_quality_update", dict, told)

    def _tell(self, template: Template, reason: str, title: str = "") -> None:
        now = self.world.clock.now
        told = webhooks.template_status(template, template.status, reason, now, title)
        self.world.outbox.add("message_template_status_update", dict, told)
