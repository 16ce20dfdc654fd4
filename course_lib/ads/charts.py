"""The longer charts of the ads lesson: who wins a place, what an ad caused, whose gain it is."""

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from course_lib import checks, data, look, words
from course_lib.ads import attribution
from course_lib.ads.attribution import Comparison

_MINE, _OTHERS = look.ORANGE, look.PALE
_phrase = data.phrases("ads")
_SAID: dict[str, str] = data.toml("ads", "words")["chart"]
_LABEL: dict[str, dict[str, str]] = data.toml("ads", "words")["label"]
_KNOWS = dict(zip((False, True), _LABEL["knows"].values(), strict=True))


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of this room with words in place of its keys, to be read.

    >>> labelled(pd.DataFrame({"verdict": ["unsure"]}))["verdict"].tolist()
    ['cannot tell']
    """
    return data.labelled("ads", frame)


def draw_lifts(report: Comparison, held: Comparison) -> alt.TopLevelMixin:
    """A report that compares with all others beside a holdout: a dot and its 95 % interval each.

    >>> draw_lifts(Comparison(9, 20, 2, 20), Comparison(9, 20, 8, 20)).to_dict()["layer"][0]["mark"]
    {'type': 'rule', 'color': '#9A9A9A', 'strokeWidth': 3}
    """
    rows = pd.DataFrame([report.lift(), held.lift()], columns=["low", "value", "high"])
    rows.insert(0, "way", [*_LABEL["compared"].values()])
    rows["label"] = [_phrase("chart.more", share=words.percent(each)) for each in rows["value"]]
    way = alt.Y("way:N", title=None, sort=None)
    base = alt.Chart(rows, width=340, height=100).encode(y=way)
    low, value, high = (
        alt.X(f"{end}:Q", title=_SAID["lifts"]).axis(format="%") for end in ("low", "value", "high")
    )
    low = low.scale(domain=[0, 1.4 * float(rows["high"].max())])
    ends = base.mark_rule(strokeWidth=3, color=_OTHERS)
    dots = base.mark_point(filled=True, size=90, color=_MINE, opacity=1).encode(x=value)
    text = base.mark_text(align="left", dx=8).encode(text=alt.Text("label:N", title=_SAID["lift"]))
    bars = ends.encode(x=low, x2=alt.X2("high:Q", title=_SAID["lifts"]))
    return alt.layer(bars, dots, text.encode(x=high))


def draw_gains(table: pd.DataFrame) -> alt.TopLevelMixin:
    """Who gets what of `targeting.thin_market`: platform, advertisers, and how well ads fit people.

    >>> from course_lib.ads import targeting
    >>> draw_gains(targeting.thin_market(2, people=100)).to_dict()["layer"][1]["mark"]["type"]
    'text'
    """
    party, knows = _LABEL["party"], _LABEL["knows"]
    rows = table.melt("targeted", list(party), "party", "share")
    rows["amount"] = (100 * rows["share"]).round() + 0.0  # no minus zero
    rows = labelled(rows.assign(knows=rows["targeted"].map(_KNOWS)))
    base = alt.Chart(rows[["party", "knows", "amount"]], width=320).encode(
        y=alt.Y("party:N", title=None, sort=list(party.values())),
        yOffset=alt.YOffset("knows:N", sort=list(knows.values())),
        x=alt.X("amount:Q", title=_SAID["place"]).scale(domain=[0, 110]),
    )
    shade = alt.Color("knows:N", title=_SAID["knows"])
    shade = shade.scale(domain=list(knows.values()), range=[_OTHERS, _MINE])
    amount = alt.Text("amount:Q", title=_SAID["amount"])
    text = base.mark_text(align="left", dx=4).encode(text=amount)
    return alt.layer(base.mark_bar().encode(color=shade), text)


def draw_market(tables: Mapping[int, pd.DataFrame]) -> alt.TopLevelMixin:
    """`targeting.thin_market` for several numbers of bidders: a panel a party, two lines each.

    >>> from course_lib.ads import targeting
    >>> tables = {n: targeting.thin_market(n, people=100) for n in (2, 3)}
    >>> draw_market(tables).to_dict()["spec"]["mark"]["type"]
    'line'
    """
    rows = pd.concat([table.assign(bidders=n) for n, table in tables.items()])
    parties = ["platform", "advertisers", "person"]
    rows = rows.melt(["bidders", "targeted"], parties, "party")
    rows["advertisers know"] = rows["targeted"].map(_KNOWS)
    rows["value"] = rows["value"].round(3)
    knows = alt.Color("advertisers know:N", title=_SAID["knows"])
    knows = knows.scale(domain=list(_LABEL["knows"].values()))
    x = alt.X("bidders:O", title=_SAID["bidders"]).axis(labelAngle=0)
    y = alt.Y("value:Q", title=_SAID["market"])
    lines = alt.Chart(rows.drop(columns="targeted"), width=140, height=170).mark_line(point=True)
    lines = lines.encode(x=x, y=y, color=knows)
    return lines.facet(column=alt.Column("party:N", title=None, sort=parties))


def draw_turns(path: np.ndarray, names: list[str]) -> alt.TopLevelMixin:
    """Bids of `auction.take_turns`, one line for each bidder in `names` (others are left out).

    >>> draw_turns(np.array([[0.0, 1.0], [2.0, 1.0]]), ["a"]).to_dict()["mark"]["type"]
    'line'
    """
    rows = pd.DataFrame(path[:, : len(names)], columns=names).reset_index(names="turn")
    rows = rows.melt("turn", var_name="bidder", value_name="bid")
    x, y = alt.X("turn:Q", title=_SAID["turns"]), alt.Y("bid:Q", title=_SAID["bid"])
    lines = alt.Chart(rows, width=460, height=220).mark_line(interpolate="step-after")
    bidder = alt.Color("bidder:N", title=_SAID["bidder"]).scale(domain=names)
    return lines.encode(x=x, y=y, color=bidder)


def draw_studies(studies: pd.DataFrame) -> alt.TopLevelMixin:
    """Field studies of privacy's price: one panel an outcome, each with an axis of its own.

    `studies`: `facts.table("studies")`. What comes after a comma in `outcome` (mean, median, news)
    is one measure of that outcome and stands beside the study. Who paid is the colour.

    >>> from course_lib import facts
    >>> len(draw_studies(facts.table("studies")).vconcat)
    5
    """
    parts = studies["outcome"].str.split(", ", n=1, expand=True)
    rows = studies.assign(panel=parts[0], value=(100 * studies["value"]).round(1))
    rows["name"] = rows["study"].map(_short) + " " + rows["year"].astype(str)
    rows["name"] += parts[1].map(lambda measure: f", {measure}", na_action="ignore").fillna("")
    rows["by chance"] = rows["randomised"].map(_LABEL["by_chance"])
    rows["label"] = rows["value"].map("{:g}%".format) + ", " + rows["by chance"]
    payers = list(dict.fromkeys(rows["paid_by"]))
    colour = alt.Color("paid_by:N", legend=alt.Legend(title=_SAID["payer"], columns=1))
    colour = colour.scale(domain=payers)
    panels = []
    for panel, some in rows.groupby("panel", sort=False):
        most = next(end for end in (10, 50, 100) if end > 1.2 * some["value"].max())
        base = alt.Chart(some, width=200).encode(
            y=alt.Y("name:N", title=None, sort=None),
            x=alt.X("value:Q", title=_SAID["percent"]).scale(domain=[0, most]).axis(tickCount=5),
        )
        dots = base.mark_point(filled=True, size=110, opacity=1).encode(color=colour)
        result = alt.Text("label:N", title=_SAID["result"])
        text = base.mark_text(align="left", dx=9).encode(text=result)
        title = alt.Title(str(panel), anchor="start", frame="group", fontSize=12)
        panels.append(alt.layer(dots, text).properties(title=title))
    return alt.vconcat(*panels).resolve_scale(x="independent")


def _short(authors: str) -> str:
    """Three authors or more as the first and others."""
    first, *others = authors.split(", ")
    return _phrase("chart.others", first=first) if len(others) > 1 else authors


def said_lifts(report: Comparison, held: Comparison) -> str:
    """What `draw_lifts` shows, in a sentence.

    >>> said_lifts(Comparison(9, 20, 2, 20), Comparison(9, 20, 8, 20))[-32:]
    '12% more, between -45% and 132%.'
    """
    low, value, high = (words.percent(end) for end in held.lift())
    seen = words.percent(report.lift().mid)
    return _phrase("chart.lifts_said", seen=seen, low=low, value=value, high=high)


def said_credit(people: pd.DataFrame) -> str:
    """Of 100 sales after a tap, how many the ad caused by the holdout, in a sentence.

    >>> said_credit(attribution.simulate())[-71:]
    'So for 100 sales after a tap the ad caused 23, somewhere from 11 to 34.'
    """
    by = attribution.credited(people).set_index("method")
    clicked, caused = by.loc["last_click", "sales"], by.loc["holdout", ["low", "sales", "high"]]
    low, middle, high = map(words.number, 100 * caused / clicked)
    counts = {"clicked": words.number(clicked), "caused": words.number(caused["sales"])}
    return _phrase("chart.credit_said", low=low, middle=middle, high=high, **counts)


def said_gains(table: pd.DataFrame, bidders: int) -> str:
    """What the platform gets in `targeting.thin_market`, in a sentence.

    >>> from course_lib.ads import targeting
    >>> said_gains(targeting.thin_market(2), bidders=2)[:43]
    'With 2 bidders the platform gets 50 cents a'
    """
    blind, knowing = (words.number(100 * dollars) for dollars in table["platform"])
    return _phrase("chart.gains_said", bidders=bidders, blind=blind, knowing=knowing)


checks.guard(__name__, error=None)
