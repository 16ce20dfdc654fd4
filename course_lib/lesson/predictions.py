"""A guess before the cell that shows the answer, and the two side by side after it.

A guess is invited, never demanded: without one the answer lies folded below it. What is typed or
chosen is kept at once. The words of an answer stand in the lesson's TOML file, under `reveal`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from string import ascii_lowercase
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from course_lib import checks, data, facts, words
from course_lib.answers import plain
from course_lib.answers.comparison import factor, is_right, off
from course_lib.errors import require
from course_lib.lesson import exercise, live, phrase, store
from course_lib.lesson.tables import Note, decimals, folded, marked_up, table, without_maths

_once: dict[str, str] = {}  # what is said once a notebook, and where


@dataclass(frozen=True)
class Guess:
    """A question whose answer can be guessed: a number, or one of `options`."""

    key: str
    question: str
    unit: str = ""
    options: tuple[str, ...] = ()
    kind: str = field(default="predictions", repr=False)  # where the course file keeps it

    def say(self, guess: Any) -> Note:
        """Keep what was typed or chosen. What cannot be kept is said, never raised."""
        value = guess if guess in self.options else plain.number(guess, self.unit)
        unread = "two_ways" if plain.is_unsure(str(guess), value) else "not_number"
        if value is None or unread == "two_ways":
            more = [phrase("predictions.so_far", guess=self.kept)] if self.kept else []
            return Note(" ".join([phrase(f"predictions.{unread}", came=str(guess)[:40]), *more]))
        saved = store.add({self.kind: {self.key: value}, "questions": {self.key: self.asked}})
        key = "predictions.kept" if saved else "predictions.held"
        return Note(phrase(key, guess=self.written(value)))

    def _ipython_display_(self) -> None:
        """Nothing: the question is on screen already when a cell ends with it."""

    @property
    def entry(self) -> store.Entry:
        """What was guessed so far."""
        return store.get(self.kind, self.key, None)

    @property
    def kept(self) -> str:
        """The same as it is shown, "" without a guess."""
        return self.written(self.entry.value) if self.entry.yours else ""

    @property
    def asked(self) -> str:
        """The question with its unit, as the student's page repeats it."""
        unit = phrase("predictions.unit", unit=self.unit) if self.unit else ""
        return f"{self.question} {unit}".strip()

    def written(self, value: object) -> str:
        """A guess or an answer as it is shown, with its unit."""
        return f"{written(value)} {self.unit}".strip()


def number(key: str, question: str, unit: str = "") -> Guess:
    """Ask for a number. `key` names the guess in the course file; it is unique there.

    Its unit stands in the lesson's TOML file, in the table `reveal.<key>`, where all cells find it;
    `unit` is for a question of your own that has none.
    """
    return _ask(_guess(key, question, unit))


def choice(key: str, question: str, options: Sequence[str]) -> Guess:
    """Ask for one of `options`."""
    return _ask(Guess(key, question, options=tuple(options)))


def sure(*claims: int) -> None:
    """Ask in one panel how sure the student is of claims of the article, from 0 to 100 percent.

    What was not touched is not kept. Raises CourseError for a number that no claim has.
    """
    said, asked = widgets.HTML(), {number: facts.claim_of(number).claim for number in claims}
    rows = [_sure(number, claim, said) for number, claim in asked.items()]
    head = phrase("predictions.sure")
    lines = [phrase("rewriter.claim", number=n, claim=claim) for n, claim in asked.items()]
    still = live.paragraphs(head, *lines, phrase("predictions.still_sure"))
    live.show(widgets.VBox([widgets.HTML(f"<p>{escape(head)}</p>"), *rows, said]), still)


def reveal(key: str, answer: float | str | None = None, **values: object) -> Note:
    """The guess `key`, the answer and the reason side by side; without a guess they lie folded.

    The answer and the reason (`why`) stand in the lesson's TOML file, in the table `reveal.<key>`.
    What is computed is given here: `answer`, or `values` for the {places} of the reason, or the
    reason itself as `why`. Raises CourseError for a key without words, or without an answer.
    """
    said, asked = _reveals().get(key, {}), _guess(key)
    answer = said.get("answer", "") if answer is None else answer
    require("why" in {*said, *values} and answer != "", "lesson.reveal", repr(key))
    correct, why = asked.written(answer), str(values.get("why") or said["why"].format(**values))
    cells = {"yours": asked.kept or phrase("predictions.none"), "answer": correct, "why": why}
    row = {phrase(f"predictions.{head}"): cell for head, cell in cells.items()}
    html = without_maths(table(row, [[*row.values()]], cell="text-align: left", write=marked_up))
    if asked.kept:
        store.add({"answers": {key: correct, reason(key): why}})
        remark = _distance(asked.entry.value, answer)
    else:
        html = folded(phrase("predictions.folded"), html)
        remark = said_once("predictions.open", key)
    html += Note(remark)._repr_html_() if remark else ""
    return Note("\n".join(filter(None, [*map(": ".join, row.items()), remark])), html=html)


def after(key: str, shown: Any) -> Any:
    """`shown`, a figure or a note that gives away the answer to `key`: folded until it is guessed.

    The last line of a cell shows it. With a guess it is shown as always; run the cell again then.
    """
    require(hasattr(shown, "still"), "lesson.Figure", type(shown).__name__)
    if _guess(key).kept:
        return shown
    html = folded(phrase("predictions.result"), shown.still["text/html"])
    display({**shown.still, "text/html": html}, raw=True)
    return None


