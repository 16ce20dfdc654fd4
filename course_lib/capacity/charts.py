"""The longer charts of the capacity lesson: each draws a frame of `cost` with Altair."""

import altair as alt
import pandas as pd

from course_lib import checks, data, look, words
from course_lib.capacity import cost

_DIAL = (0.00005, 30.0)  # dollars: from the bandwidth of text alone to AI at its dearest
_SAID: dict[str, str] = data.toml("capacity", "words")["chart"]
_LARGE = data.toml("capacity", "chart")["large"].format(**data.toml("capacity", "words")["scale"])


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of `cost` with words in place of its keys (item, whose), to be read.

    >>> labelled(pd.DataFrame({"item": ["codes"]}))["item"].tolist()
    ['Sign-up codes']
    """
    return data.labelled("capacity", frame)


def from_whom(lines: pd.DataFrame) -> pd.DataFrame:
    """Each line of a bill, and whose numbers stand behind its price.

    >>> from_whom(pd.DataFrame({"item": ["bandwidth"]})).values.tolist()
    [['Bandwidth', "Signal's calls"]]
    """
    return labelled(lines.assign(numbers_from=lines["item"])[["item", "numbers_from"]])


def rounded(lines: pd.DataFrame) -> pd.DataFrame:
    """A bill as it is read: the lines that cost something, their ends with two digits.

    >>> from course_lib.capacity.load import Load
    >>> rounded(cost.bill(Load(users=1000))).values.tolist()[0]
    ['Sign-up codes', '5.0', '29', '200']
    """
    paid = labelled(lines[lines["mid"] > 0])[["item", *cost.ENDS]]
    return paid.assign(**{end: paid[end].map(words.significant) for end in cost.ENDS})


def draw_rates(rates: pd.DataFrame) -> alt.TopLevelMixin:
    """Messages a second: one row a place, one mark for each `when`, in the order they come in.

    `rates` has the columns place, when and rate (messages per second, above zero).

    >>> rates = pd.DataFrame({"place": ["a class"], "when": ["mean"], "rate": [0.02]})
    >>> draw_rates(rates).to_dict()["mark"]["type"]
    'point'
    """
    kinds = alt.Scale(domain=list(dict.fromkeys(rates["when"])))
    tens = [10.0**power for power in range(-3, 10)]
    points = alt.Chart(rates).mark_point(filled=True, size=90)
    rate = alt.X("rate:Q", title=_SAID["rate"]).axis(values=tens, labelExpr=_LARGE)
    return points.encode(
        x=rate.scale(type="log"),
        y=alt.Y("place:N", title=_SAID["place"], sort=list(dict.fromkeys(rates["place"]))),
        color=alt.Color("when:N", title=_SAID["when"], scale=kinds),
    )


def draw_bill(beside: pd.DataFrame) -> alt.TopLevelMixin:
    """Line by line, one range each for you and for Signal; `beside` is `cost.beside_signal(...)`.

    >>> from course_lib.capacity.load import Load
    >>> yearly = cost.bill(Load(200e6))
    >>> beside = cost.beside_signal(cost.per_user(yearly, 200e6))
    >>> draw_bill(beside).to_dict()["layer"][0]["mark"]["type"]
    'rule'
    """
    shown = labelled(beside[beside["low"] > 0])  # a logarithmic axis has no zero
    owners = alt.Scale(domain=list(dict.fromkeys(shown["whose"])))
    base = alt.Chart(shown).encode(
        y=alt.Y("item:N", title=_SAID["item"], sort=list(dict.fromkeys(shown["item"]))),
        yOffset=alt.YOffset("whose:N", title=_SAID["whose"], scale=owners),
        color=alt.Color("whose:N", title=_SAID["whose"], scale=owners),
    )
    return alt.layer(*_ranges(base))


def draw_dial(lines: pd.DataFrame, limit: float) -> alt.TopLevelMixin:
    """The bill of one step of `cost.up_to(...)` and its sum, beside `limit` dollars that come in.

    Axes stay where they are from step to step, so that what grows is seen to grow.

    >>> draw_dial(cost.up_to(4, 200e6), limit=1.0).to_dict()["layer"][2]["mark"]["type"]
    'rule'
    """
    together = pd.DataFrame([{"item": "sum", **cost.total(lines)._asdict()}])
    rows = labelled(pd.concat([lines, together]))
    items = rows["item"].tolist()
    whole = alt.datum["item"] == items[-1]
    base = alt.Chart(rows.loc[rows["low"] > 0, ["item", *cost.ENDS]]).encode(
        y=alt.Y("item:N", title=_SAID["item"]).scale(domain=items),
        color=alt.condition(whole, alt.value(look.ORANGE), alt.value(look.BLUE)),
    )
    income = pd.DataFrame({"dollars": [limit], "label": [_SAID["income"]]})
    line = alt.Chart(income).encode(x=alt.X("dollars:Q", title=_SAID["dollars"]))
    text = line.mark_text(align="left", dx=6, y=8)
    said = text.encode(text=alt.Text("label:N", title=_SAID["line"]))
    return alt.layer(*_ranges(base, domain=_DIAL), line.mark_rule(strokeDash=[6, 4]), said)


def draw_scale(scale: pd.DataFrame, places: dict[str, float]) -> alt.TopLevelMixin:
    """Cost per user against the number of users, with named `places` marked on the curve.

    `scale` is `cost.scale(...)`; every place's number of users must be one of its rows.

    >>> places = {"a class": 30, "a country": 235e6}
    >>> chart = draw_scale(cost.scale([30, 1e6, 235e6]), places)
    >>> len(chart.to_dict()["layer"])
    4
    """
    marked = scale.merge(pd.DataFrame({"place": list(places), "users": list(places.values())}))
    log = alt.Scale(type="log")
    tens = alt.Axis(values=[10.0**power for power in range(1, 11, 2)], labelExpr=_LARGE)
    dollars = alt.Axis(values=[10.0**power for power in range(-2, 4)], format="$~g")
    size = alt.X("users:Q", title=_SAID["users"], scale=log, axis=tens)
    place = alt.Text("place:N", title=_SAID["place"])
    cost_of_one = alt.Y("mid:Q", title=_SAID["dollars"], scale=log, axis=dollars)
    curve, dots = alt.Chart(scale).encode(x=size), alt.Chart(marked).encode(x=size, y=cost_of_one)
    return alt.layer(
        curve.mark_area(opacity=0.2).encode(
            y=alt.Y("low:Q", title=_SAID["dollars"], scale=log, axis=dollars),
            y2=alt.Y2("high:Q", title=_SAID["dollars"]),
        ),
        curve.mark_line().encode(y=cost_of_one),
        dots.mark_point(filled=True, size=80),
        dots.mark_text(align="left", dx=8, dy=-8).encode(text=place),
    )


def _ranges(base: alt.Chart, domain: tuple[float, float] | None = None) -> list[alt.Chart]:
    """A rule from low to high and a point at mid, on a logarithmic axis of dollars."""
    axis = alt.Axis(values=[10.0**power for power in range(-4, 4)], format="$~g")
    scale = alt.Scale(type="log", domain=domain, nice=False) if domain else alt.Scale(type="log")
    title = _SAID["dollars"]
    low, mid = (alt.X(f"{end}:Q", title=title, scale=scale, axis=axis) for end in ("low", "mid"))
    rules = base.mark_rule(strokeWidth=4, opacity=0.5)
    points = base.mark_point(filled=True, size=90).encode(x=mid)
    return [rules.encode(x=low, x2=alt.X2("high:Q", title=title)), points]


checks.guard(__name__, error=None)
