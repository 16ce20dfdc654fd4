"""The longer charts of the metadata lesson: each draws what an inference or a defence found."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt
import pandas as pd

from course_lib import words
from course_lib.metadata.inference import rhythm, sleep

_RIGHT = "Share of people found"
_MINE, _OTHERS = "#D55E00", "#9A9A9A"


def sleep_wall(log: pd.DataFrame, people: int = 60, least: int = 100) -> alt.Chart:
    """One row a person, one column an hour (UTC), darker where less is sent; by hour of sleep.

    Shows `people` accounts spread evenly over all that sent `least` messages.

    >>> from course_lib.metadata import population
    >>> chart = sleep_wall(population.simulate(96, 14, seed=1).log, people=20)
    >>> len(chart.data)
    480
    """
    middle = sleep(log, least).sort_values(kind="stable")
    step = max(1, len(middle) // people)
    rows = rhythm(log, least).loc[middle.index[::step][:people]]
    order = pd.Series(range(1, len(rows) + 1), index=rows.index, name="place")
    bright = rows.quantile(0.9, axis=1)  # what a busy hour of this account looks like
    long = (
        rows.div(bright, axis=0).clip(upper=1).reset_index().melt("account", value_name="activity")
    )
    long["place"] = long["account"].map(order)
    long["activity"] = long["activity"].round(3)
    return (
        alt.Chart(long, width=480, height=420)
        .mark_rect()
        .encode(
            x=alt.X(
                "hour:O",
                title="Hour of the day, UTC",
                axis=alt.Axis(labelAngle=0),
                scale=alt.Scale(padding=0),
            ),
            y=alt.Y(
                "place:O",
                title="One row, one account, by hour of sleep",
                axis=alt.Axis(labels=False, ticks=False),
                scale=alt.Scale(padding=0),
            ),
            color=alt.Color(
                "activity:Q",
                title=["Activity,", "busy hour = 1"],
                scale=alt.Scale(range=["#0B1F3A", "#F0E442"]),
            ),
        )
    )


def draw_envelopes(log: pd.DataFrame) -> alt.Chart:
    """Twenty or so envelopes as a server sees them: time across, the two ends up and down.

    >>> from course_lib.metadata import population
    >>> draw_envelopes(population.simulate(48, 7, seed=1).log.head(12)).to_dict()["mark"]["type"]
    'point'
    """
    rows = pd.DataFrame(
        {
            "at": log["sent_at"].dt.strftime("%Y-%m-%dT%H:%M:%S"),
            "to": log["recipient"].astype(str),
            "kind": log["kind"].astype(str),
            "bytes": log["size"],
        }
    )
    size = alt.Size("bytes:Q", title="Bytes", scale=alt.Scale(type="sqrt", range=[40, 500]))
    return (
        alt.Chart(rows, width=480, height=120)
        .mark_point(filled=True, opacity=0.7)
        .encode(
            x=alt.X("at:T", title="Time, UTC"),
            y=alt.Y("to:N", title="Delivered to"),
            size=size,
            shape=alt.Shape("kind:N", title="Kind"),
        )
    )


def draw_race(race: pd.DataFrame, truth: str, show: int = 8) -> alt.TopLevelMixin:
    """The suspects of `timing.race`, message by message: the true one thick, `show` lines in all.

    >>> race = pd.DataFrame({"message": [1, 1], "suspect": ["a", "b"], "hits": [1, 0]})
    >>> draw_race(race, truth="a").to_dict()["layer"][0]["mark"]["type"]
    'line'
    """
    last = race[race["message"] == race["message"].max()]
    ahead = last.sort_values(["hits", "suspect"], ascending=[False, True])["suspect"].head(show)
    others = race[race["suspect"].isin(set(ahead) - {truth})]
    true = race[race["suspect"] == truth].assign(label="the true one")
    x = alt.X("message:Q", title="Messages this account received")
    y = alt.Y("hits:Q", title="Times the suspect got mail close by")
    each = alt.Detail("suspect:N", title="Suspect")
    grey = alt.Chart(others, width=480, height=260).mark_line(color=_OTHERS, strokeWidth=1.2)
    mine = alt.Chart(true).encode(x=x, y=y)
    end = mine.transform_filter(alt.datum["message"] == int(race["message"].max()))
    text = end.mark_text(align="right", dx=-8, dy=-6).encode(
        text=alt.Text("label:N", title="Suspect")
    )
    line = mine.mark_line(color=_MINE, strokeWidth=4).encode(detail=each)
    return alt.layer(grey.encode(x=x, y=y, detail=each), line, text)


def draw_result(table: pd.DataFrame) -> alt.TopLevelMixin:
    """Bars of `results.Result.frame()`, on an axis from nothing to everybody.

    >>> table = pd.DataFrame({"way": ["by chance", "this attack"], "right": [0.01, 0.8]})
    >>> draw_result(table).to_dict()["layer"][0]["mark"]["type"]
    'bar'
    """
    rows = table.assign(label=[words.percent(share, 1) for share in table["right"]])
    base = alt.Chart(rows, width=420).encode(
        y=alt.Y("way:N", title="How it was guessed", sort=None),
        x=alt.X("right:Q", title=_RIGHT, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
    )
    mine = alt.condition("datum.way == 'this attack'", alt.value(_MINE), alt.value(_OTHERS))
    bars = base.mark_bar().encode(color=mine)
    text = base.mark_text(align="left", dx=4).encode(text=alt.Text("label:N", title="Share"))
    return alt.layer(bars, text)


def draw_padding(leaks: Iterable[tuple[str, dict[str, float]]]) -> alt.TopLevelMixin:
    """Bits that a size still says about a text, against the bytes paid; from `defences.leak`.

    >>> leaks = [("none", {"bits": 6.7, "texts": 0.0, "all": 0.0})]
    >>> draw_padding(leaks).to_dict()["layer"][0]["mark"]["type"]
    'point'
    """
    rows = pd.DataFrame([{"scheme": scheme, **cost} for scheme, cost in leaks])
    rows = rows.sort_values("bits", ignore_index=True)
    x = alt.X("all:Q", title="Extra bytes, share of all traffic", axis=alt.Axis(format="%"))
    y = alt.Y("bits:Q", title="Bits that a text's size still says")
    name = alt.Text("scheme:N", title="Scheme")
    dots = alt.Chart(rows, width=440, height=260).mark_point(filled=True, size=90)
    crowded = rows["bits"].diff(-1).abs() < 0.3  # the label of the next one up would be in the way
    texts = [
        alt.Chart(some).mark_text(align="left", dx=8, dy=dy).encode(x=x, y=y, text=name)
        for some, dy in ((rows[crowded], 9), (rows[~crowded], -5))
        if len(some)
    ]
    return alt.layer(dots.encode(x=x, y=y), *texts)
