"""Lesson 9: run a messenger by three controls towards two goals; vote before and after."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING, Any

from course_lib import data, scenes, words
from course_lib.lesson import store
from course_lib.scenes import item

if TYPE_CHECKING:
    from course_lib.lesson.figures import Figure

phrase = data.phrases("scenes", "lesson_09")

CHAT = 0.02  # dollars that a company pays for a chat
CONTROLS = {"fee": (0.0, 6.0, 0.5, "dollars"), "ads": (0, 20, 1, "a_day")}
CONTROLS |= {"data": (0, 100, 10, "percent")}
PROFIT, GAIN = 4.0, 5.5  # the goals, dollars for each person of the country and year
GOALS = {"profit": words.money(PROFIT), "gain": words.money(GAIN)}
_PLANE, _HIGH = (-0.5, 7.0, -1.2, 8.6), 21  # dollars at its sides; how high it is drawn
_SPRAY = 1.8  # seconds in which all settings come, by their ads
_MOST, _TRAIL = 8, 12  # settings that are kept, and that leave a trace
_FIRST = (0.717, 5.905)  # what the first setting brings; the model is loaded by the first touch


class Goals(scenes.Scene):
    """`now` is the setting, `kept` are named points, `votes` come before and after."""

    words, half = staticmethod(phrase), ["vote yes"]

    def on_again(self, _: str) -> str:
        """Begin in early 2026."""
        self.now = {"fee": 0.0, "ads": 2.0, "data": 30.0}
        self.votes, self.kept = list[str](), list[tuple[str, float, float]]()
        self.sprays, self.count, self.best = list[str](), 0, list[dict[str, Any]]()
        self.tried = list[tuple[float, float]]()  # where one has been
        self.point = _FIRST
        return phrase("begin")

    def _play(self, control: str, value: str) -> str:
        """A control has a new value."""
        self.now[control] = float(value)
        row = _played(*self.now.values(), cents=100 * CHAT).iloc[0]
        self.tried = [*self.tried, self.point][-_TRAIL:]
        self.point = float(row["profit"]), float(row["people_gain"])
        return phrase("played", **_told(row))

    on_fee = partialmethod(_play, "fee")
    on_ads = partialmethod(_play, "ads")
    on_data = partialmethod(_play, "data")

    def on_keep(self, name: str) -> str:
        """Keep this setting under the name of a group."""
        if len(self.kept) == _MOST:
            return self.said
        name = " ".join(name.split()) or phrase("group", number=len(self.kept) + 1)
        self.kept.append((name, *self.point))
        return phrase("kept", name=name)

    def on_vote(self, vote: str) -> str:
        """The first is the guess, until something was tried; the second shows all settings."""
        self.votes = [*self.votes, vote] if self.tried else [vote]
        if len(self.votes) == 1:
            self.keep("both_goals", phrase(vote), phrase("no"))
            return phrase("try")
        table = self._all()
        reached = table[table["people_gain"] >= GAIN]
        profit, gain = reached.loc[reached["profit"].idxmax(), ["profit", "people_gain"]]
        self.count, told = len(table), {"best": words.money(profit), **GOALS}
        more = {"looks": "true", "above": True, "late": True}
        self.best = [_dot(profit, gain, phrase("nearest", **told), 1.2, **more)]
        for _, some in table.groupby("set_ads"):
            points = {_at(*each) for each in zip(some["profit"], some["people_gain"], strict=True)}
            self.sprays.append("".join(f"M{x} {y}h0" for x, y in sorted(points)))
        return phrase("answer", count=words.number(self.count), **told)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, three controls, the plane, a name for a setting, and the vote."""
        voted = len(self.votes)
        form = [self.form("keep", "name", "", 12, len(self.kept))] if voted == 1 else []
        wait, again = (_SPRAY, [self.again(first=True)]) if voted == 2 else (0, [])
        on = {"kind": "buttons", "items": [*again, *map(self._choice, ("yes", "no"))], "wait": wait}
        asked = phrase(("ask", "ask_again", "done")[voted], **GOALS)
        return [*scenes.text(asked, wait), on, *map(self._slider, CONTROLS), self._plane(), *form]

    def _choice(self, vote: str) -> dict[str, Any]:
        """A vote; once there were two, the first one is told what it was."""
        mine, done = self.votes[:1] == [vote], len(self.votes) == 2
        more = {"off": done, "looks": {"plain": True}}
        return scenes.judged("vote", phrase(vote), vote, mine, vote == "no", done, **more)

    def _all(self) -> Any:
        """Every setting of the three controls, played for five years."""
        import numpy as np

        steps = [np.arange(low, high + step / 2, step) for low, high, step, _ in CONTROLS.values()]
        return _played(*np.meshgrid(*steps, indexing="ij"), cents=100 * CHAT)

    def _slider(self, name: str) -> dict[str, Any]:
        value, (low, high, step, unit) = self.now[name], CONTROLS[name]
        unit = "one_ad" if (unit, value) == ("a_day", 1) else unit
        shown = phrase(unit, value=words.number(value, 2 if name == "fee" else 0))
        named = {"kind": "slider", "id": name, "act": name, "label": phrase(name), "shown": shown}
        return {**named, "value": value, "low": low, "high": high, "step": step}

    def _plane(self) -> dict[str, Any]:
        """Three fields, both goals in the corner; all settings, once there were two votes."""
        both = phrase("empty" if self.count else "both", count=words.number(self.count))
        texts = [phrase("goal_profit", **GOALS), phrase("goal_gain", **GOALS), both]
        dots = [_dot(*at, wide=0.6) for at in self.tried]
        dots += [_dot(x, y, name) for name, x, y in self.kept]
        dots += [_dot(*self.point, phrase("now"), 1.5, above=not self.best), *self.best]
        shown = {"fields": [phrase("axes")], "label": phrase("plane", count=len(self.kept))}
        more = {"goal": _at(PROFIT, GAIN), "texts": texts, "none": self.count, "wait": _SPRAY}
        return {"kind": "dots", "dots": dots, "high": _HIGH, "sprays": self.sprays, **shown, **more}


