"""What a chart says, as a Vega-Lite specification that is the same on every machine.

Altair names datasets and views after a hash of unrounded data and writes times with their offset,
which a browser then moves to its own zone. Here data are rounded, names are counted, and a time is
the clock the author's column shows.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import altair as alt
from altair.utils import schemapi

from course_lib import data, words
from course_lib.errors import refuse
from course_lib.lesson import theme

phrase = data.phrases("lesson")

MOST_ROWS = 2_000
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MADE_UP = re.compile(r"(param|view)_[0-9a-f]{16}.*|(param|view)_\d+")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?\d*(?:Z|[+-]\d\d:\d\d)?")

Spec = dict[str, Any]


def specification(chart: alt.TopLevelMixin, description: str) -> Spec:
    """The Vega-Lite specification of `chart`: themed, rounded, deterministic, `description` in it.

    Numbers keep six significant digits, missing numbers are null, times lose their offset, and
    datasets are called data-0, data-1 and so on. Raises CourseError for data from an address, more
    than 2,000 rows, or a parameter without a name.

    >>> chart = alt.Chart(alt.Data(values=[{"cost": 1 / 3}])).mark_bar().encode(x="cost:Q")
    >>> specification(chart, "One third.")["datasets"]
    {'data-0': [{'cost': 0.333333}]}
    """
    # Altair's own switch: an explorer turns it off for redraws of a chart that was checked once.
    checked = schemapi.DEBUG_MODE
    with alt.theme.enable("none"), alt.data_transformers.enable("default", max_rows=None):
        spec: Spec = chart.to_dict(validate=checked)
    given, config = spec.pop("datasets", {}), theme.themed(spec.pop("config", {}))
    spec = _plain(spec)
    datasets: dict[str, Any] = {}
    names: dict[str, str] = {}
    for part in _parts(spec):
        _refuse_address(part)
        for parameter in part.get("params", []):
            _refuse_unnamed(parameter)
        source = part.get("data") or {}
        if "values" in source:
            name = f"data-{len(datasets)}"
            datasets[name] = source.pop("values")
            source["name"] = name
        elif source.get("name") in given:
            name = names.setdefault(source["name"], f"data-{len(datasets)}")
            if name not in datasets:
                datasets[name] = _plain(given[source["name"]])
            source["name"] = name
        if "mark" in part:
            part.update(theme.doubled(part))
    for part in _parts(spec):
        if "mark" in part:
            _measured(part, [row for rows in datasets.values() for row in rows])
    _refuse_rows(sum(map(len, datasets.values())))
    _rename_views(spec)
    head = {"$schema": SCHEMA, "description": description, "config": config}
    return {**theme.sized(spec), **head, "datasets": datasets}


def _plain(value: Any) -> Any:
    """`value` as JSON holds it, floats to six significant digits."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        moment = _MOMENT.fullmatch(value)
        return moment[1] + (moment[2] or ".000").replace(".000", "") if moment else value
    if isinstance(value, dt.datetime):  # also a pandas Timestamp, whose NaT has no date
        return None if value != value else _plain(value.isoformat())
    if isinstance(value, dt.date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float | Decimal) or hasattr(value, "item"):
        number = value.item() if hasattr(value, "item") else float(value)
        if not isinstance(number, float):
            return number
        return float(f"{number:.6g}") + 0.0 if math.isfinite(number) else None
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


def _parts(node: Any) -> Iterator[Spec]:
    """Every dictionary of a specification, outermost first; the rows of datasets are not in it."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _parts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _parts(inner)


def _rename_views(spec: Spec) -> None:
    names: dict[str, str] = {}
    for part in _parts(spec):
        if _MADE_UP.fullmatch(str(part.get("name"))):
            part["name"] = names.setdefault(part["name"], f"view-{len(names)}")
    for parameter in spec.get("params", []):
        if "views" in parameter:
            parameter["views"] = [names.get(view, view) for view in parameter["views"]]


def _refuse_rows(rows: int) -> None:
    if rows > MOST_ROWS:
        raise refuse("lesson.rows", words.count(rows, "row"), most=words.number(MOST_ROWS))


def _refuse_address(part: Spec) -> None:
    source = part.get("data")
    if isinstance(source, dict) and "url" in source:
        raise refuse("lesson.address", phrase("got.address", address=source["url"]))


def _refuse_unnamed(parameter: Any) -> None:
    if isinstance(parameter, dict) and _MADE_UP.fullmatch(parameter.get("name", "")):
        kind = parameter.get("select") or {}
        kind = kind.get("type", "") if isinstance(kind, dict) else kind
        if kind:
            got = phrase("got.selection", kind=kind)
        elif "value" in parameter:
            got = phrase("got.starting", value=parameter["value"])
        else:
            got = phrase("got.parameter")
        raise refuse("lesson.parameter_name", got)
