"""Exercises: one object holds the task, the answer, hints, typical mistakes and the grading.

Four kinds: choose, arrange, complete, write (guessing is `predictions`).

The words of an exercise are a table in the lesson's TOML file; what makes an answer right is a line
in the Python file beside it. The instant check, the hidden tests of an assignment and the grader
all go through `Exercise.cases`, `Exercise.outcome` and `Exercise.feedback`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from course_lib import data
from course_lib.answers import plain
from course_lib.answers.comparison import EXACT, Comparison, other_unit
from course_lib.answers.trial import Outcome, attempt, is_stub, slip
from course_lib.lesson import phrase, store
from course_lib.lesson.tables import Note, Verdict

if TYPE_CHECKING:  # heavy, and an opener needs none of it
    from numpy.random import Generator

FOLDER = Path(__file__).parents[1] / "exercises"
TRIES_BEFORE_HINT = 2
_NO_TASKS = ("quiz", "look_back", "given", "reveal", "title", "written")
SEED = 0  # of the instant check; a grader takes its own
RANDOM_CASES = 10
_HOPELESS = ("not_function", "parameters", "never_ends")


@dataclass(frozen=True)
class Words:
    """The words of one exercise. `wrongs` says what each typical wrong answer must be told."""

    id: str
    task: str
    why: str
    hint: str = ""
    solution: str = ""  # shown as code in place of the answer itself
    right: str = ""  # choose: a letter; arrange: the letters in order
    answer: Any = None  # complete: a literal one, and those of typical mistakes
    mistakes: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    wrongs: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)  # write: a name a student reads, by key
    arguments: Mapping[str, list[Any]] = field(default_factory=dict)  # of a case that is literal
    misconceptions: Mapping[str, str] = field(default_factory=dict)  # quiz: a name per wrong letter
    points: int = 1  # what a right answer earns
    compare: Comparison = EXACT  # what counts as right: in TOML a table of its fields


@dataclass(frozen=True)
class Case:
    """One way an answer is tried. A plain answer has a single case without arguments."""

    name: str = ""
    arguments: tuple[Any, ...] = ()


def tables(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The words of one lesson, as TOML holds them: a table an exercise, and the list `quiz`.

    Raises FileNotFoundError where the lesson has none.
    """
    return data.of_edition(folder or FOLDER, name)


def load(file: str, names: dict[str, Any] | None = None) -> dict[str, Words]:
    """The words for the exercises of the module `file` (its `__file__`), from the TOML beside it.

    Those that are whole in their words stand in the module at once, if `names` are its globals().
    Raises TypeError for a word that is missing or not known; the tests find what does not fit.
    """
    beside = Path(file)
    every = tables(beside.stem, beside.parent)
    asked = [key for key in every if key not in _NO_TASKS]
    words = {key: worded(f"{beside.stem}.{key}", every[key]) for key in asked}
    if names is not None:
        names |= chosen(words)
    return words


def worded(identity: str, table: Mapping[str, Any]) -> Words:
    """One table of TOML as `Words`.

    >>> worded("lesson_01.bits", {"task": "How many?", "why": "Eight a byte."}).task
    'How many?'
    """
    return Words(id=identity, **{**table, "compare": Comparison(**table.get("compare", {}))})


def lettered(options: Mapping[str, str]) -> dict[str, str]:
    """The options as they are shown, one a line.

    >>> lettered({"a": "the relay"})
    {'a': 'a) the relay'}
    """
    return {each: phrase("exercise.option", letter=each, text=options[each]) for each in options}


