"""The four kinds of exercise: choose, arrange, complete, write (predicting is `predictions`)."""

import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from numpy.random import Generator, default_rng

from course_lib import data
from course_lib.lesson.comparison import other_unit
from course_lib.lesson.exercise import Case, Exercise, Words, Wrong, lettered
from course_lib.lesson.plain import described, letter, letters, made, plain, shown, sort_key
from course_lib.lesson.trial import Outcome, attempt

phrase = data.phrases("lesson")

RANDOM_CASES = 10
_HOPELESS = ("not_function", "parameters", "never_ends")
_SLACK = 0.01  # a typical mistake is known by a rounded number, too


class Choose(Exercise):
    """One right option. An answer is its letter; each other letter has its own feedback."""

    kind = "choose"

    def __init__(self, words: Words) -> None:
        super().__init__(words, words.right)

    def feedback(self, case: Case, outcome: Outcome) -> str:  # noqa: ARG002
        """What the wrong option is told, or which letters there are."""
        chosen = letter(outcome.value, self.words.options)
        return self.unread(outcome) or self.words.wrongs.get(chosen, "")

    def unread(self, outcome: Outcome) -> str:
        """Which letters there are, "" if the answer is one of them, right or not."""
        if letter(outcome.value, self.words.options):
            return ""
        came = outcome.made or described(outcome.value)
        return phrase("exercise.pick", letters=", ".join(self.words.options), came=came)

    def _answer_in_words(self) -> str:
        return "".join(lettered({self.answer: self.words.options[self.answer]}))


class Arrange(Exercise):
    """Steps to put in order. An answer is the letters: "b a c", "bac" or ["b", "a", "c"].

    A key of `wrongs` is two letters, "b a": what to say if b does not come before a.
    """

    kind = "arrange"

    def __init__(self, words: Words) -> None:
        super().__init__(words, words.right)
        self.wrongs = [Wrong(_swapped(words.right, pair), s) for pair, s in words.wrongs.items()]

    def feedback(self, case: Case, outcome: Outcome) -> str:  # noqa: ARG002
        """The first place out of order, and the reason the pair has one order."""
        if said := self.unread(outcome):
            return said
        order = letters(outcome.value, self.words.options)
        for place, (expected, came) in enumerate(zip(self.answer.split(), order, strict=True), 1):
            if expected != came:
                said = phrase("exercise.order", place=place, expected=expected, came=came)
                return f"{said} {self._reason(order, f'{expected} {came}')}".strip()
        return ""

    def unread(self, outcome: Outcome) -> str:
        """What an order of all letters lacks, "" if it is one, right or not."""
        options = self.words.options
        right, order = Counter(list(options)), Counter(letters(outcome.value, options))
        if not order:
            asked = {"letters": ", ".join(options), "example": " ".join(options)}
            came = outcome.made or described(outcome.value)
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

    def __init__(self, words: Words, answer: Any, *, wrongs: Mapping[str, Any]) -> None:
        super().__init__(words, answer)
        self.wrongs = _matched(words, wrongs)
        self._expected, self._made = plain(answer), made(answer)

    def feedback(self, case: Case, outcome: Outcome) -> str:  # noqa: ARG002
        """The gap to the right answer without giving it away, and the mistake it looks like."""
        if outcome.value is None:
            return phrase("exercise.value_none")
        names = (self._made, outcome.made)
        gap = self.compare.difference(self._expected, outcome.value, reveal=False, names=names)
        if not gap:
            return ""
        rounded = replace(self.compare, within=max(_SLACK, self.compare.within))
        for compare in (self.compare, rounded):
            for wrong in self.wrongs:
                if compare.same(plain(wrong.answer), outcome.value):
                    return f"{gap} {wrong.says}"
        return f"{gap} {other_unit(self._expected, outcome.value) or self.compare.rule}".strip()


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
        super().__init__(words, answer)
        self._random = random
        self._named = {words.cases.get(key, key): arguments for key, arguments in named.items()}
        self._expected: dict[str, Outcome] = {}
        self.wrongs = _matched(words, wrongs)

    def cases(self, seed: int) -> list[Case]:
        """The named cases, then `RANDOM_CASES` made from `seed`, always the same for a seed."""
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
        call = f"`{self.name}({', '.join(shown(plain(a)) for a in case.arguments)})`"
        if case.name in self._named:
            return f"{phrase('exercise.case', case=case.name, call=call)} {gap}"
        return f"{phrase('exercise.random_case', number=case.name, call=call)} {gap}"

    def diagnosis(self, answer: Any, outcome: Outcome) -> str:
        """The message of the typical mistake that gives what `answer` gives in all named cases."""
        came = [outcome]
        for case in self.named_cases():
            if came[-1].cause in _HOPELESS:
                return ""  # not to be waited for again and again
            came.append(self.outcome(answer, case))
        return self.typical(came[1:])

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
        same = (
            says
            for says, mistakes in self._typical
            if all(self._like(*pair) for pair in zip(mistakes, came, strict=False))
        )
        return next(same, "") if len(came) >= len(self._named) else ""

    def _gap(self, case: Case, outcome: Outcome) -> str:
        right = self._right(case)
        if outcome.value is None and right.value is not None:
            return phrase("trial.no_return")
        gap = self.compare.difference(right.value, outcome.value, names=(right.made, outcome.made))
        return f"{gap} {other_unit(right.value, outcome.value)}".strip() if gap else ""

    def _right(self, case: Case) -> Outcome:
        """What the right answer gives for these arguments, computed once."""
        key = sort_key(plain(list(case.arguments)))
        if key not in self._expected:
            self._expected[key] = self.outcome(self.answer, case)
        return self._expected[key]

    def _like(self, mistake: Outcome, came: Outcome) -> bool:
        return mistake.cause == came.cause and self.compare.same(mistake.value, came.value)

    @cached_property
    def _typical(self) -> list[tuple[str, list[Outcome]]]:
        """What each typical mistake is told, and what it gives in the named cases."""
        cases = self.named_cases()
        return [(w.says, [self.outcome(w.answer, case) for case in cases]) for w in self.wrongs]

    def _code(self) -> str:
        """The answer's source under the exercise's name, without the types that ours has."""
        source = textwrap.dedent(inspect.getsource(self.answer))
        source = re.sub(rf"\b{re.escape(self.answer.__name__)}\b", self.name, source)
        head = f"({', '.join(inspect.signature(self.answer).parameters)}):\n"
        return re.sub(r"\(.*?:\n", head, source, count=1, flags=re.S)


def chosen(words: Mapping[str, Words]) -> dict[str, Exercise]:
    """The exercises that are whole in their words: letters to choose or arrange, a literal answer.

    A lesson's module takes them among its own names: `globals().update(chosen(words))`.

    >>> told = Words("a.who", "Who?", "Sealed.", right="a", options={"a": "nobody"})
    >>> list(chosen({"who": told, "bits": Words("a.bits", "How many?", "Eight.")}))
    ['who']
    """
    made: dict[str, Exercise] = {}
    for key, told in words.items():
        if told.right:
            made[key] = Arrange(told) if " " in told.right else Choose(told)
        elif told.answer is not None:
            made[key] = Complete(told, told.answer, wrongs=told.mistakes)
    return made


def _swapped(order: str, pair: str) -> str:
    """`order` with the two letters of `pair` in each other's place."""
    return order.translate(str.maketrans(pair[0] + pair[2], pair[2] + pair[0]))


def _matched(words: Words, wrongs: Mapping[str, Any]) -> list[Wrong]:
    return [Wrong(answer, words.wrongs[name]) for name, answer in wrongs.items()]
