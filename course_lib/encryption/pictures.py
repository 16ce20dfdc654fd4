"""Pictures of what two sides hold: the same or not, cell by cell. Tables come with keys; here they
turn into labels (the room's words)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from course_lib import look
from course_lib.encryption import keys
from course_lib.encryption.keys import phrase
from course_lib.errors import refuse

_TINT = 0.5  # how much colour a cell has under its text
_CHANGES = {  # what happened to a key: its colour and its sign
    "kept": (look.GRID, "="),
    "step": (look.SKY, ">"),
    "fresh": (look.AMBER, "*"),
    "stored": (look.GREEN, "+"),
    "used": ("white", "x"),
}
_CHECKS = {  # what refused a byte: its colour and its sign
    "tag": (look.SKY, "T"),
    "too_many_skipped": (look.AMBER, "S"),
    "duplicate": (look.GREEN, "D"),
    "nothing": (look.ORANGE, "!"),
}


def cells(rows: Mapping[str, Sequence[str]], width: int = 600) -> alt.LayerChart:
    """Each row as a line of cells; a cell that differs from the first row's is dark, with a bar.

    `rows` maps a row's name to short texts: letters, bytes, groups of digits. Shape and colour both
    say "differs". Raises CourseError for no rows or an empty first row.

    >>> chart = cells({"Sari's phone": ["12", "34"], "Budi's phone": ["12", "35"]})
    >>> list(chart.data["differs"])
    ['same', 'same', 'same', 'differs']
    """
    keys.expect(Mapping, rows)
    names = list(rows)
    if not names or not rows[names[0]]:
        raise refuse("encryption.rows", dict(rows))
    first = rows[names[0]]
    data = pd.DataFrame(
        {
            "row": name,
            "position": position,
            "text": text,
            "differs": "same" if position < len(first) and text == first[position] else "differs",
        }
        for name in names
        for position, text in enumerate(rows[name])
    )
    steps = max(map(len, rows.values()))
    fill = (
        alt.Color("differs:N", title=phrase("titles.differs"))
        .scale(domain=["same", "differs"], range=[look.GRID, look.BLUE])
        .legend(orient="top")
    )
    base = alt.Chart(data).encode(
        x=alt.X("position:O", title=None, axis=None).scale(paddingInner=0.06),
        y=alt.Y("row:N", title=None, sort=names).axis(domain=False, ticks=False),
    )
    cell = base.mark_rect(stroke="white", strokeWidth=1).encode(color=fill)
    text = base.mark_text(font="monospace", fontSize=min(14, int(width / steps / 0.66))).encode(
        text="text:N",
        color=alt.when(alt.datum.differs == "same")
        .then(alt.value(look.INK))
        .otherwise(alt.value("white")),
    )
    bar = base.transform_filter(alt.datum.differs == "differs").mark_tick(
        orient="horizontal", thickness=3, yOffset=13, color=look.AMBER, bandSize=width / steps * 0.8
    )
    return (cell + text + bar).properties(width=width, height=34 * len(names))


def letters(raw: bytes) -> list[str]:
    """Bytes as an eye sees them: letters where they are letters, a dot where they are not.

    >>> letters(b"Seat 1\\x00")
    ['S', 'e', 'a', 't', ' ', '1', '·']
    """
    keys.expect(bytes, raw)
    return [chr(byte) if 32 <= byte < 127 else "·" for byte in raw]


def strip(table: pd.DataFrame, t: int, width: int = 600) -> alt.LayerChart:
    """Which messages a thief can read, as `thief.steal` says; a line marks the theft before `t`.

    A message the thief can read is a circle, a sealed one a square.

    >>> from course_lib.encryption import thief
    >>> chart = strip(thief.steal("ABAB", t=2), t=2)
    >>> list(chart.layer[0].data.thief)
    ['sealed', 'sealed', 'readable', 'sealed']
    """
    data = table.assign(thief=["readable" if yes else "sealed" for yes in table.readable])
    kinds, top = ["sealed", "readable"], alt.Legend(orient="top")
    base = alt.Chart(data).encode(
        x=alt.X("message:Q", title="Message", axis=alt.Axis(format="d", tickMinStep=1)).scale(
            domain=[-0.5, len(data) - 0.5], nice=False
        ),
        y=alt.Y("writer:N", title=None),
    )
    shape = alt.Shape("thief:N", title=phrase("titles.thief"), legend=top)
    color = alt.Color("thief:N", title=phrase("titles.thief"), legend=top)
    marks = base.mark_point(size=180, strokeWidth=2, filled=True).encode(
        shape=shape.scale(domain=kinds, range=["square", "circle"]),
        color=color.scale(domain=kinds, range=[look.FAINT, look.ORANGE]),
        tooltip=["message:Q", "writer:N", "thief:N"],
    )
    stolen = pd.DataFrame({"theft": [t - 0.5], "label": [phrase("titles.theft")]})
    rule = alt.Chart(stolen).mark_rule(strokeDash=[6, 4], strokeWidth=2).encode(x="theft:Q")
    label = alt.Chart(stolen).mark_text(align="left", dx=5, y=8).encode(x="theft:Q", text="label:N")
    return (marks + rule + label).properties(width=width, height=110)


def steps(table: pd.DataFrame, start: int, width: int = 600) -> alt.LayerChart:
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
    colours = {phrase(f"changes.{change}"): colour for change, (colour, _) in _CHANGES.items()}
    colours |= {phrase("changes.stolen"): look.ORANGE, phrase("changes.lost"): "white"}
    first, last = int(data.message.min()), int(data.message.max())
    slider = alt.binding_range(min=first, max=last, step=1, name=phrase("titles.slider"))
    message = alt.param(name="message", value=start, bind=slider)
    base = (
        alt.Chart(data)
        .transform_filter(alt.datum.message == message)
        .encode(
            x=alt.X("holder:N", title=None).axis(
                orient="top", labelAngle=0, domain=False, ticks=False
            ),
            y=alt.Y("key:N", title=None, sort=None).axis(domain=False, ticks=False),
        )
    )
    fill = alt.Color("what:N", legend=None).scale(
        domain=list(colours), range=list(colours.values())
    )
    shape = alt.Shape("sign:N", legend=None).scale(
        domain=["used", "lost"], range=["diamond", "cross"]
    )
    titles = base.transform_filter(alt.datum.title != "").mark_text(align="left", fontSize=14)
    signs = base.transform_filter(alt.datum.sign != "").mark_point(
        size=140, strokeWidth=2, filled=True, xOffset=-80, color=look.ORANGE
    )
    cells = base.mark_rect(stroke=look.FAINT, fillOpacity=_TINT).encode(color=fill)
    values = base.mark_text(font="monospace", fontSize=15, dy=-8).encode(text="value:N")
    words = base.mark_text(fontSize=12, dy=12).encode(text="what:N")
    title = titles.encode(x=alt.value(0), y=alt.value(-34), text="title:N")
    chart = cells.add_params(message) + values + words + signs.encode(shape=shape) + title
    return chart.properties(width=width, height=220)


def held(table: pd.DataFrame, width: int = 600) -> alt.LayerChart:
    """The keys of one phone, step by step, as `conversation.held` or `walk` says.

    Each cell has the first digits of the key and a sign for what happened to it.

    >>> from course_lib.encryption import conversation
    >>> chart = held(conversation.held(conversation.play("AB"), "B"))
    >>> chart.data.text[0][-1]
    '*'
    """
    names = {c: f"{sign} {phrase(f'changes.{c}')}" for c, (_, sign) in _CHANGES.items()}
    data = _labelled(table).assign(
        text=table.value + " " + table.change.map({c: sign for c, (_, sign) in _CHANGES.items()}),
        turn=[f"{row.message} {row.does}" for row in table.itertuples()],
        change=table.change.map(names),
    )
    base = alt.Chart(data).encode(
        x=alt.X("turn:O", title="Step", sort=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("key:N", title=None, sort=None),
    )
    cell = base.mark_rect(stroke=look.FAINT, fillOpacity=_TINT).encode(
        color=_scaled("change", phrase("titles.key"), names, _CHANGES).legend(orient="bottom"),
    )
    chart = cell + base.mark_text(font="monospace", fontSize=12).encode(text="text:N")
    return chart.properties(width=width, height=170)


def flips(table: pd.DataFrame, width: int = 600) -> alt.LayerChart:
    """The bytes of a frame, sixteen in a row, and which check refused each when it was changed.

    `table` is what `cases.flips` says.

    >>> from course_lib.encryption import cases, conversation
    >>> step = conversation.play("AAB")[1]
    >>> flips(cases.flips(step.before["B"], step.frame)).data.sign[0]
    'T'
    """
    names = {c: f"{sign}: {phrase(f'checks.{c}')}" for c, (_, sign) in _CHECKS.items()}
    data = table.assign(
        part=table.part.map({part: phrase(f"parts.{part}") for part in table.part.unique()}),
        row=table.byte // 16,
        column=table.byte % 16,
        sign=table.refused_by.map({c: sign for c, (_, sign) in _CHECKS.items()}),
        refused_by=table.refused_by.map(names),
    )
    base = alt.Chart(data).encode(
        x=alt.X("column:O", title=None, axis=None),
        y=alt.Y("row:O", title=phrase("titles.bytes")),
    )
    cell = base.mark_rect(stroke="white", fillOpacity=_TINT).encode(
        color=_scaled("refused_by", phrase("titles.refused"), names, _CHECKS).legend(orient="top"),
        tooltip=["byte:Q", "part:N", "refused_by:N"],
    )
    text = base.mark_text(font="monospace", fontSize=12).encode(text="sign:N")
    return (cell + text).properties(width=width, height=150)


def answers(table: pd.DataFrame, width: int = 570) -> alt.LayerChart:
    """Which phone passes which question, as `cases.results` says.

    >>> from course_lib.encryption import cases
    >>> answers(cases.results()).data.says.value_counts().to_dict()
    {'passes': 23, 'FAILS': 7}
    """
    data = pd.DataFrame(
        {
            "variant": [phrase(f"variants.{name}") for name in table.variant],
            "case": [phrase(f"cases.{name}") for name in table.case],
            "passes": table.passes,
            "says": table.passes.map({True: phrase("says.yes"), False: phrase("says.no")}),
        }
    )
    base = alt.Chart(data).encode(
        x=alt.X("case:N", title=None).axis(labelAngle=0, orient="top", labelFontSize=11),
        y=alt.Y("variant:N", title=None, sort=None),
    )
    fill = alt.Color("says:N", legend=None).scale(
        domain=[phrase("says.no"), phrase("says.yes")], range=[look.ORANGE, look.GRID]
    )
    cell = base.mark_rect(stroke="white", fillOpacity=_TINT).encode(color=fill)
    return (cell + base.mark_text().encode(text="says:N")).properties(width=width)


def _scaled(
    field: str, title: str, names: Mapping[str, str], looks: Mapping[str, tuple[str, str]]
) -> alt.Color:
    colours = [looks[key][0] for key in names]
    return alt.Color(f"{field}:N", title=title).scale(domain=list(names.values()), range=colours)


def _labelled(table: pd.DataFrame) -> pd.DataFrame:
    """Keys are named: "root" is "root key"; a late message's is called by its number."""
    kinds = ("root", "sending", "receiving", "message")
    return table.assign(key=table.key.replace({kind: phrase(f"kinds.{kind}") for kind in kinds}))


def _beside(table: pd.DataFrame) -> pd.DataFrame:
    """Each row twice: as the phone has the key, and as the thief has it or has not."""
    title = [phrase("titles.after", n=row.message, does=row.does) for row in table.itertuples()]
    ours = _labelled(table).assign(
        holder=phrase("holders.phone"),
        what=table.change.map({change: phrase(f"changes.{change}") for change in _CHANGES}),
        sign=table.key.map({"message": "used"}).fillna(""),
        title=pd.Series(title, table.index).where(table.key == "root", ""),
    )
    copy = ours.assign(
        holder=phrase("holders.thief"), what=phrase("changes.stolen"), sign="", title=""
    )
    copy.loc[~table.knows, ["value", "what", "sign"]] = ["?", phrase("changes.lost"), "lost"]
    both = pd.concat([ours, copy]).sort_values(["message", "holder"], kind="stable")
    return both.drop(columns=["change", "knows", "does"])