class Exercise:
    """What every kind of exercise can do. `answer` is a right answer.

    `wrongs` are the typical wrong answers by the name of the words that their message must hold;
    afterwards each stands beside those words.
    """

    kind: ClassVar[str]

    def __init__(self, words: Words, answer: Any, wrongs: Mapping[str, Any]) -> None:
        self.id, self.words, self.answer = words.id, words, answer
        self.points, self.compare = words.points, words.compare
        self.wrongs = [(wrong, words.wrongs[name]) for name, wrong in wrongs.items()]
        self.tries = 0  # real answers checked in this session

    def check(self, answer: Any = ..., *more: Any) -> Verdict:
        """Judge `answer`, count the try, and keep the verdict in the student's course file.

        What stands behind a comma belongs to the answer: a letter, an item, or 26 of 0,26.
        """
        verdict = self.judge((answer, *more) if more else answer)
        if verdict.state != "open":
            self.tries += 1
            store.record("verdicts", self.id, {"ok": verdict.ok, "tries": self.tries})
        stuck = verdict.state == "wrong" and self.tries >= TRIES_BEFORE_HINT and self.words.hint
        return replace(verdict, note=self.hint().text if stuck else "")

    def hint(self) -> Note:
        """A step towards the answer."""
        return Note(phrase("exercise.hint", hint=self.words.hint))

    def solution(self) -> Note:
        """A right answer and why it is right, once an answer has been tried."""
        return self.answered() if self.tries else Note(phrase("exercise.try_first"))

    def answered(self) -> Note:
        """A right answer and why it is right, for pages on which nothing is tried."""
        if code := self.words.solution:
            return Note(f"{self.words.why}\n{phrase('exercise.solution_code')}", code)
        shown = plain.shown(plain.plain(self.answer))
        chosen = lettered(self.words.options).get(str(self.answer), shown)
        return Note(f"{phrase('exercise.solution', answer=chosen)}\n{self.words.why}")

    def judge(self, answer: Any) -> Verdict:
        """The verdict on `answer`. Nothing is recorded; every kind of answer gets a verdict."""
        if is_stub(answer) or plain.is_open(plain.plain(answer)):
            return Verdict("open", task=self.task)
        for case in self.cases(SEED):
            outcome = self.outcome(answer, case)
            if message := self.feedback(case, outcome):
                said = f"{message} {self.diagnosis(answer, outcome)}".strip()
                return Verdict("wrong", said, task=self.task)
        return Verdict("right", self.words.why, self.points, task=self.task)

    def cases(self, seed: int) -> list[Case]:  # noqa: ARG002  (the answer itself is the one case)
        """The ways an answer is tried: for a function named ones, then random ones from `seed`."""
        return [Case()]

    def outcome(self, answer: Any, case: Case) -> Outcome:  # noqa: ARG002
        """What `answer` gives in `case`. This is all that runs in a student's process."""
        return Outcome(plain.plain(answer), made=plain.made(answer))

    def feedback(self, case: Case, outcome: Outcome) -> str:
        """Why `outcome` is not right in `case`, "" if it is. Needs no object of the student.

        Raises NotImplementedError for an exercise of no kind.
        """
        raise NotImplementedError

    def diagnosis(self, answer: Any, outcome: Outcome) -> str:  # noqa: ARG002
        """What a typical mistake, recognised in `answer`, is told besides the feedback."""
        return ""

    @property
    def task(self) -> str:
        """The task, with its options one a line."""
        lines = [self.words.task, *lettered(self.words.options).values(), self.compare.rule]
        return "\n".join(filter(None, lines))

    @property
    def name(self) -> str:
        """What a grader looks up in the student's notebook: a variable, or the function."""
        return self.id.rpartition(".")[2]


class Choose(Exercise):
    """One right option. An answer is its letter; each other letter has its own feedback."""

    kind = "choose"

    def __init__(self, words: Words) -> None:
        super().__init__(words, words.right, {letter: letter for letter in words.wrongs})

    def feedback(self, case: Case, outcome: Outcome) -> str:  # noqa: ARG002
        """What the wrong option is told, or which letters there are."""
        chosen = plain.letter(outcome.value, self.words.options)
        return self.unread(outcome) or self.words.wrongs.get(chosen, "")

    def unread(self, outcome: Outcome) -> str:
        """Which letters there are, "" if the answer is one of them, right or not."""
        if plain.letter(outcome.value, self.words.options):
            return ""
        came = outcome.made or plain.described(outcome.value)
        return phrase("exercise.pick", letters=", ".join(self.words.options), came=came)


