"""One look for every chart: legible at the back of a room, safe for colour-blind readers.

The hues are those of Okabe and Ito, "Color Universal Design" (2008), darkest contrasts on white
first; their yellow is left out, because on white it is hard to see. A colour never stands alone:
`doubled` repeats it as a dash or a shape. `sized` makes figures equally wide.
"""

from __future__ import annotations

from typing import Any

BLUE, ORANGE, GREEN, PURPLE, AMBER, SKY, BLACK = PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)
_INK, _FAINT, _GRID = "#1f2933", "#8a949e", "#e4e7eb"
_WORDS = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 13, "titleFontSize": 14}
_HOVER = ("arc", "bar", "circle", "point", "rect", "square")
_WIDTH = 700  # fits beside the file list of JupyterLab on a small laptop
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 1], [1, 4], [12, 4]]
_SECOND_SIGNAL = {"line": "strokeDash", "trail": "strokeDash", "point": "shape"}

# Every colour is given, so that a dark JupyterLab cannot put pale letters on the white card.
CONFIG: dict[str, Any] = {
    "background": "white",
    "padding": 8,
    "font": "Helvetica, Arial, Liberation Sans, sans-serif",
    "view": {
        "continuousWidth": 480,  # of each view, where a chart has several
        "continuousHeight": 280,
        "discreteWidth": 480,
        "discreteHeight": {"step": 30},
        "stroke": None,
    },
    "title": {"color": _INK, "subtitleColor": _INK, "fontSize": 16, "subtitleFontSize": 13}
    | {"anchor": "start", "offset": 12},
    "axis": _WORDS
    | {"domainColor": _FAINT, "tickColor": _FAINT, "gridColor": _GRID}
    | {"labelPadding": 6, "titlePadding": 10, "titleFontWeight": "normal", "labelLimit": 220},
    "axisX": {"grid": False},
    "axisBand": {"grid": False, "labelAngle": 0},
    "legend": _WORDS | {"titleFontWeight": "normal", "symbolSize": 120, "symbolStrokeWidth": 2.5},
    "header": _WORDS | {"titleFontWeight": "normal"},
    "range": {
        "category": list(PALETTE),
        "heatmap": {"scheme": "viridis"},
        "ramp": {"scheme": "viridis"},
        "ordinal": {"scheme": "viridis"},
        "diverging": {"scheme": "blueorange"},
    },
    "scale": {"bandPaddingInner": 0.2},
    "mark": {"color": BLUE},
    "line": {"strokeWidth": 2.5},
    "rule": {"color": _INK, "strokeWidth": 1.5},
    "text": {"color": _INK, "fontSize": 13},
    "point": {"size": 80, "filled": True},
}
for _mark in _HOVER:
    CONFIG[_mark] = {**CONFIG.get(_mark, {}), "tooltip": True}


def themed(config: dict[str, Any]) -> dict[str, Any]:
    """The course's configuration under a chart's own, which wins.

    >>> themed({"axis": {"grid": False}})["axis"]["labelFontSize"]
    13
    """
    return _merged(CONFIG, config)


def sized(spec: dict[str, Any]) -> dict[str, Any]:
    """`spec`, as wide as every other figure, its axis labels and legend included.

    A width of the author's stays; charts of several views are as wide as their views.

    >>> sized({"mark": "bar", "encoding": {}})["width"]
    700
    """
    parts = [spec, *spec.get("layer", [])]
    several = not {"mark", "layer"} & spec.keys() or any(
        {"row", "column", "facet"} & part.get("encoding", {}).keys() for part in parts
    )
    if several or any("width" in part for part in parts):
        return spec
    return {**spec, "width": _WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}


def doubled(view: dict[str, Any]) -> dict[str, Any]:
    """`view`, a unit of a specification, whose colours by category come with a second signal.

    Lines get a dash, points a shape; what the author chose already stays.

    >>> view = {"mark": "point", "encoding": {"color": {"field": "kind", "type": "nominal"}}}
    >>> doubled(view)["encoding"]["shape"]
    {'field': 'kind', 'type': 'nominal'}
    """
    mark = view["mark"]["type"] if isinstance(view["mark"], dict) else view["mark"]
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


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        nested = isinstance(value, dict) and isinstance(under, dict)
        both[key] = _merged(both[key], value) if nested else value
    return both
