"""Pictures of what two sides hold: the same or not, cell by cell.

The tables come with keys. Here they turn into labels, which stand in the room's words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from course_lib import data
from course_lib.encryption import keys
from course_lib.encryption.keys import phrase
from course_lib.errors import require
from course_lib.look import AMBER, FAINT, GRID, INK, ORANGE, SKY

_LABEL = data.toml("encryption", "words")["label"]
_WIDE = 600  # what fits into a cell of a notebook
_TINT = 0.5  # how much colour a cell has under its text
_COMPARED = {"same": GRID, "differs": ORANGE}
_THIEF = {"readable": ORANGE, "sealed": FAINT}  # in a figure a circle, then a square
_CHANGES = {"kept": GRID, "step": SKY, "fresh": AMBER, "used": "white"}
_CHANGES |= {"stolen": ORANGE, "lost": "white"}


def cells(rows: Mapping[str, Sequence[str]]) -> alt.LayerChart:
    """Each row as a line of cells; a cell that differs from the first row's has a colour and a bar.

    `rows` maps a row's name to short texts: letters, bytes, groups of digits. Raises CourseError
    for no rows or an empty first row.

    >>> chart = cells({"Sari's phone": ["12", "34"], "Budi's phone": ["12", "35"]})
    >>> list(chart.data["differs"])
    ['same', 'same', 'same', 'differs']
    """
    names = list(rows)
    require(names and rows[names[0]], "encryption.rows", dict(rows))
    places, steps = dict(enumerate(rows[names[0]])), max(map(len, rows.values()))
    data = pd.DataFrame(
        {"row": name, "position": position, "text": text, "differs": places.get(position) != text}
        for name in names
        for position, text in enumerate(rows[name])
    )
    data["differs"] = data.differs.map({False: "same", True: "differs"})
    x = alt.X("position:O", title=None, axis=None, sort=None).scale(paddingInner=0.06)
    y = alt.Y("row:N", title=None, sort=names).axis(domain=False, ticks=False)
    colour = _colour("differs", _COMPARED, phrase("titles.differs")).legend(orient="top")
    chart = _grid(data, x, y, colour, fontSize=min(14, int(_WIDE / steps / 0.66)))
    bar = alt.Chart(data).encode(x=x, y=y).transform_filter(alt.datum.differs == "differs")
    long = _WIDE / steps * 0.8
    tick = bar.mark_tick(orient="horizontal", thickness=3, yOffset=13, color=ORANGE, bandSize=long)
    return (chart + tick).properties(width=_WIDE, height=34 * len(names))


def letters(raw: bytes) -> list[str]:
    """Bytes as an eye sees them: letters where they are letters, a dot where they are not.

    >>> letters(b"Seat 1\\x00")
    ['S', 'e', 'a', 't', ' ', '1', '·']
    """
    return [chr(byte) if 32 <= byte < 127 else "·" for byte in raw]


def texts(rows: Mapping[str, bytes]) -> alt.LayerChart:
    """Each row's bytes as letters, as long as the first row: see `cells`.

    >>> len(texts({"Sari wrote": b"12A", "Budi reads": b"13A and more"}).data)
    6
    """
    long = min(map(len, rows.values()), default=0)
    return cells({name: letters(raw[:long]) for name, raw in rows.items()})


def differing(one: Sequence[Any], other: Sequence[Any]) -> int:
    """At how many places of the shorter one the two differ.

    >>> differing(b"12A", b"13A")
    1
    """
    return sum(a != b for a, b in zip(one, other, strict=False))


def strip(table: pd.DataFrame, t: int) -> alt.LayerChart:
    """Which messages a thief can read, as `thief.steal` says; a line marks the theft before `t`.

    >>> from course_lib.encryption import thief
    >>> chart = strip(thief.steal("ABAB", t=2), t=2)
    >>> list(chart.layer[0].data.thief)
    ['sealed', 'sealed', 'readable', 'sealed']
    """
    data = table.assign(thief=table.readable.map({True: "readable", False: "sealed"}))
    x = alt.X("message:Q", title=phrase("titles.message")).axis(format="d", tickMinStep=1)
    marks = alt.Chart(data).mark_point(size=180, strokeWidth=2, filled=True)
    marks = marks.encode(
        x=x.scale(domain=[-0.5, len(data) - 0.5], nice=False),
        y=alt.Y("writer:N", title=None),
        color=_colour("thief", _THIEF, phrase("titles.thief")).legend(orient="top"),
        tooltip=["message:Q", "writer:N", "thief:N"],
    )
    stolen = pd.DataFrame({"theft": [t - 0.5], "label": [phrase("titles.theft")]})
    base = alt.Chart(stolen).encode(x="theft:Q")
    label = base.mark_text(align="left", dx=5, y=8).encode(text="label:N")
    rule = base.mark_rule(strokeDash=[6, 4], strokeWidth=2)
    return (marks + rule + label).properties(width=_WIDE, height=110)


def steps(table: pd.DataFrame, start: int) -> alt.LayerChart:
    """One phone's keys after a message, and which of them the thief has; a slider steps through.

    `table` is what `conversation.held` says with `known`. A diamond marks the key that was used,
    a cross a key the thief cannot make; words say both. The slider begins at message `start`.

    >>> from course_lib.encryption import conversation, thief
    >>> talk = conversation.play("ABAB")
    >>> chart = steps(conversation.held(talk, "B", thief.spy(talk, 2)), start=2)
    >>> chart.data.what.tolist()[-2:]
    ['has it, too', 'cannot make it']
    """
    data = _beside(table)
    looks = {phrase(f"label.change.{change}"): colour for change, colour in _CHANGES.items()}
    low, high = map(int, data.message.agg(["min", "max"]))
    slider = alt.binding_range(min=low, max=high, step=1, name=phrase("titles.slider"))
    message = alt.param(name="message", value=start, bind=slider)
    x = alt.X("holder:N", title=None).axis(orient="top", labelAngle=0, domain=False, ticks=False)
    y = alt.Y("key:N", title=None, sort=None).axis(domain=False, ticks=False)
    cells = _grid(data, x, y, _colour("what", looks).legend(None), "value:N", fontSize=15, dy=-8)
    base = alt.Chart(data).encode(x=x, y=y)
    shape = alt.Shape("sign:N", legend=None)
    shape = shape.scale(domain=["used", "lost"], range=["diamond", "cross"])
    signs = base.transform_filter(alt.datum.sign != "")
    signs = signs.mark_point(size=140, strokeWidth=2, filled=True, xOffset=-80, color=ORANGE)
    titles = base.transform_filter(alt.datum.title != "").mark_text(align="left", fontSize=14)
    title = titles.encode(x=alt.value(0), y=alt.value(-34), text="title:N")
    words = base.mark_text(fontSize=12, dy=12, color=INK).encode(text="what:N")
    chart = cells + words + signs.encode(shape=shape) + title
    chart = chart.add_params(message).transform_filter(alt.datum.message == message)
    return chart.properties(width=_WIDE, height=220)


def _grid(
    data: pd.DataFrame, x: alt.X, y: alt.Y, colour: alt.Color, text: str = "text:N", **mark: Any
) -> alt.LayerChart:
    """Tinted cells with a text in each, readable on any page; `mark` is how the text looks."""
    base = alt.Chart(data).encode(x=x, y=y)
    cell = base.mark_rect(stroke=FAINT, fillOpacity=_TINT).encode(color=colour)
    written = base.mark_text(color=INK, **mark).encode(text=text)
    return base.mark_rect(fill="white") + cell + written


def _colour(field: str, looks: Mapping[str, str], title: str | None = None) -> alt.Color:
    scale = alt.Scale(domain=list(looks), range=list(looks.values()))
    return alt.Color(f"{field}:N", title=title, scale=scale)


def _beside(table: pd.DataFrame) -> pd.DataFrame:
    """Each row twice: as the phone has the key, and as the thief has it or has not."""
    title = [phrase("titles.after", n=row.message, does=row.does) for row in table.itertuples()]
    ours = table.assign(
        holder=phrase("holders.phone"),
        key=table.key.replace(_LABEL["key"]),
        what=table.change.replace(_LABEL["change"]),
        sign=table.key.map({"message": "used"}).fillna(""),
        title=pd.Series(title, table.index).where(table.key == "root", ""),
    )
    stolen, lost = phrase("label.change.stolen"), phrase("label.change.lost")
    copy = ours.assign(holder=phrase("holders.thief"), what=stolen, sign="", title="")
    copy.loc[~table.knows, ["value", "what", "sign"]] = ["?", lost, "lost"]
    both = pd.concat([ours, copy]).sort_values(["message", "holder"], kind="stable")
    return both.drop(columns=["change", "knows", "does"])


keys.guard(__name__)
