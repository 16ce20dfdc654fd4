"""A guess before the cell that shows the answer, and the two side by side after it.

A guess is invited, never demanded: without one the answer is shown all the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import Any

import ipywidgets as widgets

from course_lib import data, words
from course_lib.lesson import answers, live, store
from course_lib.lesson.tables import marked_up, table, without_maths
from course_lib.lesson.verdict import Note

phrase = data.phrases("lesson")

_asked: dict[str, Guess] = {}  # in this session: what `reveal` needs to know of the question


@dataclass(frozen=True)
class Guess:
    """A question whose answer can be guessed: a number, or one of `options`."""

    key: str
    question: str
    unit: str = ""
    options: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    kind: str = field(default="predictions", repr=False)  # where the course file keeps it

    def say(self, guess: object) -> Note:
        """Keep a guess written in a cell: a number, or an option's letter or text.

        Three dots mean no guess. What cannot be kept is said, never raised.
        """
        if guess is ... or guess is None or guess == "":
            return Note(phrase("predictions.open"))
        value = self._option(guess) if self.options else answers.number(guess)
        if value is None:
            return self._refused(guess)
        if not self.options and not self.low <= float(value) <= self.high:
            limits = {"low": written(self.low), "high": written(self.high)}
            return Note(phrase("predictions.out_of_range", came=written(value), **limits))
        store.record(self.kind, self.key, value)
        store.record("questions", self.key, self.asked)
        return Note(phrase("predictions.kept", guess=self.written(value)))

    def _ipython_display_(self) -> None:
        """Nothing: the question is on screen already when a cell ends with it."""

    @property
    def asked(self) -> str:
        """The question with its unit, as the student's page repeats it."""
        unit = phrase("predictions.unit", unit=self.unit) if self.unit else ""
        return f"{self.question} {unit}".strip()

    def written(self, value: object) -> str:
        """A guess or an answer as it is shown, with its unit."""
        return f"{written(value)} {self.unit}".strip()

    def _option(self, guess: object) -> str | None:
        letters = dict(self._lettered())
        return letters.get(answers.letter(str(guess), letters))

    def _lettered(self) -> list[tuple[str, str]]:
        return [(chr(ord("a") + n), option) for n, option in enumerate(self.options)]

    def _refused(self, guess: object) -> Note:
        came = str(guess)[:40]
        if not self.options:
            return Note(phrase("predictions.not_number", came=came))
        letters = ", ".join(letter for letter, _ in self._lettered())
        return Note(phrase("predictions.not_option", came=came, letters=letters))


def number(key: str, question: str, unit: str = "") -> Guess:
    """Ask for a number in `unit`. `key` names the guess in the course file; it is unique there."""
    return _ask(Guess(key, question, unit))


def choice(key: str, question: str, options: Sequence[str]) -> Guess:
    """Ask for one of `options`."""
    return _ask(Guess(key, question, options=tuple(options)))


def confidence(key: str, claim: str) -> Guess:
    """Ask how sure the student is of `claim`, from 0 to 100 percent."""
    question = phrase("predictions.sure", claim=claim)
    unit = phrase("predictions.percent")
    return _ask(Guess(key, question, unit, low=0, high=100, kind="confidence"))


def reveal(key: str, answer: float | str, why: str) -> Note:
    """The guess `key`, the answer and the reason side by side; the guess may be missing."""
    asked = _asked.get(key) or Guess(key, "")
    entry = store.get(asked.kind, key, None)
    guess = asked.written(entry.value) if entry.yours else phrase("predictions.none")
    if entry.yours:
        store.record("answers", key, asked.written(answer))
    shown = {
        phrase("predictions.yours"): guess,
        phrase("predictions.answer"): asked.written(answer),
        phrase("predictions.why"): why,
    }
    after = _distance(entry.value, answer) if entry.yours else phrase("predictions.open")
    return Revealed(after, shown=tuple(shown.items()))


@dataclass(frozen=True)
class Revealed(Note):
    """Guess, answer and reason in a row of three columns, and a remark."""

    shown: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return "\n".join([*(f"{name}: {said}" for name, said in self.shown), self.text]).strip()

    def _repr_html_(self) -> str:
        heads, said = zip(*self.shown, strict=True)
        drawn = table(heads, [said], cell="text-align: left", write=marked_up)
        return without_maths(drawn) + super()._repr_html_()


def written(value: object) -> str:
    """A number with at most four significant digits; anything else as it is.

    >>> written(40.0), written(0.51234), written(1234567), written("The relay")
    ('40', '0.5123', '1,234,567', 'The relay')
    """
    if answers.number(value) is None or isinstance(value, str):
        return str(value)
    exact = float(value)  # type: ignore[arg-type]
    if not exact.is_integer():
        exact = float(f"{exact:.4g}")
    exponent = Decimal(str(exact)).normalize().as_tuple().exponent
    return words.number(exact, max(0, -int(exponent)))


def _ask(guess: Guess) -> Guess:
    _asked[guess.key] = guess
    options = [phrase("exercise.option", letter=k, text=o) for k, o in guess._lettered()]
    unit = phrase("predictions.unit", unit=guess.unit) if guess.unit else ""
    lines = [phrase("predictions.question", question=guess.question), *options]
    still = live.paragraphs(*lines, *filter(None, [unit]), phrase("predictions.still"))
    live.show(_box(guess, options, unit), still)
    return guess


def _box(guess: Guess, options: list[str], unit: str) -> widgets.VBox:
    wide = {"width": "max-content"}
    box: Any
    if options:
        choices = list(zip(options, guess.options, strict=True))
        box = widgets.RadioButtons(options=choices, value=None, layout=wide)
    else:
        box = widgets.Text(placeholder=phrase("predictions.placeholder"), description=unit)
        box.style.description_width = "initial"
    button = widgets.Button(description=phrase("predictions.keep"), layout=wide)
    earlier = store.get(guess.kind, guess.key, None)
    said = widgets.HTML()
    if earlier.yours:
        before = phrase("predictions.earlier", guess=guess.written(earlier.value))
        said.value = Note(before)._repr_html_()

    def keep(_: widgets.Button) -> None:
        said.value = guess.say(box.value)._repr_html_()

    button.on_click(keep)
    asked = phrase("predictions.question", question=guess.question)
    keys = f"<p>{escape(phrase('quiz.keys'))}</p>" if options else ""
    head = widgets.HTML(f"<p>{marked_up(asked)}</p>{keys}")
    return widgets.VBox([head, box, button, said])


def _distance(guess: object, answer: float | str) -> str:
    """How far the guess is from the answer, as a factor: nothing to be ashamed of."""
    if isinstance(answer, str):
        return phrase("predictions.same") if guess == answer else ""
    given = None if isinstance(guess, str) else answers.number(guess)
    if not given or not answer or (given < 0) != (answer < 0):
        return ""
    times = given / answer
    if 0.8 <= times <= 1.25:
        return phrase("predictions.close")
    key = "times" if times > 1 else "part"
    return phrase(f"predictions.{key}", times=words.significant(max(times, 1 / times), 2))
