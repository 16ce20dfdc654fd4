"""The longer charts of lessons 4 and 9. Each returns an Altair chart of a frame."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from course_lib import checks, data, facts, look, words
from course_lib.economics import hearing, ledger

_WORDS = data.toml("economics", "words")
_SAID: dict[str, str] = _WORDS["chart"]
LINES: dict[str, str] = _WORDS["label"]["what"]  # of a year, and steps of a sale


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of this room with words in place of its keys, to be read.

    >>> labelled(pd.DataFrame({"what": ["fee"]}))["what"].tolist()
    ['yearly fee']
    """
    return data.labelled("economics", frame)


def draw_ways(table: pd.DataFrame) -> alt.TopLevelMixin:
    """Dollars per user and year of every messenger that publishes both, by its main way to live.

    `table` is `platform.messengers()`; rows without a number are left out and need a sentence.

    >>> from course_lib.economics import platform
    >>> len(draw_ways(platform.messengers()).to_dict()["layer"])
    2
    """
    known = table.dropna(subset=["dollars_per_user"]).copy()
    known["who"] = known["service"] + ", " + known["year"].astype(str)
    known["way"] = known["ways"].str.partition("; ")[0].replace("", _SAID["unknown_way"])
    known["label"] = [_SAID["way_label"].format(**row) for row in known.to_dict("records")]
    base = alt.Chart(known[["who", "dollars_per_user", "way", "label"]]).encode(
        y=alt.Y("who:N", title=_SAID["service"], sort=alt.EncodingSortField("dollars_per_user")),
        x=alt.X("dollars_per_user:Q", title=_SAID["per_user"])
        .scale(type="log", domain=[0.01, 5000])  # room for the last label
        .axis(format="$~g", values=[0.01, 0.1, 1, 10, 100]),
    )
    way = alt.Color("way:N", title=_SAID["way"], legend=None)  # the label says it too
    said = alt.Text("label:N", title=_SAID["counted"])
    dots, text = base.mark_point(size=110), base.mark_text(align="left", dx=10)
    return alt.layer(dots.encode(color=way), text.encode(text=said))


def draw_adoption(runs: dict[str, pd.DataFrame]) -> alt.Chart:
    """Who stays, month by month: one line for each named run of `adoption.simulate`.

    >>> from course_lib.economics import adoption
    >>> calm = adoption.simulate(price=0, churn=0.1, network=6)
    >>> draw_adoption({"calm": calm}).to_dict()["mark"]["type"]
    'line'
    """
    months = pd.concat(runs, names=["run"]).reset_index("run")
    lines = alt.Chart(months[["run", "month", "users"]], height=220).mark_line()
    return lines.encode(
        x=alt.X("month:Q", title=_SAID["month"]),
        y=alt.Y("users:Q", title=_SAID["here"]).scale(domain=[0, 1]).axis(format="%"),
        color=alt.Color("run:N", title=_SAID["run"]).scale(domain=list(runs)),
    )


def said_stays(price: float, local: str, months: pd.DataFrame) -> str:
    """Who is here at the end of a run of `adoption.simulate`, in a sentence.

    The yearly `price` is in dollars, and `local` is the same in a currency at home.

    >>> from course_lib.economics import adoption
    >>> said_stays(1, "Rp15,507", adoption.simulate(price=1, churn=0.1, network=4))
    'At 1.00 dollars (Rp15,507) a year, 90% of the people are here after five years.'
    """
    left = words.percent(months["users"].iloc[-1])
    return _SAID["stays"].format(price=words.number(price, 2), local=local, left=left)


def draw_choices(cloud: pd.DataFrame, yours: pd.DataFrame) -> alt.TopLevelMixin:
    """Your messenger among all others and the cards: profit against gain, and who pays yours.

    `cloud` is `platform.cloud()`, `yours` one row of `platform.sweep`. Dollars a year for each
    person of the country.

    >>> from course_lib.economics import platform
    >>> yours = platform.sweep(platform.Setting(ads=5))
    >>> len(draw_choices(platform.cloud(), yours).to_dict()["vconcat"])
    2
    """
    cards = labelled(hearing.points())
    x = alt.X("profit:Q", title=_SAID["profit"])
    y = alt.Y("people_gain:Q", title=_SAID["gain"])
    both = ["profit", "people_gain"]
    grey = alt.Chart(cloud[both]).mark_point(size=8, opacity=0.4, color=look.GREY).encode(x=x, y=y)
    rim = alt.Chart(cloud.loc[cloud["frontier"], both]).mark_line(color=look.BLACK).encode(x=x, y=y)
    shape = alt.Shape("card:N", title=_SAID["card"], sort=cards["card"].tolist())
    shape = shape.legend(orient="top", columns=2)
    named = alt.Chart(cards[[*both, "card"]]).encode(x=x, y=y, shape=shape)
    dots = named.mark_point(size=90, color=look.BLUE, strokeWidth=2)
    you = alt.Chart(yours[both]).encode(x=x, y=y)
    diamond = you.mark_point(shape="diamond", size=260, filled=True, color=look.ORANGE)
    tag = you.mark_text(align="left", dx=14, fontWeight="bold").encode(text=alt.value(_SAID["you"]))
    paid = yours.loc[:, "fees":"cost"].melt(var_name="what", value_name="dollars")
    most = 1.3 * cloud.loc[:, "fees":"ads"].to_numpy().max()  # one ruler for all settings
    dollars = alt.X("dollars:Q", title=_SAID["paid"]).scale(domain=[0, most])
    what = alt.Y("what:N", title=None, sort=None)
    bars = alt.Chart(paid, width=460, height=90).mark_bar().encode(x=dollars, y=what)
    told = bars.mark_text(align="left", dx=4).encode(text=alt.Text("dollars:Q", format="$.2f"))
    choices = alt.layer(grey, rim, dots, diamond, tag).properties(width=460, height=220)
    return alt.vconcat(choices, bars + told)


