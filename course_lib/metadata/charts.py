"""The longer charts of the metadata lesson: each draws what an inference or a defence found."""

import altair as alt
import pandas as pd

from course_lib import data, look, words
from course_lib.checks import guard, whole
from course_lib.metadata.inference import Result, rhythm, sleep

_WORDS = data.toml("metadata", "words")
_AXIS = _WORDS["axis"]


def sleep_wall(log: pd.DataFrame, people: int = 60, least: int = 100) -> alt.Chart:
    """One row a person, one column an hour (UTC), darker where less is sent; by hour of sleep.

    Shows `people` accounts spread evenly over all that sent `least` messages.

    Raises CourseError for less than one row.

    >>> from course_lib.metadata import population
    >>> chart = sleep_wall(population.simulate(96, 14, seed=1).log, people=20)
    >>> len(chart.data)
    480
    """
    whole(people, "metadata.shown")
    middle = sleep(log, least).sort_values(kind="stable")
    step = max(1, len(middle) // people)
    rows = rhythm(log, least).loc[middle.index[::step][:people]]
    bright = rows.quantile(0.9, axis=1)  # what a busy hour of this account looks like
    shares = rows.div(bright, axis=0).clip(upper=1).round(3)
    shares["place"] = range(1, len(rows) + 1)
    long = shares.reset_index().melt(["account", "place"], value_name="activity")
    hour = alt.X("hour:O", title=_AXIS["hour"]).axis(labelAngle=0).scale(padding=0)
    place = alt.Y("place:O", title=_AXIS["wall"]).axis(labels=False, ticks=False).scale(padding=0)
    shade = alt.Color("activity:Q", title=_AXIS["activity"]).scale(range=[look.INK, look.AMBER])
    return alt.Chart(long, width=480, height=420).mark_rect().encode(x=hour, y=place, color=shade)


def draw_result(result: Result) -> alt.TopLevelMixin:
    """Bars of a result and its two base rates, on an axis from nothing to everybody.

    >>> draw_result(Result(0.8, 0.01, 0.02, "busiest", 240)).to_dict()["layer"][0]["mark"]["type"]
    'bar'
    """
    ways, rule = _WORDS["ways"], _WORDS["rules"][result.rule]
    shares = {ways["chance"]: result.chance, rule: result.simple, ways["attack"]: result.right}
    rows = pd.DataFrame({"way": shares.keys(), "right": shares.values()})
    rows["label"] = [words.percent(share, 1) for share in rows["right"]]
    way = alt.Y("way:N", title=_AXIS["how"], sort=None)
    right = alt.X("right:Q", title=_AXIS["found"]).scale(domain=[0, 1]).axis(format="%")
    base = alt.Chart(rows, width=420).encode(y=way, x=right)
    attack = f"datum.way == '{ways['attack']}'"
    mine = alt.condition(attack, alt.value(look.ORANGE), alt.value(look.FAINT))
    bars = base.mark_bar().encode(color=mine)
    label = alt.Text("label:N", title=_AXIS["share"])
    return alt.layer(bars, base.mark_text(align="left", dx=4).encode(text=label))


guard(__name__)
