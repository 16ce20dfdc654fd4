"""An explorer: a plain function of a few controls, drawn again at each step of one of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
from altair.utils import schemapi

from course_lib.errors import CourseError
from course_lib.lesson import tables
from course_lib.lesson.controls import Control, choice, slider, toggle
from course_lib.lesson.figures import DRAWN, Bundle, Figure
from course_lib.lesson.live import paragraphs, show
from course_lib.lesson.texts import phrase

__all__ = ["Exploration", "Explorer", "choice", "explorer", "slider", "toggle"]

View = Callable[..., Figure | str]
# JupyterLab makes a picture of every chart that comes without one, and then draws it once more.
_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_TEXT = "margin: 0; line-height: 1.5; font-size: var(--jp-content-font-size1, 14px)"
_MUTED = "font-size: 12.6px; opacity: 0.8"


class Exploration:
    """The values of the controls and what the view makes of them; no widget.

    >>> doubled = Exploration(lambda n: f"Twice {n} is {2 * n}.", {"n": 2})
    >>> doubled.change("n", 5)
    >>> doubled.said
    'Twice 5 is 10.'
    """

    def __init__(self, view: View, values: dict[str, Any]) -> None:
        self.view = view
        self.values = values
        self.figure: Figure | None = None
        self.said = ""
        self._take(view(**values))

    def change(self, name: str, value: Any) -> None:
        """Sets one control. A view that fails is quoted, and the last figure stays."""
        self.values = {**self.values, name: value}
        try:
            # Altair checked the first chart; to check each redraw too would cost its time again.
            with schemapi.debug_mode(False):
                self._take(self.view(**self.values))
        except CourseError as error:
            self.said = str(error)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            self.said = phrase("explorers.stopped", error=said)

    def _take(self, result: Figure | str) -> None:
        if isinstance(result, Figure):
            self.figure, self.said = result, result.finding
        elif isinstance(result, str):
            self.figure, self.said = None, result
        else:
            raise CourseError(
                expected="a view that returns figure(...) or a text",
                got=f"{type(result).__name__}",
                do="End the function with return figure(chart, finding=..., source=...).",
            )


class Explorer:
    """Controls over an exploration. The last line of a cell shows it."""

    def __init__(self, view: View, question: str | None, controls: dict[str, Control]) -> None:
        self.question = question
        self.controls = controls
        start = {name: control.start for name, control in controls.items()}
        self.exploration = Exploration(view, start)
        self._said, self._source, self._table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._chart = widgets.Output()
        # Not a <details> as in a figure: the next step would close it.
        self._open = widgets.Checkbox(False, description=phrase("figures.table"), indent=False)
        self._open.observe(lambda _: self._fill_table(), "value")
        self._still = self._still_caption()
        self._draw()

    def _ipython_display_(self) -> None:
        width = f"{max(len(control.label) for control in self.controls.values())}ch"
        rows = [
            control.build(width, partial(self._step, name))
            for name, control in self.controls.items()
        ]
        asked = [_text(f"<strong>{escape(self.question)}</strong>")] if self.question else []
        whole = widgets.VBox([*asked, *rows, self._said, self._chart])
        figure = self.exploration.figure
        if figure is None:
            show(whole, self._still)
            return
        show(whole, figure.bundle, DRAWN)
        show(widgets.VBox([self._source, self._open, self._table]), self._still)

    def _step(self, name: str, value: Any) -> None:
        self.exploration.change(name, value)
        self._draw()

    def _draw(self) -> None:
        figure = self.exploration.figure
        data = {**figure.live, "image/png": _PIXEL} if figure else {}
        output = {"output_type": "display_data", "data": data, "metadata": DRAWN}
        self._chart.outputs = (output,) if figure else ()
        said = escape(self.exploration.said)
        self._said.value = f'<p role="status" aria-live="polite" style="{_TEXT}">{said}</p>'
        source = phrase("figures.source", source=figure.source) if figure else ""
        self._source.value = f'<p style="{_TEXT}; {_MUTED}">{escape(source)}</p>'
        self._fill_table()

    def _fill_table(self) -> None:
        figure = self.exploration.figure
        table = tables.table(figure.spec) if figure and self._open.value else ""
        # JupyterLab's own class, so that it looks like the table of a figure.
        self._table.value = f'<div class="jp-RenderedHTMLCommon">{table}</div>'

    def _still_caption(self) -> Bundle:
        """What stays in a file: the question, the answer at the start, and where that is."""
        settings = "; ".join(control.said() for control in self.controls.values())
        head = paragraphs(*filter(None, [self.question]))
        tail = paragraphs(phrase("explorers.still", settings=settings))
        figure = self.exploration.figure
        middle = figure.caption if figure else paragraphs(self.exploration.said)
        parts = [part for part in (head, middle, tail) if part["text/plain"]]
        return {
            "text/plain": "\n".join(part["text/plain"] for part in parts),
            "text/html": "".join(part["text/html"] for part in parts),
        }


def explorer(view: View, question: str | None = None, **controls: Control) -> Explorer:
    """Explore what `view` returns, by controls named like its parameters.

    `view` is a plain function that returns `figure(...)` or a text; `question` is what to find out.
    Stored notebooks keep the figure it starts with. Raises CourseError if controls and parameters
    do not match, or for what `view` cannot show at the start.

    >>> def wait(delay):
    ...     return f"With {delay} minutes of delay, two of eight friends are found."
    >>> explorer(wait, delay=slider("Delay, minutes", 0, 60, start=10)).exploration.said
    'With 10 minutes of delay, two of eight friends are found.'
    """
    parameters = inspect.signature(view).parameters
    try:
        inspect.signature(view).bind(**controls)
    except TypeError as error:
        raise CourseError(
            expected=f"one control for each parameter: {', '.join(parameters) or 'none'}",
            got=", ".join(controls) or "none",
            do="Give each control the name of a parameter.",
        ) from error
    if not controls:
        raise CourseError(
            expected="at least one control",
            got="none",
            do='Write for example delay=slider("Delay, minutes", 0, 60).',
        )
    return Explorer(view, question, controls)


def _text(html: str) -> widgets.HTML:
    return widgets.HTML(f'<p style="{_TEXT}">{html}</p>')