def draw_facts(named: Mapping[str, Any], title: str, per: float = 1) -> alt.TopLevelMixin:
    """A bar for each named amount in the order given, with its number, divided by `per`.

    An amount is told as `facts.amount` reads it: a fact's id, or a number.

    >>> chart = draw_facts({"asked": 99, "received": "F16"}, "US cents")
    >>> [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    ['bar', 'text']
    """
    rows = [(name, facts.amount(told) / per) for name, told in named.items()]
    frame = pd.DataFrame(rows, columns=["what", "amount"])
    frame["said"] = [format(float(f"{amount:.3g}"), ",g") for amount in frame["amount"]]
    what = alt.Y("what:N", title=None, sort=None)
    room = alt.Scale(domain=[0, 1.12 * frame["amount"].max()])
    bars = alt.Chart(frame).mark_bar().encode(x=alt.X("amount:Q", title=title, scale=room), y=what)
    return alt.layer(bars, bars.mark_text(align="left", dx=4).encode(text="said:N"))


def seen(*parties: str) -> pd.DataFrame:
    """What these parties see at each step of a sale, to read; CourseError for another party.

    >>> seen("relay").columns.tolist()
    ['step', 'relay']
    """
    return _by_step(ledger.sees(), parties)


def earned(*parties: str) -> pd.DataFrame:
    """What each step of a sale brings these parties, in dollars; CourseError for another party.

    >>> earned("relay", "outside").columns.tolist()
    ['step', 'relay', 'outside']
    """
    return _by_step(ledger.earns().round(5), parties)


def _by_step(frame: pd.DataFrame, parties: Sequence[str]) -> pd.DataFrame:
    for party in parties:
        checks.one_of(party, frame, "economics.role")
    return frame[list(parties)].rename(LINES).rename_axis("step").reset_index()


def draw_year(year: ledger.Ledger) -> alt.TopLevelMixin:
    """The lines of a year in dollars: ranges as bars, middle guesses as dots.

    >>> len(draw_year(ledger.user_year(seed=5)).to_dict()["layer"])
    2
    """
    lines = labelled(year.frame().drop(columns="when"))
    title, scale = _SAID["year"], alt.Scale(type="symlog", constant=0.1)
    axis = alt.Axis(values=[0, 0.1, 1, 10], format="~g")
    base = alt.Chart(lines, width=320).encode(y=alt.Y("what:N", title=None))
    low, mid = (alt.X(f"{end}:Q", title=title, scale=scale, axis=axis) for end in ("low", "mid"))
    who = alt.Color("paid_by:N", title=_SAID["payer"])
    bars = base.mark_bar(height=8).encode(x=low, x2=alt.X2("high:Q"), color=who)
    return alt.layer(bars, base.mark_point(size=90, color=look.BLACK, filled=True).encode(x=mid))


def said_year(year: ledger.Ledger) -> str:
    """What `draw_year` shows, in a sentence.

    >>> said_year(ledger.user_year(seed=5))
    'Others pay about $1.71 because of Sari in the year; the widest line alone is $22.08 wide.'
    """
    others = year.total().mid - year.total(paid_by="Meta").mid
    widest = max(line.high - line.low for line in year)
    return _SAID["year_said"].format(others=words.money(others), widest=words.money(widest))


def said_own(mine: words.Range) -> str:
    """A year of one's own in a sentence: a range, never one number.

    >>> said_own(words.Range(-0.5, 0.2, 3.0))
    'A year like yours leaves Meta between -$0.50 and $3.00, as an estimate for 2024.'
    """
    low, high = (words.money(end) for end in (mine.low, mine.high))
    return _SAID["own_year"].format(low=low, high=high)


checks.guard(__name__, error=None)
