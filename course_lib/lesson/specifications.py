"""A chart as a Vega-Lite specification: one look, and the same on every machine.

Legible at the back of a room, in JupyterLab's own dark and light; a colour never stands alone.
Altair names datasets after a hash of unrounded data and writes times with their offset, which a
browser then moves to its own zone. Here data are rounded, names are counted, and a time is the
clock the author's column shows.
"""

import datetime as dt
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import altair as alt
import babel
from altair.utils import schemapi, update_nested

from course_lib import data, look, words
from course_lib.data import edition
from course_lib.errors import refuse

phrase = data.phrases("lesson")

MOST_ROWS = 2_000
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?\d*(?:Z|[+-]\d\d:\d\d)?")

Spec = dict[str, Any]
_WIDTH = 640  # shrinks by a tenth beside the file list of JupyterLab at 1024 pixels
# In JupyterLab ink and lines follow its theme; a picture has the plain colours on white.
_THEMED = {
    **dict.fromkeys(
        ("black", "#000", "#000000", look.INK), f"var(--jp-content-font-color1, {look.INK})"
    ),
    look.GRID: f"var(--jp-border-color2, {look.GRID})",
}
_SHEET, _PAPER = "white", "var(--jp-layout-color0, white)"
_PLOT = 480  # of a chart with words in it, its axes not counted
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 1], [1, 4], [12, 4]]
_SECOND_SIGNAL = {"line": "strokeDash", "trail": "strokeDash", "point": "shape"}

_COLOURS = {f"look.{name}": value for name, value in vars(look).items() if name.isupper()}
_COLOURS |= {"look.NONE": None, "look.PALETTE": list(look.PALETTE)}


def specification(chart: alt.TopLevelMixin, description: str) -> Spec:
    """The Vega-Lite specification of `chart`: themed, rounded, deterministic, `description` in it.

    Numbers keep six significant digits, missing numbers are null, times lose their offset, and
    datasets are called data-0, data-1 and so on. Raises CourseError for data from an address, or
    more than 2,000 rows.

    >>> chart = alt.Chart(alt.Data(values=[{"cost": 1 / 3}])).mark_bar().encode(x="cost:Q")
    >>> specification(chart, "One third.")["datasets"]
    {'data-0': [{'cost': 0.333333}]}
    """
    # Altair's own switch: an explorer turns it off for redraws of a chart that was checked once.
    checked = schemapi.DEBUG_MODE
    with alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: Spec = chart.to_dict(validate=checked)
    given, config = spec.pop("datasets", {}), themed(spec.pop("config", {}))
    spec, datasets = _plain(spec), dict[str, list[Any]]()
    for part in parts(spec):
        source = part.get("data") or {}
        if "url" in source:
            raise refuse("lesson.address", phrase("got.address", address=source["url"]))
        if "values" in source or source.get("name") in given:
            rows = source.pop("values") if "values" in source else _plain(given[source["name"]])
            equal = (name for name, known in datasets.items() if known == rows)
            source["name"] = next(equal, f"data-{len(datasets)}")
            datasets[source["name"]] = rows
        if "mark" in part:
            part |= doubled(part)
    every = [row for rows in datasets.values() for row in rows]
    if len(every) > MOST_ROWS:
        most = words.number(MOST_ROWS)
        raise refuse("lesson.rows", words.count(len(every), "row"), most=most)
    for part in parts(spec):
        if "mark" in part:
            _measured(part, every)
    head = {"$schema": SCHEMA, "description": description, "config": config}
    return {**sized(spec), **head, "datasets": datasets}


def _plain(value: Any) -> Any:
    """`value` as JSON holds it, floats to six significant digits."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, dt.datetime):  # also a pandas Timestamp, whose NaT has no date
        value = None if value != value else value.isoformat()
    elif isinstance(value, dt.date):
        value = f"{value.isoformat()}T00:00:00"
    elif hasattr(value, "item"):  # a number of numpy
        value = value.item()
    if isinstance(value, str) and (moment := _MOMENT.fullmatch(value)):
        return moment[1] + (moment[2] or ".000").replace(".000", "")
    if isinstance(value, float | Decimal):
        return float(f"{value:.6g}") + 0.0 if math.isfinite(value) else None
    return value


def _measured(part: Spec, rows: list[Any]) -> None:
    """Counts have axes of whole numbers, and an axis with a domain is as long as its bars."""
    for name in ("x", "y"):
        channel = part.get("encoding", {}).get(name, {})
        scale = channel.get("scale") or {}
        if channel.get("type") != "quantitative" or "bin" in channel or "type" in scale:
            continue
        values = [row.get(channel.get("field")) for row in rows if isinstance(row, dict)]
        numbers = [n for n in values if isinstance(n, int | float) and not isinstance(n, bool)]
        counted = channel.get("aggregate") == "count"
        if (counted or (numbers and all(isinstance(n, int) for n in numbers))) and (
            channel.get("aggregate") in (None, "count", "sum", "min", "max")
            and channel.get("axis", {}) is not None
        ):
            channel["axis"] = {"tickMinStep": 1, **channel.get("axis", {})}
        ends = _ends(scale.get("domain"))
        if numbers and ends and "aggregate" not in channel:
            wide = [min(*ends, *numbers), max(*ends, *numbers)]
            if wide != ends:
                channel["scale"] = {**scale, "domain": wide}


def _ends(domain: Any) -> list[float]:
    """The two ends of a domain of numbers, [] for any other."""
    numbers = isinstance(domain, list) and all(isinstance(end, int | float) for end in domain)
    return sorted(domain) if numbers and len(domain) == 2 else []


def parts(node: Any) -> Iterator[Spec]:
    """Every dictionary of a specification, outermost first; the rows of datasets are not in it."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from parts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from parts(inner)


