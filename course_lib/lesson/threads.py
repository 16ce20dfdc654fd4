"""A chat to tap in: a thread that grows, and below it what can be done next.

The controls stay where they are and only change their words, so that a keyboard never loses its
place; after each step the focus is on the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

import ipywidgets as widgets

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson.live import show
from course_lib.lesson.tables import without_maths

phrase = data.phrases("lesson")

_MOST_BUTTONS = 10  # more choices than a list on a phone has rows become a menu
_HIDDEN = {"display": "none"}


class Step(Protocol):
    """Something that can be done now."""

    @property
    def label(self) -> str: ...

    @property
    def enabled(self) -> bool: ...


class Chat(Protocol):
    """What is drawn: a thread that shows itself, and a plain model of what can be done in it."""

    @property
    def actions(self) -> Sequence[Step]:
        """What can be done now."""

    @property
    def notice(self) -> str:
        """What was said last."""

    def act(self, label: str) -> None:
        """Do what is labelled so."""

    def _repr_html_(self) -> str: ...


class Thread:
    """Buttons for a few choices, a menu and a button for many; both call `chat.act`."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.page, self.said = widgets.HTML(), widgets.HTML()
        self.buttons = [widgets.Button() for _ in range(_MOST_BUTTONS)]
        for button in self.buttons:
            button.on_click(lambda pressed: self._act(pressed.description))
        self.menu = widgets.Dropdown(description=phrase("threads.choose"))
        self.take = widgets.Button(description=phrase("threads.take"))
        self.take.on_click(lambda _: self._act(self.menu.value))
        self._draw()

    @property
    def widget(self) -> widgets.VBox:
        """The thread with its controls below."""
        many = widgets.HBox([self.menu, self.take])
        return widgets.VBox([self.page, self.said, *self.buttons, many])

    def _act(self, label: str) -> None:
        try:
            self.chat.act(label)
        except CourseError as error:
            self._say(str(error))
            return
        self._draw()
        (self.menu if self._many else self.buttons[0]).focus()

    @property
    def _many(self) -> bool:
        return len(self.chat.actions) > _MOST_BUTTONS

    def _draw(self) -> None:
        self.page.value = self.chat._repr_html_()
        self._say(self.chat.notice)
        actions = self.chat.actions
        few: Sequence[Step] = [] if self._many else actions
        for number, button in enumerate(self.buttons):
            _see(button, number < len(few), {"width": "max-content", "min_width": "16em"})
            if number < len(few):
                button.description, button.disabled = few[number].label, not few[number].enabled
        for part in (self.menu, self.take):
            _see(part, self._many, {"width": "16em"})
        if self._many:
            self.menu.options = [
                (a.label if a.enabled else phrase("threads.taken", label=a.label), a.label)
                for a in actions
            ]
            self.menu.value = None  # nothing is chosen before somebody chooses

    def _say(self, words: str) -> None:
        self.said.value = f'<p aria-live="polite"><strong>{escape(words)}</strong></p>'


def tap(chat: Chat, still: Any = None) -> None:
    """Show `chat` with its controls. Where no kernel runs, `still` (or the chat itself) is shown.

    `still` is anything that shows itself, such as the same chat as somebody else led it.
    """
    example = still if still is not None else chat
    head = phrase("threads.still")
    html = without_maths(f"<p>{escape(head)}</p>{example._repr_html_()}")
    show(Thread(chat).widget, {"text/html": html, "text/plain": f"{head}\n{example!r}"})


def _see(widget: widgets.DOMWidget, seen: bool, layout: dict[str, str]) -> None:
    widget.layout = layout if seen else _HIDDEN
