"""A chart as the course shows it: drawn offline, described, with its finding, source and table."""

import datetime as dt
import re
from base64 import b64encode
from functools import cached_property
from html import escape
from io import BytesIO
from typing import Any

import altair as alt
from IPython.display import display

from course_lib import data, words
from course_lib.errors import refuse
from course_lib.lesson import tables
from course_lib.lesson.specifications import Spec, adaptive, parts, specification
from course_lib.lesson.tables import without_maths

phrase = data.phrases("lesson")

V5, PNG = "application/vnd.vegalite.v5+json", "image/png"
# A drawing that is wider than its cell shrinks. Where another chart's style came first, it scrolls.
_FIT = (  # JupyterLab's output begins 8 pixels to the right of its place
    ".vega-embed{display:inline-block;max-width:calc(100% - 10px)}"
    ".vega-embed svg{max-width:100%;height:auto}"
)
DRAWN = {V5: {"embed_options": {"renderer": "svg", "actions": False, "defaultStyle": _FIT}}}
_SOURCE_LINE = 84  # characters of a source that stand in one line; the rest is folded
_MUTED = "margin: 4px 0; max-width: 80ch; font-size: 0.9em; opacity: 0.8"
_FACT = re.compile(r"[A-Z]{1,3}\d+[a-z]?(\.[\w-]+)*")
_SHORTEST, _LONGEST = 8, 40  # words of a finding
MOST_ROWS = 40  # of the table beside a chart
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")

Source = str | tuple[str, ...] | list[str]
Bundle = dict[str, Any]
Rows = list[dict[str, Any]]


class Figure:
    """A chart with its finding. The last line of a cell shows it: the chart, then the caption."""

    def __init__(self, chart: alt.TopLevelMixin, finding: str, source: str) -> None:
        self.chart = chart
        self.finding = finding
        self.source = source
        self.spec: Spec = specification(chart, finding)

    @cached_property
    def bundle(self) -> Bundle:
        """The chart for JupyterLab, as a picture for everywhere else, and in words.

        Where nothing can draw it (a Python in the browser), the picture is left out.
        """
        try:
            import vl_convert
        except ImportError:
            return self.live
        # JupyterLab draws with Vega-Lite 5, so the picture does too.
        picture = vl_convert.vegalite_to_png(self.spec, vl_version="5.21", scale=1)
        return {**self.live, PNG: b64encode(_small(picture)).decode("ascii")}

    @property
    def live(self) -> Bundle:
        """The chart for JupyterLab, and in words."""
        return {V5: adaptive(self.spec), "text/plain": self.finding}

    @property
    def caption(self) -> Bundle:
        """The finding, the source, and the same figures as a table one click away."""
        source = phrase("figures.source", source=self.source)
        found = f'<p style="margin: 4px 0; max-width: 80ch">{escape(self.finding)}</p>'
        html = found + self.cited
        if table := twin(self.spec):
            html += tables.folded(phrase("figures.table"), table)
        return {"text/html": without_maths(html), "text/plain": f"{self.finding}\n{source}"}

    @property
    def cited(self) -> str:
        """The source as HTML: one line, and the whole of a longer one behind a click."""
        source = phrase("figures.source", source=self.source)
        if len(source) <= _SOURCE_LINE:
            return f'<p style="{_MUTED}">{escape(source)}</p>'
        line = source[:_SOURCE_LINE].rsplit(" ", 1)[0] + " …"
        return f'<div style="{_MUTED}">{tables.folded(line, f"<p>{escape(source)}</p>")}</div>'

    @property
    def still(self) -> Bundle:
        """The picture and the caption as one text, for where nothing may be drawn."""
        if PNG not in self.bundle:
            return self.caption
        data = f"data:image/png;base64,{self.bundle[PNG]}"
        picture = f'<img alt="{escape(self.finding)}" src="{data}" style="max-width: 100%">'
        return {**self.caption, "text/html": picture + self.caption["text/html"]}

    def _ipython_display_(self) -> None:
        display(self.bundle, metadata=DRAWN, raw=True)
        display(self.caption, raw=True)