class Vote(scenes.Scene):
    """The question of the hearing, and one vote, which can be changed."""

    when, half, words = "before", (), staticmethod(data.phrases("scenes", "lesson_09_vote"))

    def on_again(self, _: str) -> str:
        """The vote that is kept, if there is one."""
        self.cast = "" if self.example else store.get("predictions", f"vote_{self.when}", "").value
        return ""

    def on_cast(self, vote: str) -> str:
        """A vote; it may be changed."""
        self.cast = self.words(vote)
        self.keep(f"vote_{self.when}", self.cast, "")
        return self.words("kept", vote=self.cast)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The question and the votes."""
        votes = [(it, self.words(it)) for it in ("freely", "asked", "never")]
        more = {"looks": "plain"}
        items = [item("cast", says, it, pressed=says == self.cast, **more) for it, says in votes]
        return [*scenes.text(self.words("question")), {"kind": "buttons", "items": items}]


class After(Vote):
    """The same after the hearing."""

    when = "after"


def run(fee: float, ads: float, used: float, cents: float) -> Figure:
    """The messenger of the explorer: this setting among all others, and who pays."""
    from course_lib.economics import charts, platform
    from course_lib.lesson.figures import figure

    yours = _played(fee, ads, used, cents=cents)
    chart = charts.draw_choices(platform.cloud(), yours)
    finding = phrase("ran", privacy=words.number(yours["privacy"].iloc[0]), **_told(yours.iloc[0]))
    return figure(chart, finding, source=phrase("source"))


def _played(fee: Any, ads: Any, used: Any, *, cents: Any) -> Any:
    """What settings of fee, ads, percent of the data and cents for a chat bring, a row for each."""
    from course_lib.economics import platform

    return platform.sweep(platform.Setting(fee, ads, used / 100, cents / 100))


def _told(row: Any) -> dict[str, str]:
    written = {"profit": words.money(row["profit"]), "gain": words.money(row["people_gain"])}
    return {**written, "stay": words.percent(row["users"])}


def _at(x: float, y: float, wide: float = 0) -> tuple[float, float]:
    """Where on the plane dollars of profit and of gain lie, in percent from the top left.

    For what is `wide` (em), the place of its corner, so that its middle lies there.
    """
    left, right, low, top = _PLANE
    across, down = 97 * (x - left) / (right - left), 93 * (top - y) / (top - low)
    return round(across - 0.8 * wide, 1), round(down - 50 * wide / _HIGH, 1)


def _dot(x: float, y: float, text: str = "", wide: float = 0.95, **more: Any) -> dict[str, Any]:
    left, top = _at(x, y, wide)
    return {"x": left, "y": top, "text": text, "wide": wide, **more}


open, vote_before, vote_after = Goals.show, Vote.show, After.show
