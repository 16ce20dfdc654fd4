"""A chart as the course shows it: drawn offline, described, with its finding, source and table.

It has one look, the same on every machine: legible at the back of a room, in JupyterLab's own dark
and light; a colour never stands alone. Altair names datasets after a hash of unrounded data and
writes times with their offset, which a browser then moves to its own zone. Here data are rounded,
names are counted, and a time is the clock the author's column shows.
"""

import datetime as dt
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from html import escape
from io import BytesIO
from typing import Any

import altair as alt
from altair.utils import schemapi, update_nested
from IPython.display import display

from course_lib import checks, data, facts, look, words
from course_lib.errors import require
from course_lib.lesson import phrase, tables
from course_lib.lesson.tables import Bundle, without_maths

V5, PNG = "application/vnd.vegalite.v5+json", "image/png"
EMBED: dict[str, str] = data.toml("lesson", "embed")
DRAWN = {V5: {"embed_options": {"renderer": "svg", "actions": False, "defaultStyle": EMBED["fit"]}}}
_SOURCE_LINE = 84  # characters of a source that stand in one line; the rest is folded
_MUTED = "margin: 4px 0; max-width: 80ch; font-size: 0.9em; opacity: 0.8"
_FACT = re.compile(r"[A-Z]{1,3}\d+[a-z]?(\.[\w-]+)*")
_SHORTEST, _LONGEST = 8, 40  # words of a finding
MOST_ROWS, _LEFT = 40, "margin-left: 0"  # of the table beside a chart
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")

Spec = dict[str, Any]
Source = str | tuple[str, ...] | list[str]
Rows = list[dict[str, Any]]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_ZONED = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?\d*(?:Z|[+-]\d\d:\d\d)?"')

_WIDTH = 640  # shrinks by a tenth beside the file list of JupyterLab at 1024 pixels
# In JupyterLab ink and lines follow its theme; a picture has the plain colours on white.
_INK = f"var(--jp-content-font-color1, {look.INK})"
_LINE = f"var(--jp-border-color2, {look.GRID})"
_THEMED = dict.fromkeys(("black", look.BLACK, look.INK), _INK) | {look.GRID: _LINE}
_THEMED |= {"background: white": "transparent", "stroke: white": "var(--jp-layout-color0, white)"}
_PLOT = 480  # of a chart with words in it, its axes not counted
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 1], [1, 4], [12, 4]]
_BY_CATEGORY = ("nominal", "ordinal")
_SECOND_SIGNAL = {"line": "strokeDash", "trail": "strokeDash", "point": "shape"}

_COLOURS = {f"look.{name}": value for name, value in vars(look).items() if name.isupper()}
_COLOURS |= {"look.NONE": None, "look.PALETTE": list(look.PALETTE)}


class Figure:
    """A chart with its finding, the one way in which the course shows charts.

    The last line of a cell shows it: the chart, then the caption. `finding` is what the chart
    shows, in a sentence of 8 to 40 words whose numbers the notebook computed; screen readers say
    it. `source` is a fact id, several, or a short text such as "simulated". Raises CourseError if
    one of them is missing, or the sentence is too short or too long.

    >>> chart = alt.Chart(alt.Data(values=[{"year": 2014, "cost": 0.06}])).mark_bar().encode(
    ...     x="cost:Q"
    ... )
    >>> shown = figure(chart, "In 2014 one user cost about six cents a year.", "simulated")
    >>> shown.spec["description"]
    'In 2014 one user cost about six cents a year.'
    """

    def __init__(self, chart: alt.TopLevelMixin, finding: str = "", source: Source = "") -> None:
        spoken, limits = finding.split(), {"shortest": _SHORTEST, "longest": _LONGEST}
        self.finding, self.source = " ".join(spoken), _citation(source)
        fits, came = _SHORTEST <= len(spoken) <= _LONGEST, f"{len(spoken)}: {self.finding}"
        require(fits, "lesson.finding_length", came.removesuffix(": "), **limits)
        require(self.source, "lesson.source", repr(source))
        self.spec: Spec = specification(chart, self.finding)

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
        html = f'<p style="margin: 4px 0; max-width: 80ch">{escape(self.finding)}</p>' + self.cited
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


figure = Figure  # as a cell calls it


