"""A widget where a kernel runs, and its still twin where none does: files, code hosts, print."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets
from IPython.display import DisplayHandle, display

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson.tables import without_maths
from course_lib.lesson.verdict import Note

phrase = data.phrases("lesson")

VIEW = "application/vnd.jupyter.widget-view+json"
_BUTTON = (
    "display:inline-block;padding:0.5em 1em;border:2px solid #0b6b5d;border-radius:0.5em;"
    "background-color:#0b6b5d;color:#ffffff;font-weight:600;text-decoration:none"
)


class Guard(anywidget.AnyWidget):
    """Unseen in every output with a widget: keys stay in it, and a double click is one click.

    While a kernel answers it hides the `stills` outputs after its own. After a restart it shows
    them again, in place of controls that would do nothing.
    """

    _esm = data.text("lesson", "live.js")
    _css = data.text("lesson", "live.css")
    stills = traitlets.Int(1).tag(sync=True)


class Shown:
    """The still twins of a widget on screen, which can be kept up to date."""

    def __init__(self, handles: list[DisplayHandle]) -> None:
        self._handles = handles

    def update(self, still: dict[str, Any]) -> None:
        """Let the last still be another one: what a reader finds after a reload."""
        self._handles[-1].update(still, raw=True)


def show(
    widget: widgets.Widget, *stills: dict[str, Any], metadata: dict[str, Any] | None = None
) -> Shown:
    """Display `widget`, then `stills` (mime bundles with "text/plain") as outputs of their own.

    JupyterLab draws the widget and hides the stills. In a stored notebook, and where no kernel
    answers, the stills remain; they are also what `nbval` compares.
    """
    whole = widgets.VBox([widget, Guard(stills=len(stills))], layout={"overflow": "visible"})
    view = {"version_major": 2, "version_minor": 0, "model_id": whole.model_id}
    display({VIEW: view}, raw=True)
    more = {"metadata": metadata or {}, "raw": True, "display_id": True}
    return Shown([display(still, **more) for still in stills])


def speaking(said: widgets.HTML, act: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A callback that shows in `said` what `act` answers, whatever happens.

    JupyterLab shows nothing that a callback displays or raises by itself.
    """

    def heard(change: Any) -> None:
        try:
            answer = act(change)
        except CourseError as error:
            answer = Note(str(error))
        except Exception as error:
            answer = Note(phrase("live.failed", error=f"{type(error).__name__}: {error}"))
        if answer is not None:
            said.value = status(answer)

    return heard


def status(answer: Any) -> str:
    """`answer` as HTML that a screen reader says when it changes."""
    return f'<div role="status" aria-live="polite">{answer._repr_html_()}</div>'


def download(name: str, href: str) -> str:
    """A link that looks like a button and holds the file itself, so it works without a server.

    >>> "download" in download("my_course.json", "data:,")
    True
    """
    label = escape(phrase("live.download", name=name))
    return f'<p><a download="{name}" href="{href}" style="{_BUTTON}">{label}</a></p>'


def radio(choices: list[tuple[str, Any]], value: Any = None) -> widgets.RadioButtons:
    """One of `choices` (label and value), whose long labels wrap."""
    buttons = widgets.RadioButtons(options=choices, value=value, layout={"width": "auto"})
    buttons.add_class("course-options")
    return buttons


def still(shown: Any) -> dict[str, str]:
    """Anything that shows itself, as text and HTML without a kernel.

    >>> still(3)["text/html"]
    '<div class="mathjax_ignore"><p>3</p></div>'
    """
    if hasattr(shown, "still"):
        bundle: dict[str, str] = shown.still
        return bundle
    bundle = paragraphs(*repr(shown).splitlines())
    html = getattr(shown, "_repr_html_", lambda: None)()
    return bundle if html is None else {**bundle, "text/html": html}


def paragraphs(*lines: str) -> dict[str, str]:
    """A mime bundle of plain lines, escaped, one paragraph each.

    >>> paragraphs("Right.", "1 < 2")["text/html"]
    '<div class="mathjax_ignore"><p>Right.</p><p>1 &lt; 2</p></div>'
    """
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"text/plain": "\n".join(lines), "text/html": without_maths(html)}
