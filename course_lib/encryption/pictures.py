"""Pictures of what two sides hold: the same or not, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from course_lib.errors import CourseError


def cells(rows: Mapping[str, Sequence[str]], width: int = 600) -> alt.LayerChart:
    """Each row as a line of cells; a cell that differs from the first row's is dark, with a bar.

    `rows` maps a row's name to short texts: letters, bytes, groups of digits. Shape and colour both
    say "differs". Raises CourseError for no rows or an empty first row.

    >>> chart = cells({"Sari's phone": ["12", "34"], "Budi's phone": ["12", "35"]})
    >>> list(chart.data["differs"])
    ['same', 'same', 'same', 'differs']
    """
    names = list(rows)
    if not names or not rows[names[0]]:
        raise CourseError(
            expected="at least one row of texts", got=str(dict(rows)), do="Give a name and a list."
        )
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
        alt.Color("differs:N", title="Compared with the first row")
        .scale(domain=["same", "differs"], range=["#e8eef4", "#0b3c5d"])
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
        .then(alt.value("#111"))
        .otherwise(alt.value("#fff")),
    )
    bar = base.transform_filter(alt.datum.differs == "differs").mark_tick(
        orient="horizontal", thickness=3, yOffset=13, color="#e69f00", bandSize=width / steps * 0.8
    )
    return (cell + text + bar).properties(width=width, height=34 * len(names))


def letters(raw: bytes) -> list[str]:
    """Bytes as an eye sees them: letters where they are letters, a dot where they are not.

    >>> letters(b"Seat 1\\x00")
    ['S', 'e', 'a', 't', ' ', '1', '·']
    """
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
    marks = base.mark_point(size=180, strokeWidth=2, filled=True).encode(
        shape=alt.Shape("thief:N", title="For the thief", legend=top).scale(
            domain=kinds, range=["square", "circle"]
        ),
        color=alt.Color("thief:N", title="For the thief", legend=top).scale(
            domain=kinds, range=["#9fb3c8", "#d55e00"]
        ),
        tooltip=["message:Q", "writer:N", "thief:N"],
    )
    stolen = pd.DataFrame({"theft": [t - 0.5], "label": ["the theft"]})
    rule = alt.Chart(stolen).mark_rule(strokeDash=[6, 4], strokeWidth=2).encode(x="theft:Q")
    label = alt.Chart(stolen).mark_text(align="left", dx=5, y=8).encode(x="theft:Q", text="label:N")
    return (marks + rule + label).properties(width=width, height=110)


_CHANGES = {  # change: its colour and its sign
    "kept": ("#eef1f4", "="),
    "one step on": ("#cfe3f5", ">"),
    "new secret": ("#f6c667", "*"),
    "stored": ("#b7d7a8", "+"),
    "used, deleted": ("#ffffff", "x"),
}


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
    colours = {change: colour for change, (colour, _) in _CHANGES.items()}
    colours |= {"has it, too": "#f4c7a8", "cannot make it": "#ffffff"}
    first, last = int(data.message.min()), int(data.message.max())
    slider = alt.binding_range(min=first, max=last, step=1, name="Message (Page Up, Page Down) ")
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
        size=140, strokeWidth=2, filled=True, xOffset=-80, color="#c04f00"
    )
    cells = base.mark_rect(stroke="#8a97a5").encode(color=fill).add_params(message)
    values = base.mark_text(font="monospace", fontSize=15, dy=-8).encode(text="value:N")
    words = base.mark_text(fontSize=12, dy=12).encode(text="what:N")
    title = titles.encode(x=alt.value(0), y=alt.value(-34), text="title:N")
    chart = cells + values + words + signs.encode(shape=shape) + title
    return chart.properties(width=width, height=220)


def _beside(table: pd.DataFrame) -> pd.DataFrame:
    """Each row twice: as the phone has the key, and as the thief has it or has not."""
    lost = table.thief == "does not know"
    title = "After message " + table.message.astype(str) + ": the phone " + table.does
    ours = table.assign(holder="the phone", what=table.change, sign="")
    ours["title"] = title.where(table.key == "root key", "")
    ours.loc[table.key == "message key", "sign"] = "used"
    copy = table.assign(holder="the thief", what="has it, too", sign="", title="")
    copy.loc[lost, ["value", "what", "sign"]] = ["?", "cannot make it", "lost"]
    both = pd.concat([ours, copy]).sort_values(["message", "holder"], kind="stable")
    return both.drop(columns=["change", "thief", "does"])


def held(table: pd.DataFrame, width: int = 600) -> alt.LayerChart:
    """The keys of one phone, step by step, as `conversation.held` or `walk` says.

    Each cell has the first digits of the key and a sign for what happened to it.

    >>> from course_lib.encryption import conversation
    >>> chart = held(conversation.held(conversation.play("AB"), "B"))
    >>> chart.data.text[0][-1]
    '*'
    """
    signs = [_CHANGES[change][1] for change in table.change]
    text = [f"{value} {sign}" for value, sign in zip(table.value, signs, strict=True)]
    data = table.assign(text=text, turn=[f"{row.message} {row.does}" for row in table.itertuples()])
    names = {change: f"{sign} {change}" for change, (_, sign) in _CHANGES.items()}
    data["change"] = data.change.map(names)
    base = alt.Chart(data).encode(
        x=alt.X("turn:O", title="Step", sort=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("key:N", title=None, sort=None),
    )
    cell = base.mark_rect(stroke="#8a97a5").encode(
        color=alt.Color("change:N", title="The key")
        .scale(domain=list(names.values()), range=[colour for colour, _ in _CHANGES.values()])
        .legend(orient="bottom"),
    )
    chart = cell + base.mark_text(font="monospace", fontSize=12).encode(text="text:N")
    return chart.properties(width=width, height=170)


def flips(table: pd.DataFrame, width: int = 600) -> alt.LayerChart:
    """The bytes of a frame, sixteen in a row, and which check refused each when it was changed.

    >>> from course_lib.encryption import cases, conversation
    >>> step = conversation.play("AAB")[1]
    >>> flips(cases.flips(step.before["B"], step.frame)).data.sign[0]
    'T'
    """
    signs = {"tag": "T", "too many skipped": "S", "duplicate": "D", "nothing": "!"}
    names = {check: f"{sign}: {check}" for check, sign in signs.items()}
    data = table.assign(
        row=table.byte // 16,
        column=table.byte % 16,
        sign=table.refused_by.map(signs),
        refused_by=table.refused_by.map(names),
    )
    base = alt.Chart(data).encode(
        x=alt.X("column:O", title=None, axis=None),
        y=alt.Y("row:O", title="Sixteen bytes a row"),
    )
    cell = base.mark_rect(stroke="white").encode(
        color=alt.Color("refused_by:N", title="Refused by")
        .scale(domain=list(names.values()), range=["#cfe3f5", "#f6c667", "#b7d7a8", "#d55e00"])
        .legend(orient="top"),
        tooltip=["byte:Q", "part:N", "refused_by:N"],
    )
    text = base.mark_text(font="monospace", fontSize=12).encode(text="sign:N")
    return (cell + text).properties(width=width, height=150)