class Arrange(Exercise):
    """Steps to put in order. An answer is the letters: "b a c", "bac" or ["b", "a", "c"].

    A key of `wrongs` is two letters, "b a": what to say if b does not come before a.
    """

    kind = "arrange"

    def __init__(self, words: Words) -> None:
        swapped = {p: words.right.translate(str.maketrans(p, p[::-1])) for p in words.wrongs}
        super().__init__(words, words.right, swapped)

    def feedback(self, case: Case, outcome: Outcome) -> str:  # noqa: ARG002
        """The first place out of order, and the reason the pair has one order."""
        if said := self.unread(outcome):
            return said
        order = plain.letters(outcome.value, self.words.options)
        for place, (expected, came) in enumerate(zip(self.answer.split(), order, strict=True), 1):
            if expected != came:
                said = phrase("exercise.order", place=place, expected=expected, came=came)
                return f"{said} {self._reason(order, f'{expected} {came}')}".strip()
        return ""

    def unread(self, outcome: Outcome) -> str:
        """What an order of all letters lacks, "" if it is one, right or not."""
        options = self.words.options
        right, order = Counter(list(options)), Counter(plain.letters(outcome.value, options))
        if not order:
            asked = {"letters": ", ".join(options), "example": " ".join(options)}
            came = outcome.made or plain.described(outcome.value)
            return phrase("exercise.order_unread", came=came, **asked)
        for key, differ in (("missing", right - order), ("extra", order - right)):
            if differ:
                return phrase(f"exercise.letters_{key}", letters=", ".join(differ))
        return ""

    def _reason(self, order: list[str], first: str) -> str:
        reasons = self.words.wrongs
        broken = [p for p in reasons if order.index(p[0]) > order.index(p[2])]
        return next((reasons[pair] for pair in [first, *broken] if pair in reasons), "")


class Complete(Exercise):
    """A value to find, a blank to fill, a table or a chart to make.

    `wrongs` maps a name in the TOML table of the same name to the value a typical mistake gives.
    """

    kind = "complete"

    def feedback(self, case: Case, outcome: Outcome) -> str:
        """The gap to the right answer without giving it away, and the mistake it looks like."""
        if outcome.value is None:
            return phrase("exercise.value_none")
        right = self.outcome(self.answer, case)
        names = (right.made, outcome.made)
        gap = self.compare.difference(right.value, outcome.value, reveal=False, names=names)
        if not gap:
            return ""
        # A typical mistake is known by a rounded number, too.
        rounded = replace(self.compare, within=max(0.01, self.compare.within))
        for compare in (self.compare, rounded):
            for wrong, says in self.wrongs:
                if compare.same(plain.plain(wrong), outcome.value):
                    return f"{gap} {says}"
        return f"{gap} {other_unit(right.value, outcome.value, self.compare)}".strip()


