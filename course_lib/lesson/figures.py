"""A chart as the course shows it: drawn offline, described, with its finding, source and table."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cached_property
from html import escape
from io import BytesIO
from typing import Any

import altair as alt
import vl_convert
from IPython.display import display
from PIL import Image

from course_lib.errors import CourseError
from course_lib.lesson import tables
from course_lib.lesson.specifications import Spec, specification
from course_lib.lesson.texts import phrase, without_maths

V5 = "application/vnd.vegalite.v5+json"
DRAWN = {V5: {"embed_options": {"renderer": "svg", "actions": False}}}
_FACT = re.compile(r"[A-Z]{1,3}\d+[a-z]?(\.[\w-]+)*")
_SHORTEST, _LONGEST = 8, 40  # words of a finding

Source = str | tuple[str, ...] | list[str]
Bundle = dict[str, Any]


class Figure:
    """A chart with its finding. The last line of a cell shows it: the chart, then the caption."""

    def __init__(self, chart: alt.TopLevelMixin, finding: str, source: str) -> None:
        self.chart = chart
        self.finding = finding
        self.source = source
        self.spec: Spec = specification(chart, finding)

    @cached_property
    def bundle(self) -> Bundle:
        """The chart for JupyterLab, as a picture for everywhere else, and in words."""
        # JupyterLab draws with Vega-Lite 5, so the picture does too.
        picture = vl_convert.vegalite_to_png(self.spec, vl_version="5.21", scale=1)
        return {**self.live, "image/png": b64encode(_small(picture)).decode("ascii")}

    @property
    def live(self) -> Bundle:
        """The chart for JupyterLab, and in words."""
        return {V5: self.spec, "text/plain": self.finding}

    @property
    def caption(self) -> Bundle:
        """The finding, the source, and the same figures as a table one click away."""
        source = phrase("figures.source", source=self.source)
        html = (
            f'<p style="margin: 4px 0; max-width: 68ch">{escape(self.finding)}</p>'
            f'<p style="margin: 4px 0; max-width: 80ch; font-size: 0.9em; opacity: 0.8">'
            f"{escape(source)}</p>"
        )
        if table := tables.table(self.spec):
            html += f"<details><summary>{phrase('figures.table')}</summary>{table}</details>"
        return {"text/html": without_maths(html), "text/plain": f"{self.finding}\n{source}"}

    def _ipython_display_(self) -> None:
        display(self.bundle, metadata=DRAWN, raw=True)
        display(self.caption, raw=True)


def figure(
    chart: alt.TopLevelMixin, finding: str | None = None, source: Source | None = None
) -> Figure:
    """Show `chart` in the one way the course shows charts.

    `finding` is what the chart shows, in a sentence of 8 to 40 words whose numbers the notebook
    computed; screen readers say it. `source` is a fact id, several, or a short text such as
    "simulated". Raises CourseError if one is missing, the sentence is too short or too long, the
    chart holds more than 2,000 rows or data from an address, or a parameter has no name.

    >>> chart = alt.Chart(alt.Data(values=[{"year": 2014, "cost": 0.06}])).mark_bar().encode(
    ...     x="cost:Q"
    ... )
    >>> shown = figure(chart, "In 2014 one user cost about six cents a year.", "simulated")
    >>> shown.spec["description"]
    'In 2014 one user cost about six cents a year.'
    """
    return Figure(chart, _sentence(finding), _citation(source))


def _small(png: bytes) -> bytes:
    """The picture in at most 128 colours: all a chart needs, and a tenth of the bytes."""
    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def _sentence(finding: str | None) -> str:
    if not finding or not finding.strip():
        raise CourseError(
            expected="finding=, a sentence that says what the chart shows",
            got="none",
            do='Write finding="Nine in ten messages ..." with numbers computed from the data.',
        )
    text = " ".join(finding.split())
    length = len(text.split())
    if not _SHORTEST <= length <= _LONGEST:
        raise CourseError(
            expected=f"a finding of {_SHORTEST} to {_LONGEST} words",
            got=f"{length}: {text}",
            do="Say what the chart shows, with its most important number, in one sentence.",
        )
    return text


def _citation(source: Source | None) -> str:
    parts = [source] if isinstance(source, str) else list(source or [])
    if not parts or not all(part.strip() for part in parts):
        raise CourseError(
            expected="source=, where the numbers come from",
            got="none",
            do='Write a fact id such as source="U19", or a short text such as source="simulated".',
        )
    ids = [part for part in parts if _FACT.fullmatch(part)]
    said = [part for part in parts if part not in ids]
    if ids:
        from course_lib import facts  # reads a table: only where a figure cites one

        said.insert(0, facts.cite(*ids))
    return "; ".join(said)
