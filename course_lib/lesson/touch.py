"""Pictures that are touched: a plain model in Python, drawn in the browser, and its still.

A model has `parts` (what is to be seen, as plain values) and `act` (what a touch does). This file
turns the parts into HTML by one template, sends it to the browser, and hears the acts that come
back. The browser draws and sends; it decides nothing, and no sentence stands there. A chat to tap
in is such a picture, too.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, Protocol

import anywidget
import ipywidgets as widgets
import traitlets

from course_lib import data, look
from course_lib.lesson import live, phrase
from course_lib.lesson.tables import Note, without_maths

Part = dict[str, Any]
_KEPT = {"aria-label", "aria-hidden", "role", "title"}
_BETWEEN = re.compile(r">\s*\n\s*<")  # what only the template's lines put between two tags
_MOST_BUTTONS = 10  # more choices than a list on a phone has rows are a map, as of seats
_SAID = re.compile(r"([\w-]+): ?([^;]+)")
_RULE = re.compile(r"^\.touch \.([a-z-]+) \{([^}]*)\}", re.MULTILINE)


class Model(Protocol):
    """What is touched. It knows no widget and can be tested without a browser.

    `said` is what the last act brought, in a sentence or two; it is read aloud.
    """

    said: str

    @property
    def parts(self) -> Sequence[Part]:
        """What is to be seen, from the top; each part names its `kind` (see data/touch.html)."""

    def act(self, name: str, value: str) -> bool | None:
        """Do what was touched. False if every touch still means what it meant before.

        Raises CourseError, which is shown.
        """


class Touch(anywidget.AnyWidget):
    """The one base of every touched picture: draws `model`, hears acts, forgets stale ones.

    Where two people touch one picture, `hands` is 3: each has drawings of their own (1 and 2), so
    that one does not make stale what the other sees; a touch of hand 0 changes all.
    """

    _esm = data.text("lesson", "touch.js")
    _css = data.text("lesson", "touch.css")
    words = traitlets.Dict().tag(sync=True)
    # What Python says to a model of anywidget is lost for good where the page was busy for the two
    # seconds after its birth, as in a Run All: so what is drawn comes by a model of ipywidgets.
    sheet = traitlets.Instance(widgets.HTML).tag(sync=True, **widgets.widget_serialization)

    def __init__(self, model: Model, hands: int = 1) -> None:
        self.model, self._drawings = model, [0] * hands
        super().__init__(words=dict(data.toml("lesson", "words")["touch"]), sheet=widgets.HTML())
        self._say(0, model.said)
        self.on_msg(self._heard)

    def _heard(self, _: object, said: dict[str, Any], __: object) -> None:
        sentences = " ".join(note.text for note in live.answers(self._act, said))
        self._say(self.state["turn"] + 1, sentences)

    def _act(self, said: dict[str, Any]) -> Note:
        """Do one act. An act that names an old drawing was meant for what is no longer there."""
        hand = int(said["hand"])
        fresh = said["drawing"] == self._drawings[hand]
        if fresh and self.model.act(str(said["act"]), str(said["value"])) is not False:
            changed = {hand} if hand else range(len(self._drawings))
            self._drawings = [n + (at in changed) for at, n in enumerate(self._drawings)]
        return Note(self.model.said)

    def _say(self, turn: int, said: str) -> None:
        html = drawn(self.model.parts, said)
        self.state: Part = {"turn": turn, "html": html, "drawings": self._drawings}
        self.sheet.value = json.dumps(self.state)


def show(model: Model, half: Model, hands: int = 1) -> None:
    """Show `model` to be touched; where no kernel runs, `half`, the same half played.

    The still begins with what `half` says last: how to go on.
    """
    html = f"<p><strong>{escape(half.said)}</strong></p>{still(drawn(half.parts))}"
    live.show(Touch(model, hands), {"text/plain": half.said, "text/html": without_maths(html)})


class Thread:
    """A chat to tap in: a thread that grows, and below it what can be done next.

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
        taken = "" if step.enabled else phrase("threads.taken", label=step.label)
        return {**item, "first": first, "off": not step.enabled, "label": taken}


def tap(chat: Any, still: Any = None) -> None:
    """Show `chat` with its controls. Where no kernel runs, `still` (or the chat itself) is shown.

    `still` is anything that shows itself, such as the same chat as somebody else led it.
    """
    example, head = still or chat, phrase("threads.still")
    html = without_maths(f"<p>{escape(head)}</p>{example._repr_html_()}")
    live.show(Touch(Thread(chat)), {"text/html": html, "text/plain": f"{head}\n{example!r}"})


def drawn(parts: Sequence[Part], said: str = "") -> str:
    """`parts` as HTML, every value escaped; `said` stands where a part of the kind "said" is.

    >>> "1 &lt; 2" in drawn([{"kind": "text", "text": "1 < 2"}])
    True
    """
    html = data.template("lesson", "touch.html").render(parts=parts, spoken=said)
    return _BETWEEN.sub("><", html).strip()


def still(html: str) -> str:
    """`html` as a file keeps it: styles on the elements, nothing that looks as if it answered.

    >>> still('<button class="unknown" data-act="go">Go</button>')
    '<span>Go</span>'
    """
    from bs4 import BeautifulSoup  # only where a picture is shown

    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(["input", "script", "path"]):  # only a running page answers or draws
        tag.decompose()
    for tag in page.find_all():
        rules = [_styles().get(str(name), "") for name in tag.get_attribute_list("class")]
        style = dict(_SAID.findall(f"{' '.join(rules)} {tag.get('style', '')}"))
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in _KEPT}
        if tag.name in ("button", "label"):
            tag.name = "span"
        if tag.name == "span" and "aria-label" in tag.attrs:
            tag["role"] = "img"  # a span may have no other name
        if style:
            tag["style"] = " ".join(f"{name}: {value};" for name, value in style.items())
    return str(page)


@cache
def _styles() -> dict[str, str]:
    """The rule of each class in touch.css that stands by itself, in one line."""
    css = data.text("lesson", "touch.css")
    for themed, plain in data.toml("lesson", "still").items():
        css = re.sub(themed, plain.format(line=look.FAINT), css)
    return {name: " ".join(rule.split()) for name, rule in _RULE.findall(css)}