class Write(Exercise):
    """A function to write. `answer` is a right one; it is tried on named cases, then random ones.

    The arguments of a named case stand beside its name in the TOML table, or in `named` where they
    are computed; `random` makes arguments from a generator;
    `wrongs` maps a name in the TOML table of the same name to a function with a typical mistake.
    """

    kind = "write"

    def __init__(
        self,
        words: Words,
        answer: Callable[..., Any],
        *,
        named: Mapping[str, tuple[Any, ...]] | None = None,
        random: Callable[[Generator], tuple[Any, ...]],
        wrongs: Mapping[str, Callable[..., Any]],
    ) -> None:
        named = {key: tuple(given) for key, given in words.arguments.items()} | dict(named or {})
        super().__init__(words, answer, wrongs)
        self._random = random
        self._named = {words.cases.get(key, key): arguments for key, arguments in named.items()}
        self._known: dict[tuple[Any, str], Outcome] = {}

    def cases(self, seed: int) -> list[Case]:
        """The named cases, then `RANDOM_CASES` made from `seed`, always the same for a seed."""
        from numpy.random import default_rng

        random = default_rng(seed)
        made = [Case(str(n), self._random(random)) for n in range(1, RANDOM_CASES + 1)]
        return [*self.named_cases(), *made]

    def named_cases(self) -> list[Case]:
        """The cases a student may see."""
        return [Case(name, arguments) for name, arguments in self._named.items()]

    def outcome(self, answer: Any, case: Case) -> Outcome:
        """What the function gives for the arguments of `case`, or the trouble it ran into."""
        return attempt(answer, case.arguments)

    def feedback(self, case: Case, outcome: Outcome) -> str:
        """The case by name with its arguments, what was expected, and what came."""
        gap = outcome.trouble or self._gap(case, outcome)
        if not gap:
            return ""
        call = f"`{self.name}({', '.join(plain.shown(plain.plain(a)) for a in case.arguments)})`"
        key = "exercise.case" if case.name in self._named else "exercise.random_case"
        return f"{phrase(key, case=case.name, call=call)} {gap}"

    def diagnosis(self, answer: Any, outcome: Outcome) -> str:
        """The message of the typical mistake that gives what `answer` gives in all named cases."""
        cases, came = self.named_cases(), [outcome]
        for case in cases:
            if came[-1].cause in _HOPELESS:
                return ""  # not to be waited for again and again
            came.append(self.outcome(answer, case))
        message = self.typical(came[1:]) or slip(answer)
        if message or len(cases) < 2:
            return message
        values = {plain.sort_key(one.value) for one in came[1:]}
        asked = plain.kind(self._ours(self.answer, cases[-1]).value)
        constant = len(values) == 1 and plain.kind(outcome.value) == asked
        return phrase("exercise.constant") if constant else ""

    def typical(self, came: Sequence[Outcome]) -> str:
        """The message of the typical mistake that gives the outcomes `came` in the named cases.

        What comes after the named cases is not looked at. "" if no mistake fits, or too few came.

        >>> texts = {"wrongs": {"first": "Only the first."}, "cases": {"two": "two fares"}}
        >>> words = Words("a.total", "Add.", "A sum.", **texts)
        >>> wrongs = {"first": lambda fares: fares[0]}
        >>> named = {"two": ([1, 2],)}
        >>> total = Write(words, sum, named=named, random=lambda r: ([1],), wrongs=wrongs)
        >>> total.typical([Outcome(1)]), total.typical([])
        ('Only the first.', '')
        """
        cases = self.named_cases()
        for wrong, says in self.wrongs if 0 < len(cases) <= len(came) else []:
            mistakes = zip((self._ours(wrong, case) for case in cases), came, strict=False)
            if all(o.cause == c.cause and self.compare.same(o.value, c.value) for o, c in mistakes):
                return says
        return ""

    def _gap(self, case: Case, outcome: Outcome) -> str:
        right = self._ours(self.answer, case)
        if outcome.value is None and right.value is not None:
            return phrase("exercise.no_return")
        gap = self.compare.difference(right.value, outcome.value, names=(right.made, outcome.made))
        unit = other_unit(right.value, outcome.value, self.compare)
        return f"{gap} {unit}".strip() if gap else ""

    def _ours(self, function: Callable[..., Any], case: Case) -> Outcome:
        """What the right answer or a typical mistake gives for these arguments, computed once."""
        key = function, plain.sort_key(plain.plain(list(case.arguments)))
        if key not in self._known:
            self._known[key] = self.outcome(function, case)
        return self._known[key]


def chosen(words: Mapping[str, Words]) -> dict[str, Exercise]:
    """The exercises that are whole in their words: letters to choose or arrange, a literal answer.

    >>> told = Words("a.who", "Who?", "Sealed.", right="a", options={"a": "nobody"})
    >>> list(chosen({"who": told, "bits": Words("a.bits", "How many?", "Eight.")}))
    ['who']
    """
    made: dict[str, Exercise] = {}
    for key, one in words.items():
        if one.right:
            made[key] = Arrange(one) if " " in one.right else Choose(one)
        elif one.answer is not None:
            made[key] = Complete(one, one.answer, wrongs=one.mistakes)
    return made
