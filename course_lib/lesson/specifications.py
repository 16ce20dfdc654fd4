"""A chart as a Vega-Lite specification: one look, and the same on every machine.

Legible at the back of a room, in JupyterLab's own dark and light; a colour never stands alone.
Altair names datasets after a hash of unrounded data and writes times with their offset, which a
browser then moves to its own zone. Here data are rounded, names are counted, and a time is the
clock the author's column shows.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import altair as alt
import babel
from altair.utils import schemapi, update_nested

from course_lib import data, look
from course_lib.data import edition

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MOMENT = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?\d*(?:Z|[+-]\d\d:\d\d)?"')

Spec = dict[str, Any]
_WIDTH = 640  # shrinks by a tenth beside the file list of JupyterLab at 1024 pixels
# In JupyterLab ink and lines follow its theme; a picture has the plain colours on white.
_INK, _LINE = (
    f"var(--jp-{name}, {c})"
    for name, c in (("content-font-color1", look.INK), ("border-color2", look.GRID))
)
_THEMED = dict.fromkeys(('"black"', '"#000"', '"#000000"', f'"{look.INK}"'), f'"{_INK}"') | {
    f'"{look.GRID}"': f'"{_LINE}"',
    '"background": "white"': '"background": "transparent"',
    '"stroke": "white"': '"stroke": "var(--jp-layout-color0, white)"',
}
_PLOT = 480  # of a chart with words in it, its axes not counted
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 1], [1, 4], [12, 4]]
_BY_CATEGORY = ("nominal", "ordinal")
_SECOND_SIGNAL = {"line": "strokeDash", "trail": "strokeDash", "point": "shape"}

_COLOURS = {f"look.{name}": value for name, value in vars(look).items() if name.isupper()}
_COLOURS |= {"look.NONE": None, "look.PALETTE": list(look.PALETTE)}


def specification(chart: alt.TopLevelMixin, description: str) -> Spec:
    """The Vega-Lite specification of `chart`: themed, rounded, deterministic, `description` in it.

    Numbers keep six significant digits, missing numbers are null, times lose their offset, and
    datasets are called data-0, data-1 and so on.

    >>> chart = alt.Chart(alt.Data(values=[{"cost": 1 / 3}])).mark_bar().encode(x="cost:Q")
    >>> specification(chart, "One third.")["datasets"]
    {'data-0': [{'cost': 0.333333}]}
    """
    # Altair's own switch: an explorer turns it off for redraws of a chart that was checked once.
    checked = schemapi.DEBUG_MODE
    with alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: Spec = _plain(chart.to_dict(validate=checked))
    given, config = spec.pop("datasets", {}), themed(spec.pop("config", {}))
    datasets: dict[str, list[Any]] = {}
    for part in parts(spec):
        source = part.get("data") or {}
        if "values" in source or source.get("name") in given:
            rows = source.pop("values") if "values" in source else given[source["name"]]
            equal = (name for name, known in datasets.items() if known == rows)
            source["name"] = next(equal, f"data-{len(datasets)}")
            datasets[source["name"]] = rows
        if "mark" in part:
            part |= doubled(part)
    every = [row for rows in datasets.values() for row in rows]
    for part in parts(spec):
        if "mark" in part:
            _measured(part, every)
    head = {"$schema": SCHEMA, "description": description, "config": config}
    return {**sized(spec), **head, "datasets": datasets}


def _plain(value: Any) -> Any:
    """`value` as JSON holds it: floats to six significant digits, times without their offset."""
    text = json.dumps(value, default=_as_json)
    text = _MOMENT.sub(lambda at: f'"{at[1]}{(at[2] or "").replace(".000", "")}"', text)
    return json.loads(text, parse_float=_six_digits, parse_constant=lambda _: None)


def _six_digits(number: str) -> float:
    return float(f"{float(number):.6g}") + 0.0


def _as_json(value: Any) -> Any:
    if isinstance(value, dt.datetime):  # also a pandas Timestamp, whose NaT has no date
        return None if value != value else value.isoformat()
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00"
    return float(value) if isinstance(value, Decimal) else value.item()  # a number of numpy


def _measured(part: Spec, rows: list[Any]) -> None:
    """Counts have axes of whole numbers, and an axis with a domain is as long as its bars."""
    for name in {"x", "y"} & part.get("encoding", {}).keys():
        channel = part["encoding"][name]
        scale, aggregate = channel.get("scale") or {}, channel.get("aggregate")
        if channel.get("type") != "quantitative" or "bin" in channel or "type" in scale:
            continue
        values = [row.get(channel.get("field")) for row in rows if isinstance(row, dict)]
        numbers = [n for n in values if type(n) in (int, float)]
        whole = bool(numbers) and all(type(n) is int for n in numbers)
        summed = whole and aggregate in (None, "sum", "min", "max")
        if (summed or aggregate == "count") and channel.get("axis", {}) is not None:
            channel["axis"] = {"tickMinStep": 1, **channel.get("axis", {})}
        ends = scale.get("domain")
        ends = ends if isinstance(ends, list) and len(ends) == 2 else []
        if numbers and aggregate is None and ends and all(type(n) in (int, float) for n in ends):
            wide = [min(*ends, *numbers), max(*ends, *numbers)]
            if wide != sorted(ends):
                channel["scale"] = {**scale, "domain": wide}


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
    drawn = {key: part for key, part in spec.items() if key != "datasets"}
    text = json.dumps(drawn)
    for colour, themed_colour in _THEMED.items():
        text = text.replace(colour, themed_colour)
    adapted: Spec = json.loads(text)
    for before, after in zip(parts(drawn), parts(adapted), strict=True):
        if before.get("type") == "quantitative" and "scale" in before:
            after["scale"] = before["scale"]  # Vega reckons between colours, not with a theme's
        if _on_paper(before.get("layer", [])):
            after["layer"] = before["layer"]
    return adapted | {"datasets": spec["datasets"]} if "datasets" in spec else adapted


def _on_paper(layers: list[Spec]) -> bool:
    """Whether marks lie on a white sheet of their own, which stays white in the dark."""
    marks = [part.get("mark") for part in layers]
    return any(isinstance(mark, dict) and mark.get("fill") == "white" for mark in marks)
