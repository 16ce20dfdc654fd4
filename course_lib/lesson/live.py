"""A widget where a kernel runs, and its still twin where none does: files, code hosts, print."""

from __future__ import annotations

from html import escape
from typing import Any

from IPython.display import display
from ipywidgets import Widget

from course_lib.lesson.tables import without_maths

VIEW = "application/vnd.jupyter.widget-view+json"


def show(widget: Widget, still: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
    """Display `widget` and `still` (a mime bundle with "text/plain") as one output.

    JupyterLab draws the widget. When an executed notebook is stored, the widget view is dropped
    and `still` remains, which is also what `nbval` compares.
    """
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    display({**still, VIEW: view}, metadata=metadata or {}, raw=True)


def paragraphs(*lines: str) -> dict[str, str]:
    """A mime bundle of plain lines, escaped, one paragraph each.

    >>> paragraphs("Right.", "1 < 2")["text/html"]
    '<div class="mathjax_ignore"><p>Right.</p><p>1 &lt; 2</p></div>'
    """
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"text/plain": "\n".join(lines), "text/html": without_maths(html)}