def figure(chart: alt.TopLevelMixin, finding: str, source: Source) -> Figure:
    """Show `chart` in the one way the course shows charts.

    `finding` is what the chart shows, in a sentence of 8 to 40 words whose numbers the notebook
    computed; screen readers say it. `source` is a fact id, several, or a short text such as
    "simulated". Raises CourseError if the sentence is too short or too long.

    >>> chart = alt.Chart(alt.Data(values=[{"year": 2014, "cost": 0.06}])).mark_bar().encode(
    ...     x="cost:Q"
    ... )
    >>> shown = figure(chart, "In 2014 one user cost about six cents a year.", "simulated")
    >>> shown.spec["description"]
    'In 2014 one user cost about six cents a year.'
    """
    told = finding.split()
    if not _SHORTEST <= len(told) <= _LONGEST:
        limits = {"shortest": _SHORTEST, "longest": _LONGEST}
        raise refuse("lesson.finding_length", f"{len(told)}: {' '.join(told)}", **limits)
    return Figure(chart, " ".join(told), _citation(source))


def _small(png: bytes) -> bytes:
    """The picture in at most 128 colours: all a chart needs, and a tenth of the bytes."""
    from PIL import Image

    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def _citation(source: Source) -> str:
    parts = [source] if isinstance(source, str) else source
    ids = [part for part in parts if _FACT.fullmatch(part)]
    said = [part for part in parts if part not in ids]
    if ids:
        from course_lib import facts  # reads a table: only where a figure cites one

        said.insert(0, facts.cite(*ids))
    return "; ".join(said)


def twin(spec: Spec) -> str:
    """The data of `spec` (see `specifications`) as HTML tables; "" without data.

    A table has the columns the chart draws, under the chart's own titles, and at most 40 rows.

    >>> twin({"datasets": {"data-0": [{"users": 450_000_000}]}})[-45:]
    '<tr><td>450,000,000</td></tr></tbody></table>'
    """
    titles: dict[str, tuple[str, bool]] = {}
    for node in parts({**spec, "datasets": {}}):
        if isinstance(field := node.get("field"), str):
            axis = node.get("axis") or {}
            title = node.get("title") or axis.get("title") or field
            text = " ".join(title) if isinstance(title, list) else str(title)
            # A year is no amount: its axis says "d", or it would be written 2,014 there.
            amount = node.get("type") == "quantitative" and axis.get("format") != "d"
            if field not in titles or text != field:
                titles[field] = (text, amount)
    filled = [rows for rows in spec.get("datasets", {}).values() if rows and rows[0]]
    return "".join(_table(rows, titles) for rows in filled if isinstance(rows[0], dict))


def _table(rows: Rows, titles: dict[str, tuple[str, bool]]) -> str:
    fields = [field for field in rows[0] if field in titles] or list(rows[0])
    named = {field: titles.get(field, (field, True)) for field in fields}
    columns = [
        _column([row.get(field) for row in rows[:MOST_ROWS]], amount)
        for field, (_, amount) in named.items()
    ]
    heads, more = [title for title, _ in named.values()], len(rows) - MOST_ROWS
    tail = f"<p>{phrase('figures.more', rows=words.number(more))}</p>" if more > 0 else ""
    return tables.table(heads, zip(*columns, strict=True), whole="margin-left: 0") + tail


def _column(values: list[Any], amount: bool) -> list[str]:
    moments = [value for value in values if isinstance(value, str) and _MOMENT.fullmatch(value)]
    days = all(moment.endswith("T00:00:00") for moment in moments)
    return [_cell(value, amount, days) for value in values]


def _cell(value: Any, amount: bool, days: bool) -> str:
    if isinstance(value, bool):
        return phrase("figures.yes" if value else "figures.no")
    if isinstance(value, int | float):
        return words.number(value, tables.decimals(value)) if amount else f"{value:.15g}"
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        moment = dt.datetime.fromisoformat(value)
        return tables.said(moment.date() if days else moment)
    return tables.said(value)
