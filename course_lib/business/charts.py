"""The longer charts of the business lesson, drawn with Altair."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from course_lib import checks, data, facts, words
from course_lib.business import month

_phrase = data.phrases("business")


def draw_month(frame: pd.DataFrame, by: str, most: float | None = None) -> alt.TopLevelMixin:
    """A bar for each value of the column `by`, stacked from the parts of the month.

    `frame` is `month.under_every_rule(...)` or `month.redesigned(...)`. Beside each bar stands its
    sum, with the confidence where the prices were not seen in the source; a thin line is the range
    where only that is known. `most` fixes the end of the axis, in US dollars.

    >>> chart = draw_month(month.redesigned("2018-08-01"), by="design")
    >>> [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    ['bar', 'rule', 'text']
    """
    frame = data.labelled("business", frame)
    sums = frame.groupby([by, "sure"], sort=False)[["dollars", "low", "high"]].sum().reset_index()
    sums["said"] = sums["dollars"].map(lambda dollars: words.money(dollars, digits=0))
    known = sums["sure"].str.startswith("seen")
    sums["said"] = sums["said"].where(known, sums["said"] + ", " + sums["sure"])
    ends = alt.Scale(domain=[0, most or 1.7 * sums["high"].max()])
    names = list(month.PARTS)
    parts = alt.Color("part:N", title=_phrase("chart.parts")).scale(domain=names)
    y = alt.Y(f"{by}:N", title=_phrase(f"chart.{by}"), sort=list(dict.fromkeys(frame[by])))
    bars = alt.Chart(frame, width=380).transform_calculate(place=f"indexof({names}, datum.part)")
    bars = bars.mark_bar().encode(
        x=alt.X("dollars:Q", title=_phrase("chart.dollars"), scale=ends),
        y=y,
        color=parts.legend(orient="top"),
        order="place:Q",
        opacity=alt.condition("indexof(datum.sure, 'seen') == 0", alt.value(1), alt.value(0.55)),
    )
    text = alt.Chart(sums).mark_text(align="left", dx=6).encode(x="high:Q", y=y, text="said:N")
    wide = sums[sums["low"] < sums["high"]]
    if wide.empty:  # an empty layer would be a mark without a name for screen readers
        return alt.layer(bars, text)
    span = alt.Chart(wide).mark_rule().encode(x="low:Q", x2="high:Q", y=y)
    return alt.layer(bars, span, text)


def said(bills: pd.DataFrame) -> str:
    """`month.redesigned(...)` in a few words: what the first design costs, and the cheapest.

    >>> said(month.redesigned("2025-07-01"))
    'as it is $132, at best $50'
    """
    sums = bills.groupby("design", sort=False)["dollars"].sum()
    ends = (words.money(dollars, digits=0) for dollars in (sums.iloc[0], sums.min()))
    return _phrase("chart.ends", **dict(zip(("first", "best"), ends, strict=True)))


def both(rupiah: float) -> str:
    """An amount in rupiah, and in dollars at the rate of the story's day (fact J17).

    >>> both(145_000)
    'Rp145,000 ($9.35)'
    """
    dollars = words.money(rupiah / facts.value("J17"))
    return _phrase("chart.both", rupiah=words.money(rupiah, "IDR", 0), dollars=dollars)


def said_gains(shares: Mapping[str, float]) -> str:
    """Who gains how many rupiah, in words.

    >>> said_gains({"Sari": 35_000, "Meta": 295})
    'Sari Rp35,000 ($2.26), Meta Rp295 ($0.02)'
    """
    return ", ".join(f"{who} {both(rupiah)}" for who, rupiah in shares.items())


def draw_gains(shares: Mapping[str, float]) -> alt.TopLevelMixin:
    """A bar for each gain of a sale, in rupiah; a loss goes to the left.

    >>> [layer["mark"]["type"] for layer in draw_gains({"Sari": 35_000}).to_dict()["layer"]]
    ['bar', 'text']
    """
    rows = [(who, rupiah, max(rupiah, 0), both(rupiah)) for who, rupiah in shares.items()]
    frame = pd.DataFrame(rows, columns=["who", "gain", "end", "said"])
    x = alt.X("gain:Q", title=_phrase("chart.gain")).scale(domain=[-12e4, 24e4]).axis(tickCount=4)
    base = alt.Chart(frame, width=420).encode(y=alt.Y("who:N", title=None, sort=None))
    text = base.mark_text(align="left", dx=4).encode(x="end:Q", text="said:N")
    return alt.layer(base.mark_bar().encode(x=x), text)


checks.guard(__name__)
