"""The controls of an explorer. A slider has a number box beside it, whose label names both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from course_lib import words
from course_lib.errors import CourseError
from course_lib.lesson.texts import phrase

Watch = Callable[[Any], None]


@dataclass(frozen=True)
class Control:
    """A labelled choice of one value, and how it looks."""

    label: str
    start: Any
    build: Callable[[str, Watch], widgets.Widget]
    """From the width of the labels, and a function to call with each new value."""

    def said(self) -> str:
        """The label with the starting value, for readers without a kernel."""
        value = self.start
        if self.is_toggle:
            value = phrase("explorers.on") if self.start else phrase("explorers.off")
        return f"{self.label}: {value}"

    @property
    def is_toggle(self) -> bool:
        return isinstance(self.start, bool)


def slider(
    label: str, low: float, high: float, step: float = 1, start: float | None = None
) -> Control:
    """A number from `low` to `high`: whole if every number given is whole.

    Raises CourseError for an empty range, a step that is not above zero, or a start outside.

    >>> slider("Delay, minutes", 0, 60, step=5, start=10).said()
    'Delay, minutes: 10'
    """
    first = low if start is None else start
    if not (low < high and step > 0 and low <= first <= high):
        raise CourseError(
            expected="a range that rises, a step above zero and a start inside the range",
            got=f"{low} to {high}, step {step}, start {first}, for {label!r}",
            do='Write for example slider("Delay, minutes", 0, 60, step=5, start=10).',
        )
    whole = all(isinstance(number, int) for number in (low, high, step, first))
    bar = widgets.IntSlider if whole else widgets.FloatSlider
    box = widgets.BoundedIntText if whole else widgets.BoundedFloatText

    def build(width: str, watch: Watch) -> widgets.Widget:
        shared = {"min": low, "max": high, "step": step, "value": first}
        handle = bar(**shared, readout=False, layout={"width": "300px"})
        number = box(**shared, **_labelled(label, width, "7em"))
        # Watched before it is linked, so that the chart is sent before the number box.
        _watch(handle, lambda value: watch(value if whole else round(value, 10)))
        widgets.link((handle, "value"), (number, "value"))
        return widgets.HBox([number, handle])

    return Control(label, first, build)


def choice(label: str, options: Sequence[str], start: str | None = None) -> Control:
    """One of several texts, as radio buttons.

    Raises CourseError for fewer than two options, equal ones, or a start that is not one of them.

    >>> choice("Kind", ["text", "photo"]).said()
    'Kind: text'
    """
    first = start if start is not None or not options else options[0]
    if len(set(options)) < max(2, len(options)) or first not in options:
        raise CourseError(
            expected="two or more different options, and a start among them",
            got=f"{words.listed([repr(option) for option in options])} and start {first!r}",
            do='Write for example choice("Kind", ["text", "photo"]).',
        )

    def build(width: str, watch: Watch) -> widgets.Widget:  # noqa: ARG001 (its label is above)
        # Not a list that drops down: JupyterLab takes its arrow keys and letters for commands.
        menu = widgets.RadioButtons(
            options=list(options),
            value=first,
            description=label,
            style={"description_width": "initial"},
            layout={"width": "max-content"},
        )
        _watch(menu, watch)
        return menu

    return Control(label, first, build)


def toggle(label: str, start: bool = False) -> Control:
    """Something that is on or off.

    >>> toggle("Cover traffic").said()
    'Cover traffic: off'
    """

    def build(width: str, watch: Watch) -> widgets.Widget:  # noqa: ARG001 (the box comes first)
        box = widgets.Checkbox(value=start, description=label, indent=False)
        _watch(box, watch)
        return box

    return Control(label, start, build)


def _labelled(label: str, width: str, room: str) -> dict[str, Any]:
    return {
        "description": label,
        "style": {"description_width": width},
        "layout": {"width": f"calc({width} + {room})"},
    }


def _watch(widget: widgets.Widget, watch: Watch) -> None:
    widget.observe(lambda change: watch(change["new"]), "value")