def _small(png: bytes) -> bytes:
    """The picture in at most 128 colours: all a chart needs, and a tenth of the bytes."""
    from PIL import Image

    small = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def _citation(source: Source) -> str:
    parts = [source] if isinstance(source, str) else source
    cited = [facts.cite(one) if _FACT.fullmatch(one) else one for one in parts]
    return "; ".join(dict.fromkeys(filter(str.strip, cited)))


def twin(spec: Spec) -> str:
    """The data of `spec` as HTML tables; "" without data.

    A table has the columns the chart draws, under the chart's own titles, and at most 40 rows.
    Where several have one title, as the ends of a bar, the name of the column stands behind it.

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
    drawn = {field: titles[field] for field in rows[0] if field in titles}
    shown = drawn or {field: (field, True) for field in rows[0]}
    first, more = rows[:MOST_ROWS], len(rows) - MOST_ROWS
    cells = ([_cell(row.get(key), amount) for key, (_, amount) in shown.items()] for row in first)
    tail = f"<p>{phrase('figures.more', rows=words.number(more))}</p>" if more > 0 else ""
    heads = [head for head, _ in shown.values()]
    own = (f"{head}, {key}" if heads.count(head) > 1 else head for key, (head, _) in shown.items())
    return tables.table(own, cells, whole=_LEFT) + tail


def _cell(value: Any, amount: bool) -> str:
    """A value of a chart as people write it; midnight is a day."""
    if isinstance(value, bool):
        value = phrase("figures.yes" if value else "figures.no")
    elif isinstance(value, int | float):
        value = float(value) if amount else f"{value:.15g}"
    elif isinstance(value, str) and _MOMENT.fullmatch(value):
        moment = dt.datetime.fromisoformat(value)
        value = moment.date() if value.endswith("T00:00:00") else moment
    return tables.said(value)


def specification(chart: alt.TopLevelMixin, description: str) -> Spec:
    """The Vega-Lite specification of `chart`: themed, rounded, deterministic, `description` in it.

    Numbers keep six significant digits, missing numbers are null, times lose their offset, and
    datasets are called data-0, data-1 and so on.

    >>> chart = alt.Chart(alt.Data(values=[{"cost": 1 / 3}])).mark_bar().encode(x="cost:Q")
    >>> specification(chart, "One third.")["datasets"]
    {'data-0': [{'cost': 0.333333}]}
    """
    # Altair's own switch: an explorer turns it off for redraws of a chart that was checked once.
    with alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: Spec = _plain(chart.to_dict(validate=schemapi.DEBUG_MODE))
    given = spec.pop("datasets", {})
    config = update_nested(CONFIG, spec.pop("config", {}), copy=True)  # the chart's own wins
    datasets: dict[str, Rows] = {}
    for part in parts(spec):
        source = part.get("data") or {}
        rows = source.pop("values", given.get(source.get("name")))
        if rows is not None:
            equal = (name for name, known in datasets.items() if known == rows)
            source["name"] = next(equal, f"data-{len(datasets)}")
            datasets[source["name"]] = rows
    every = [row for rows in datasets.values() for row in rows]
    for part in parts(spec):
        if "mark" in part:
            part |= doubled(part)
            _counted(part, every)
    head = {"$schema": SCHEMA, "description": description, "config": config}
    return {**sized(spec), **head, "datasets": datasets}


def _plain(value: Any) -> Any:
    """`value` as JSON holds it: floats to six significant digits, times without their offset."""
    text = json.dumps(value, default=_as_json)
    text = _ZONED.sub(lambda at: f'"{at[1]}{(at[2] or "").replace(".000", "")}"', text)
    rounded: Any = {"parse_float": lambda number: float(f"{float(number):.6g}") + 0.0}
    return json.loads(text, **rounded, parse_constant=lambda _: None)


def _as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):  # also a pandas Timestamp, whose NaT has no date
        return None if value != value else value.isoformat()
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00"
    return float(value) if isinstance(value, Decimal) else value.item()  # a number of numpy


def _counted(part: Spec, rows: Rows) -> None:
    """Counts have axes of whole numbers: nobody is half a person."""
    for name in {"x", "y"} & part.get("encoding", {}).keys():
        channel = part["encoding"][name]
        aggregate, axis = channel.get("aggregate"), channel.get("axis", {})
        values = [row.get(channel.get("field")) for row in rows if isinstance(row, dict)]
        whole = {type(value) for value in values if value is not None} == {int}
        counts = aggregate == "count" or (whole and aggregate in (None, "sum", "min", "max"))
        linear = "bin" not in channel and "type" not in (channel.get("scale") or {})
        if counts and linear and channel.get("type") == "quantitative" and axis is not None:
            channel["axis"] = {"tickMinStep": 1, **axis}


def parts(node: Any) -> Iterator[Spec]:
    """Every dictionary of a specification, outermost first; the rows of datasets are not in it."""
    if isinstance(node, dict):
        yield node
        node = [*node.values()]
    for inner in node if isinstance(node, list) else []:
        yield from parts(inner)


def _coloured(node: Any, colours: Mapping[str, Any], under: str = "") -> Any:
    """`node` with what `colours` has for its texts, or for that of one key ("stroke: white")."""
    if isinstance(node, list):
        return [_coloured(each, colours) for each in node]
    if isinstance(node, dict):
        return {
            key: each if _as_it_is(node, key) else _coloured(each, colours, key)
            for key, each in node.items()
        }
    named = colours.get(node, node) if isinstance(node, str) else node
    return colours.get(f"{under}: {node}", named)


def _as_it_is(node: Spec, key: str) -> bool:
    """Data; amounts, since Vega reckons between their colours; a sheet, white in the dark, too."""
    if key == "layer":
        marks = [part.get("mark") for part in node[key]]
        return any(isinstance(mark, dict) and mark.get("fill") == "white" for mark in marks)
    return key == "datasets" or (key == "scale" and node.get("type") == "quantitative")


CONFIG: Spec = _coloured(data.toml("lesson", "chart"), _COLOURS)  # an edition adds `locale`


def sized(spec: dict[str, Any]) -> dict[str, Any]:
    """`spec`, as wide as every other figure, its axis labels and legend included.

    A width of the author's stays; charts of several views are as wide as their views.

    >>> sized({"mark": "bar", "encoding": {}})["width"]
    640
    """
    layers = [spec, *spec.get("layer", [])]
    parted = any({"row", "column", "facet"} & part.get("encoding", {}).keys() for part in layers)
    if parted or not {"mark", "layer"} & spec.keys() or any("width" in part for part in layers):
        return spec
    if any(_mark_of(part) == "text" for part in layers):
        return {**spec, "width": _PLOT}  # words beside a mark may lie outside: the drawing grows
    return {**spec, "width": _WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}


def _mark_of(view: dict[str, Any]) -> Any:
    mark = view.get("mark")
    return mark["type"] if isinstance(mark, dict) else mark


def doubled(view: dict[str, Any]) -> dict[str, Any]:
    """`view`, a unit of a specification, whose colours by category come with a second signal.

    Lines get a dash, points a shape; what the author chose already stays.

    >>> view = {"mark": "point", "encoding": {"color": {"field": "kind", "type": "nominal"}}}
    >>> doubled(view)["encoding"]["shape"]
    {'field': 'kind', 'type': 'nominal'}
    """
    encoding = view.get("encoding", {})
    colour, channel = encoding.get("color", {}), _SECOND_SIGNAL.get(_mark_of(view))
    taken = {"strokeDash", "shape", "detail"} & encoding.keys()
    if taken or not channel or "field" not in colour or colour.get("type") not in _BY_CATEGORY:
        return view
    dashed, domain = channel == "strokeDash", (colour.get("scale") or {}).get("domain")
    scale = {"range": _DASHES} if dashed else {}
    scale |= {} if domain is None else {"domain": domain}
    legend = colour.get("legend", {})
    if dashed and legend is not None:  # one for both signals, which shows the dash and not a blob
        legend = {"symbolType": "stroke", "symbolSize": 600, **legend}
    shared = {} if legend == {} else {"legend": legend}
    twin = {key: colour[key] for key in ("field", "type", "title", "sort") if key in colour}
    twin |= ({"scale": scale} if scale else {}) | shared
    return {**view, "encoding": {**encoding, "color": colour | shared, channel: twin}}


def adaptive(spec: Spec) -> Spec:
    """`spec` for JupyterLab: no card of its own, ink and lines in the colours of the theme.

    >>> adaptive({"config": {"background": "white"}, "mark": {"color": "black"}})["mark"]
    {'color': 'var(--jp-content-font-color1, #1f2933)'}
    """
    return dict(_coloured(spec, _THEMED))


checks.guard(__name__, "twin", "parts", "sized", "doubled", "adaptive", "specification", error=None)
