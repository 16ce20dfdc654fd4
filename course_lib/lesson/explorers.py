"""An explorer: a plain function of a few controls, drawn again at each step of one of them.

A slider has a number box beside it, whose label names both.
"""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets
from altair.utils import schemapi

from course_lib.errors import refuse
from course_lib.lesson import live, phrase
from course_lib.lesson.figures import DRAWN, PNG, V5, Bundle, Figure, Spec, twin
from course_lib.lesson.live import Guard, number_slider, paragraphs, tidy
from course_lib.lesson.tables import Note

View = Callable[..., Figure]
# JupyterLab makes a picture of every chart that comes without one, and then draws it once more.
_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# Nothing in a box of its own that scrolls: a keyboard would have to stop there.
_SHOWN = {"overflow": "visible"}
_WRAPPED = {"flex_flow": "row wrap", "align_items": "flex-start", "grid_gap": "0 1.2em"}


@dataclass(frozen=True)
class Control:
    """A labelled choice of one value: the widget that is shown, and the one that has the value."""

    shown: widgets.Widget
    held: widgets.Widget

    @property
    def value(self) -> Any:
        """What it stands at."""
        value = self.held.value
        return tidy(value) if isinstance(value, float) else value

    def said(self) -> str:
        """The label with the value, for readers without a kernel."""
        words = {True: phrase("explorers.on"), False: phrase("explorers.off")}
        value = words[self.value] if isinstance(self.value, bool) else self.value
        return f"{self.held.description}: {value}"


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
        got = phrase("got.slider", low=low, high=high, step=step, start=first, label=label)
        raise refuse("lesson.slider", got)
    box, bar = number_slider(label, low, high, step, first)
    return Control(widgets.VBox([box, bar], layout=_SHOWN), box)


def choice(label: str, options: Sequence[str], start: str | None = None) -> Control:
    """One of several texts, as radio buttons; raises ValueError for another start.

    >>> choice("Kind", ["text", "photo"]).said()
    'Kind: text'
    """
    first = options.index(start) if start else 0
    menu = live.radio({each: each for each in options}, options[first], label)
    menu.add_class("course-choice")
    return Control(menu, menu)


def toggle(label: str, start: bool = False) -> Control:
    """Something that is on or off.

    >>> toggle("Cover traffic").said()
    'Cover traffic: off'
    """
    box = widgets.Checkbox(value=start, description=label, indent=False)
    return Control(box, box)


class Explorer:
    """Controls beside what the view draws of their values. The last line of a cell shows it.

    `view` is a plain function that returns `figure(...)`, with a parameter for each control;
    `question` is what to find out. Stored notebooks keep the figure it starts with. What `view`
    cannot draw at the start is an error of the cell.

    >>> import altair as alt
    >>> from course_lib.lesson.figures import figure
    >>> def wait(delay):
    ...     chart = alt.Chart(alt.Data(values=[{"n": delay}])).mark_bar().encode(x="n:Q")
    ...     said = f"With {delay} minutes of delay, two of eight friends are found."
    ...     return figure(chart, said, "simulated")
    >>> found = explorer(wait, delay=slider("Delay, minutes", 0, 60, start=10))
    >>> found.controls["delay"].held.value = 20
    >>> found.figure.finding
    'With 20 minutes of delay, two of eight friends are found.'
    """

    def __init__(self, view: View, question: str = "", **controls: Control) -> None:
        self.view, self.question, self.controls = view, question, controls
        self.figure = view(**self.values)
        self._said, self._source, self._table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._chart = widgets.Output(layout={"width": "100%", "min_width": "0"})
        self._chart.add_class("course-fit")
        # Not a <details> as in a figure: the next step would close it.
        self._open = widgets.Checkbox(False, description=phrase("figures.table"), indent=False)
        self._open.observe(lambda _: self._fill_table(), "value")
        for control in controls.values():
            live.listen(control.held, self._said, self._step)
        self._said.value = live.status(Note(self.figure.finding))
        self._still = self._as_stored()
        self._draw()

    @property
    def values(self) -> dict[str, Any]:
        """What the controls stand at."""
        return {name: control.value for name, control in self.controls.items()}

    def _ipython_display_(self) -> None:
        rows = [control.shown for control in self.controls.values()]
        left = widgets.VBox(rows, layout=_SHOWN | {"flex": "0 1 17em", "min_width": "15em"})
        left.add_class("course-controls")
        # Beside its controls a chart shrinks to half its picture; with less room it stands below.
        wide = int.from_bytes(b64decode(self.figure.bundle.get(PNG, ""))[16:20])
        room = {"flex": "1 1 20em", "min_width": f"min(100%, {wide // 2}px)"}
        right = widgets.VBox([self._said, self._chart], layout=_SHOWN | room)
        beside = widgets.HBox([left, right], layout=_SHOWN | _WRAPPED)
        above = [widgets.HTML(f"<strong>{escape(self.question)}</strong>")] if self.question else []
        below = [self._source, self._open, self._table]
        live.show(
            widgets.VBox([*above, beside, *below], layout=_SHOWN), *self._still, metadata=DRAWN
        )

    def _step(self, _: Any) -> Note:
        """Draw what is chosen now. A view that fails is quoted, and the last figure stays."""
        # Altair checked the first chart; to check each redraw too would cost its time again.
        with schemapi.debug_mode(False):
            self.figure = self.view(**self.values)
        self._draw()
        return Note(self.figure.finding)

    def _draw(self) -> None:
        png = self.figure.bundle.get(PNG, _PIXEL) if Guard.pictures else _PIXEL
        shown = self.figure.live
        data = {**shown, V5: _beside(shown[V5]), PNG: png}
        self._chart.outputs = ({"output_type": "display_data", "data": data, "metadata": DRAWN},)
        if self._source.value != self.figure.cited:  # else a step would fold what was opened
            self._source.value = self.figure.cited
        self._fill_table()

    def _fill_table(self) -> None:
        table = twin(self.figure.spec) if self._open.value else ""
        # JupyterLab's own class, so that it looks like the table of a figure.
        self._table.value = f'<div class="jp-RenderedHTMLCommon">{table}</div>'

    def _as_stored(self) -> tuple[Bundle, Bundle]:
        """What stays in a file: the picture; then the question, the answer at the start."""
        settings = "; ".join(control.said() for control in self.controls.values())
        asked = [paragraphs(self.question)] if self.question else []
        how = paragraphs(phrase("explorers.still", settings=settings))
        told, between = [*asked, self.figure.caption, how], {"text/plain": "\n", "text/html": ""}
        caption = {kind: sign.join(each[kind] for each in told) for kind, sign in between.items()}
        return self.figure.bundle, caption


explorer = Explorer  # as a cell calls it


def _beside(spec: Spec) -> Spec:
    """`spec` with the views of a chart narrower, to stand beside its controls.

    >>> _beside({"vconcat": [{"width": 480}]})
    {'vconcat': [{'width': 312}]}
    """
    if "vconcat" in spec:
        return {**spec, "vconcat": [_beside(view) for view in spec["vconcat"]]}
    width = spec.get("width")
    return {**spec, "width": 13 * width // 20} if isinstance(width, int) else spec
