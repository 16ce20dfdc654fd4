"""A chat to tap in: a thread that grows, and below it what can be done next."""

from html import escape
from typing import Any

from course_lib.lesson import live, phrase
from course_lib.lesson.tables import without_maths
from course_lib.lesson.touch import Part, Touch

_MOST_BUTTONS = 10  # more choices than a list on a phone has rows are a map, as of seats


class Thread:
    """A chat as `touch.Touch` draws it.

    `chat` shows itself, says `notice`, and knows what can be done next: `act(label)` with the
    `label` of one of its `actions`, which is `enabled` or not.
    """

    def __init__(self, chat: Any) -> None:
        self.chat, self.said = chat, chat.notice

    @property
    def parts(self) -> list[Part]:
        """The thread, what was said last, and a button for each step."""
        items = [self._item(step, n == 0) for n, step in enumerate(self.chat.actions)]
        label = phrase("threads.choose") if len(items) > _MOST_BUTTONS else ""
        below = {"kind": "buttons", "items": items, "label": label}
        return [{"kind": "page", "html": self.chat._repr_html_()}, {"kind": "said"}, below]

    def act(self, name: str, value: str) -> None:  # noqa: ARG002
        """Do the step with the label `value`."""
        self.chat.act(value)
        self.said = self.chat.notice

    def _item(self, step: Any, first: bool) -> Part:
        item = {"id": step.label, "text": step.label, "act": "tap", "value": step.label}
        off = {"off": True, "label": phrase("threads.taken", label=step.label)}
        return item | ({"first": True} if first else {}) | ({} if step.enabled else off)


def tap(chat: Any, still: Any = None) -> None:
    """Show `chat` with its controls. Where no kernel runs, `still` (or the chat itself) is shown.

    `still` is anything that shows itself, such as the same chat as somebody else led it.
    """
    example, head = still or chat, phrase("threads.still")
    html = without_maths(f"<p>{escape(head)}</p>{example._repr_html_()}")
    live.show(Touch(Thread(chat)), {"text/html": html, "text/plain": f"{head}\n{example!r}"})
