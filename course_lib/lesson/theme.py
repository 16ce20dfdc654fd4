"""One look for every chart: legible at the back of a room, in JupyterLab's own dark and light.

A colour never stands alone: `doubled` repeats it as a dash or a shape. `sized` makes figures
equally wide, and `adaptive` lends them the ink of the page.
"""

from __future__ import annotations

from typing import Any

from course_lib import look

Spec = dict[str, Any]
_WORDS = {"labelColor": look.INK, "titleColor": look.INK, "labelFontSize": 13, "titleFontSize": 14}
_HOVER = ("arc", "bar", "circle", "point", "rect", "square")
_WIDTH = 640  # shrinks by a tenth beside the file list of JupyterLab at 1024 pixels
# In JupyterLab ink and lines follow its theme; a picture has the plain colours on white.
_THEMED = {
    **dict.fromkeys(
        ("black", "#000", "#000000", look.INK), f"var(--jp-content-font-color1, {look.INK})"
    ),
    look.GRID: f"var(--jp-border-color2, {look.GRID})",
}
_PAPER = "var(--jp-layout-color0, white)"
_PLOT = 480  # of a chart with words in it, its axes not counted
WIDTHS = (_WIDTH, _PLOT)
_DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 1], [1, 4], [12, 4]]
_SECOND_SIGNAL = {"line": "strokeDash", "trail": "strokeDash", "point": "shape"}

# Every colour is given, so that a dark JupyterLab cannot put pale letters on the white card.
CONFIG: dict[str, Any] = {
    "background": "white",
    "padding": {"left": 8, "top": 8, "right": 14, "bottom": 8},
    "font": ", ".join(("Helvetica", "Arial", "Liberation Sans", "sans-serif")),
    "view": {
        "continuousWidth": 480,  # of each view, where a chart has several
        "continuousHeight": 280,
        "discreteWidth": 480,
        "discreteHeight": {"step": 30},
        "stroke": None,
    },
    "title": {"color": look.INK, "subtitleColor": look.INK, "fontSize": 16, "subtitleFontSize": 13}
    | {"anchor": "start", "offset": 12},
    "axis": _WORDS
    | {"domainColor": look.FAINT, "tickColor": look.FAINT, "gridColor": look.GRID}
    | {
        "labelPadding": 6,
        "titlePadding": 10,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "titleLimit": 0,
    },
    "axisX": {"grid": False, "labelOverlap": "greedy", "labelFlush": True, "labelSeparation": 8},
    "axisBand": {"grid": False, "labelAngle": 0},
    "legend": _WORDS
    | {"orient": "bottom", "columns": 3, "labelLimit": 0, "titleLimit": 0}
    | {"titleFontWeight": "normal", "symbolSize": 120, "symbolStrokeWidth": 2.5},
    "header": _WORDS | {"titleFontWeight": "normal"},
    "range": {
        "category": list(look.PALETTE),
        "heatmap": {"scheme": "viridis"},
        "ramp": {"scheme": "viridis"},
        "ordinal": {"scheme": "viridis"},
        "diverging": {"scheme": "blueorange"},
    },
    "scale": {"bandPaddingInner": 0.2},
    "mark": {"color": look.BLUE},
    "line": {"strokeWidth": 2.5},
    "rule": {"color": look.INK, "strokeWidth": 1.5},
    "text": {"color": look.INK, "fontSize": 13},
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
    640
    """
    parts = [spec, *spec.get("layer", [])]
    several = not {"mark", "layer"} & spec.keys() or any(
        {"row", "column", "facet"} & part.get("encoding", {}).keys() for part in parts
    )
    if several or any("width" in part for part in parts):
        return spec
    if any(_mark_of(part) == "text" for part in parts):
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


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, value in above.items():
        under = both.get(key)
        nested = isinstance(value, dict) and isinstance(under, dict)
        both[key] = _merged(both[key], value) if nested else value
    return both


def adaptive(spec: Spec) -> Spec:
    """`spec` for JupyterLab: no card of its own, ink and lines in the colours of the theme.

    >>> adaptive({"config": {"background": "white"}, "mark": {"color": "black"}})["mark"]
    {'color': 'var(--jp-content-font-color1, #1f2933)'}
    """
    return {
        key: value if key == "datasets" else _adapted(key, value) for key, value in spec.items()
    }


def _on_paper(layers: list[Spec]) -> bool:
    """Whether marks lie on a white sheet of their own, which stays white in the dark."""
    marks = [part.get("mark") for part in layers]
    return any(isinstance(mark, dict) and mark.get("fill") == "white" for mark in marks)


def _adapted(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: inner if name == "layer" and _on_paper(inner) else _adapted(name, inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_adapted(key, inner) for inner in value]
    if value == "white" and key in ("background", "stroke"):
        return "transparent" if key == "background" else _PAPER
    return _THEMED.get(value.lower(), value) if isinstance(value, str) else value