def said_once(key: str, place: str) -> str:
    """The phrase `key` where it is asked for first, and there again; "" elsewhere."""
    return phrase(key) if _once.setdefault(key, place) == place else ""


def written(value: object) -> str:
    """A number with at most four significant digits; anything else as it is.

    >>> written(40.0), written(0.51234), written(1234567), written("The relay")
    ('40', '0.5123', '1,234,567', 'The relay')
    """
    exact = None if isinstance(value, str) else plain.number(value)
    return str(value) if exact is None else words.number(exact, decimals(float(f"{exact:.4g}")))


def reason(key: str) -> str:
    """Where the course file keeps why the answer to the guess `key` is what it is."""
    return f"{key}: why"


def amount(said: str) -> int | float | None:
    """The number with which an answer begins, as the course file keeps it.

    >>> amount("2.8 hours"), amount("$2.00"), amount("Sari")
    (2.8, 2, None)
    """
    found = re.match(r"[^\d\s-]{0,3}(-?\d[\d\s.,’]*)", said)
    return plain.number(found[1].strip(" .,")) if found else None


def in_words(times: float) -> str:
    """How far off a wrong guess was, in words and without a number that would pretend.

    >>> in_words(0.0004), in_words(2)
    ('The answer is thousands of times my guess.', 'My guess was about twice the answer.')
    """
    steps = data.toml("lesson", "page")["times"]
    said = next((step["says"] for step in steps if off(times) < step["below"]), steps[-1]["says"])
    return phrase("page.over" if times > 1 else "page.under", times=said)


def _guess(key: str, question: str = "", unit: str = "") -> Guess:
    """As `key` has it in all cells, whichever of them ran in this session."""
    return Guess(key, question, _reveals().get(key, {}).get("unit", unit))


def _ask(guess: Guess) -> Guess:
    box, said = _box(guess), widgets.HTML()
    asked = phrase("predictions.question", question=guess.question)
    keys = said_once("quiz.keys", guess.key) if guess.options else ""
    head = widgets.HTML(Note(f"{asked} \n{keys}".strip())._repr_html_())
    shown = live.show(widgets.VBox([head, box, said]), _still(guess))

    def keep(change: Any) -> Note | None:
        if not (typed := (change["new"] or "").strip()):
            return None  # emptied: what was kept stays
        note = guess.say(typed.rstrip(".,"))  # "0." is on its way to 0.5
        shown.update(_still(guess))
        return note

    live.listen(box, said, keep)
    return guess


def _still(guess: Guess) -> dict[str, str]:
    asked = phrase("predictions.question", question=guess.question)
    unit = [phrase("predictions.unit", unit=guess.unit)] if guess.unit else []
    how = phrase("predictions.go_on" if guess.kept else "predictions.still", guess=guess.kept)
    return live.paragraphs(asked, *_lettered(guess).values(), *unit, how)


def _lettered(guess: Guess) -> dict[str, str]:
    """Each option as it is shown."""
    said = exercise.lettered(dict(zip(ascii_lowercase, guess.options, strict=False)))
    return dict(zip(guess.options, said.values(), strict=True))


def _box(guess: Guess) -> widgets.Widget:
    kept = guess.entry.value
    if guess.options:
        return live.radio(_lettered(guess), kept)
    label = phrase("predictions.unit" if guess.unit else "predictions.yours", unit=guess.unit)
    value, hint = "" if kept is None else written(kept), phrase("predictions.placeholder")
    box = live.text_box(label, value, hint)
    box.layout.width = "max-content"
    return box


def _sure(number: int, claim: str, said: widgets.HTML) -> widgets.VBox:
    asked, unit = phrase("predictions.sure_of", claim=claim), phrase("predictions.percent")
    guess = Guess(f"claim_{number}", asked, unit, kind="confidence")
    kept, label = plain.number(guess.entry.value), phrase("predictions.sure_label", number=number)
    # The middle says nothing yet.
    box, bar = live.number_slider(label, 0, 100, 5, 50 if kept is None else round(kept))
    box.layout.width, bar.layout.width = "max-content", "auto"
    bar.layout.flex = "1 1 10em"
    # An emptied box has said what it shows; that is no guess.
    live.listen(box, said, lambda c: c["new"] != c["old"] and guess.say(str(c["new"])))
    head = widgets.HTML(without_maths(f"<strong>{escape(claim)}</strong>"))
    return widgets.VBox([head, widgets.HBox([box, bar])], layout={"width": "min(100%, 46rem)"})


@cache
def _reveals() -> dict[str, dict[str, Any]]:
    """The words of every answer, by key, of all lessons."""
    lessons = [exercise.tables(file.stem) for file in exercise.FOLDER.glob("lesson_??.toml")]
    return {key: said for lesson in lessons for key, said in lesson.get("reveal", {}).items()}


def _distance(guess: object, answer: float | str) -> str:
    """How far the guess is from the answer, as a factor: nothing to be ashamed of."""
    if not (times := factor(guess, answer)):
        return ""
    if is_right(times):
        return phrase("predictions.same" if isinstance(answer, str) else "predictions.close")
    key = "times" if times > 1 else "part"
    return phrase(f"predictions.{key}", times=words.significant(off(times), 2))


checks.guard(__name__)
