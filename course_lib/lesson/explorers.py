"""An explorer: a plain function of a few controls, drawn again at each step of one of them.

A slider has a number box beside it, whose label names both.
"""

from base64 import b64decode
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets
from altair.utils import schemapi

from course_lib import checks
from course_lib.answers import plain
from course_lib.errors import require
from course_lib.lesson import live, phrase
from course_lib.lesson.figures import DRAWN, EMBED, PNG, V5, Figure, Spec, twin
from course_lib.lesson.tables import Note

# Nothing in a box of its own that scrolls: a keyboard would have to stop there.
_SHOWN = {"overflow": "visible"}
_WRAPPED = {"flex_flow": "row wrap", "align_items": "flex-start", "grid_gap": "0 1.2em"}


def slider(
    label: str, low: float, high: float, step: float = 1, start: float | None = None
) -> widgets.VBox:
    """A number from `low` to `high`: whole if every number given is whole.

    Raises CourseError for an empty range, a step that is not above zero, or a start outside.

    >>> [part.value for part in slider("Delay, minutes", 0, 60, step=5, start=10).children]
    [10, 10]
    """
    first = low if start is None else start
    got = phrase("got.slider", low=low, high=high, step=step, start=first, label=label)
    require(low < high and step > 0 and low <= first <= high, "lesson.slider", got)
    return widgets.VBox(live.number_slider(label, low, high, step, first), layout=_SHOWN)


def choice(label: str, options: Sequence[str], start: str | None = None) -> widgets.RadioButtons:
    """One of several texts, as radio buttons; CourseError for no text, or for another start.

    >>> choice("Kind", ["text", "photo"]).value
    'text'
    """
    first = start or next(iter(options), "")
    require({*map(type, options)} == {str} and first in options, "lesson.choice", (options, start))
    menu = live.radio({each: each for each in options}, first, label)
    menu.add_class("course-choice")
    return menu


def toggle(label: str, start: bool = False) -> widgets.Checkbox:
    """Something that is on or off.

    >>> toggle("Cover traffic").value
    False
    """
    # Its own 300 pixels are more than a page at twice the size has.
    return widgets.Checkbox(start, description=label, indent=False, layout={"width": "auto"})


def explorer(view: Callable[..., Figure], question: str = "", **controls: widgets.Widget) -> None:
    """Show controls beside what `view` draws of their values, and draw it again at each step.

    `view` is a plain function that returns `figure(...)`, with a parameter for each control;
    `question` is what to find out. Stored notebooks keep the figure it starts with. What `view`
    cannot draw at the start is an error of the cell, CourseError if it returns no figure; later it
    is quoted, and the last figure stays.
    """
    said, source, table = widgets.HTML(), widgets.HTML(), widgets.HTML()
    chart = widgets.Output(layout={"width": "auto", "min_width": "0"})
    chart.add_class("course-fit")
    # Not a <details> as in a figure: the next step would close it.
    opened = toggle(phrase("figures.table"))
    # Of a slider, the number box has the value.
    held = {name: getattr(each, "children", [each])[0] for name, each in controls.items()}

    def seen() -> Figure:
        shown = view(**{name: live.tidy(box.value) for name, box in held.items()})
        require(isinstance(shown, Figure), "lesson.view", plain.described(plain.plain(shown)))
        return shown

    def draw(figure: Figure) -> Note:
        png, drawn = figure.bundle.get(PNG) if live.Guard.pictures else None, figure.live
        bundle = {**drawn, V5: _beside(drawn[V5]), PNG: png or EMBED["pixel"]}
        chart.outputs = ({"output_type": "display_data", "data": bundle, "metadata": DRAWN},)
        source.value = figure.cited  # an equal one is not sent, and folds nothing
        # JupyterLab's own class, so that it looks like the table of a figure.
        rows = twin(figure.spec) if opened.value else ""
        table.value = f'<div class="jp-RenderedHTMLCommon">{rows}</div>'
        return Note(figure.finding)

    def step(_: Any) -> Note:
        # Altair checked the first chart; to check each redraw too would cost its time again.
        with schemapi.debug_mode(False):
            return draw(seen())

    first = seen()
    said.value = live.status(draw(first))
    for box in (*held.values(), opened):
        live.listen(box, said, step)
    above = [widgets.HTML(f"<strong>{escape(question)}</strong>")] if question else []
    beside = _side_by_side([*controls.values()], [said, chart], first)
    panel = widgets.VBox([*above, beside, source, opened, table], layout=_SHOWN)
    how = phrase("explorers.still", settings="; ".join(map(_setting, held.values())))
    told = [*([live.paragraphs(question)] if question else []), first.caption, live.paragraphs(how)]
    between = {"text/plain": "\n", "text/html": ""}
    caption = {kind: sign.join(each[kind] for each in told) for kind, sign in between.items()}
    live.show(panel, first.bundle, caption, metadata=DRAWN)


def _setting(box: widgets.Widget) -> str:
    """The label with the value, for readers without a kernel."""
    words = {True: phrase("explorers.on"), False: phrase("explorers.off")}
    value = words[box.value] if isinstance(box.value, bool) else live.tidy(box.value)
    return f"{box.description}: {value}"


def _side_by_side(controls: list[Any], drawn: list[Any], figure: Figure) -> widgets.HBox:
    """A chart beside its controls shrinks to half its picture; with less room it stands below."""
    left = widgets.VBox(controls, layout=_SHOWN | {"flex": "0 1 16em", "min_width": "15em"})
    left.add_class("course-controls")
    wide = int.from_bytes(b64decode(figure.bundle.get(PNG, ""))[16:20])
    grow = {"flex": "1 1 20em", "min_width": f"min(100%, {wide // 2}px)"}
    return widgets.HBox([left, widgets.VBox(drawn, layout=_SHOWN | grow)], layout=_SHOWN | _WRAPPED)


def _beside(spec: Spec) -> Spec:
    """`spec` with the views of a chart narrower, to stand beside its controls.

    >>> _beside({"vconcat": [{"width": 480}]})
    {'vconcat': [{'width': 312}]}
    """
    if "vconcat" in spec:
        return {**spec, "vconcat": [_beside(view) for view in spec["vconcat"]]}
    width = spec.get("width")
    return {**spec, "width": 13 * width // 20} if isinstance(width, int) else spec


checks.guard(__name__)