def _coloured(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _coloured(inner) for key, inner in value.items()}
    return _COLOURS.get(value, value) if isinstance(value, str) else value


def _locale() -> Spec:
    """How Vega writes numbers and dates, from Babel; nothing for English, which Vega knows."""
    if (code := edition.locale()) == edition.ENGLISH:
        return {}
    told, (day, clock, both) = babel.Locale.parse(code), ("%-d/%-m/%Y", "%H:%M:%S", "%x %X")
    signs = told.number_symbols["latn"]
    number = {"decimal": signs["decimal"], "thousands": signs["group"], "grouping": [3]}
    time: Spec = {"date": day, "time": clock, "dateTime": both, "periods": ["AM", "PM"]}
    for days, months, width in (
        ("days", "months", "wide"),
        ("shortDays", "shortMonths", "abbreviated"),
    ):  # Babel's week begins on Monday, Vega's on Sunday
        time[days] = [told.days["format"][width][(n - 1) % 7] for n in range(7)]
        time[months] = [told.months["format"][width][n] for n in range(1, 13)]
    return {"locale": {"number": number | {"currency": ["$", ""]}, "time": time}}


CONFIG: Spec = _coloured(data.toml("lesson", "chart")) | _locale()


def themed(config: Spec) -> Spec:
    """The course's configuration under a chart's own, which wins.

    >>> themed({"axis": {"grid": False}})["axis"]["labelFontSize"]
    13
    """
    return {**update_nested(CONFIG, config, copy=True)}


def sized(spec: dict[str, Any]) -> dict[str, Any]:
    """`spec`, as wide as every other figure, its axis labels and legend included.

    A width of the author's stays; charts of several views are as wide as their views.

    >>> sized({"mark": "bar", "encoding": {}})["width"]
    640
    """
    layers = [spec, *spec.get("layer", [])]
    several = not {"mark", "layer"} & spec.keys() or any(
        {"row", "column", "facet"} & part.get("encoding", {}).keys() for part in layers
    )
    if several or any("width" in part for part in layers):
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
    mark = _mark_of(view)
    encoding = view.get("encoding", {})
    colour, channel = encoding.get("color", {}), _SECOND_SIGNAL.get(mark)
    if (
        channel is None
        or "field" not in colour
        or colour.get("type") not in ("nominal", "ordinal")
        or {"strokeDash", "shape", "detail"} & encoding.keys()
    ):
        return view
    twin = {key: colour[key] for key in ("field", "type", "title", "sort") if key in colour}
    domain = (colour.get("scale") or {}).get("domain")
    scale = {"range": _DASHES} if channel == "strokeDash" else {}
    if domain is not None:
        scale["domain"] = domain
    # One legend for both signals; for lines it shows the dash and not a blob.
    legend = colour.get("legend", {})
    if legend is not None and channel == "strokeDash":
        legend = {"symbolType": "stroke", "symbolSize": 600, **legend}
    shared = {} if legend == {} else {"legend": legend}
    second = twin | ({"scale": scale} if scale else {}) | shared
    return {**view, "encoding": {**encoding, "color": colour | shared, channel: second}}


def adaptive(spec: Spec) -> Spec:
    """`spec` for JupyterLab: no card of its own, ink and lines in the colours of the theme.

    >>> adaptive({"config": {"background": "white"}, "mark": {"color": "black"}})["mark"]
    {'color': 'var(--jp-content-font-color1, #1f2933)'}
    """
    drawn: Spec = _adapted("", spec)
    return drawn


def _on_paper(layers: list[Spec]) -> bool:
    """Whether marks lie on a white sheet of their own, which stays white in the dark."""
    marks = [part.get("mark") for part in layers]
    return any(isinstance(mark, dict) and mark.get("fill") == _SHEET for mark in marks)


def _adapted(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        kept = {"datasets"}
        if value.get("type") == "quantitative":
            kept.add("scale")  # Vega reckons between colours, but not with one of the theme
        if _on_paper(value.get("layer", [])):
            kept.add("layer")
        return {
            name: inner if name in kept else _adapted(name, inner) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_adapted(key, inner) for inner in value]
    if value == _SHEET and key in ("background", "stroke"):
        return "transparent" if key == "background" else _PAPER
    return _THEMED.get(value.lower(), value) if isinstance(value, str) else value
