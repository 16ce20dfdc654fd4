"""Exercises: one object holds the task, the answer, hints, typical mistakes and the grading.

The words of an exercise are a table in the lesson's TOML file; what makes an answer right is a line
in the Python file beside it. The instant check, the hidden tests of an assignment and the grader
all go through `Exercise.cases`, `Exercise.outcome` and `Exercise.feedback`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from course_lib import data
from course_lib.lesson import store
from course_lib.lesson.comparison import EXACT, Comparison
from course_lib.lesson.plain import is_open, made, plain, shown
from course_lib.lesson.tables import Note, Verdict
from course_lib.lesson.trial import Outcome, is_stub

phrase = data.phrases("lesson")

FOLDER = Path(__file__).parents[1] / "exercises"
TRIES_BEFORE_HINT = 2
SEED = 0  # of the instant check; a grader takes its own


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


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer, and the words its message must hold."""

    answer: Any
    says: str


def tables(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The words of one lesson, as TOML holds them: a table an exercise, and the list `quiz`.

    Raises FileNotFoundError where the lesson has none.
    """
    return data.of_edition(folder or FOLDER, name)


def load(file: str) -> dict[str, Words]:
    """The words for the exercises of the module `file` (its `__file__`), from the TOML beside it.

    Raises TypeError for a word that is missing or not known; the tests find what does not fit.
    """
    beside = Path(file)
    words = tables(beside.stem, beside.parent)
    return {
        key: worded(f"{beside.stem}.{key}", table)
        for key, table in words.items()
        if key not in ("quiz", "look_back", "given", "reveal")
    }


def worded(identity: str, table: Mapping[str, Any]) -> Words:
    """One table of TOML as `Words`.

    >>> worded("lesson_01.bits", {"task": "How many?", "why": "Eight a byte."}).task
    'How many?'
    """
    compare = Comparison(**table.get("compare", {}))
    return Words(id=identity, **{**table, "compare": compare})


def lettered(options: Mapping[str, str]) -> list[str]:
    """The options as they are shown, one a line.

    >>> lettered({"a": "the relay"})
    ['a) the relay']
    """
    return [phrase("exercise.option", letter=key, text=text) for key, text in options.items()]


class Exercise:
    """What every kind of exercise can do. `answer` is a right answer.

    `wrongs` are the typical wrong answers, each with the words its message must hold.
    """

    kind: ClassVar[str]

    def __init__(self, words: Words, answer: Any) -> None:
        self.id, self.words, self.answer = words.id, words, answer
        self.points, self.compare = words.points, words.compare
        self.wrongs = [Wrong(letter, says) for letter, says in words.wrongs.items()]
        self.tries = 0  # real answers checked in this session

    def check(self, answer: Any) -> Verdict:
        """Judge `answer`, count the try, and keep the verdict in the student's course file."""
        verdict = self.judge(answer)
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
        if not self.tries:
            return Note(phrase("exercise.try_first"))
        return self.answered()

    def answered(self) -> Note:
        """A right answer and why it is right, for pages on which nothing is tried."""
        if code := self.words.solution or self._code():
            return Note(f"{self.words.why}\n{phrase('exercise.solution_code')}", code)
        answer = phrase("exercise.solution", answer=self._answer_in_words())
        return Note(f"{answer}\n{self.words.why}")

    def judge(self, answer: Any) -> Verdict:
        """The verdict on `answer`. Nothing is recorded; every kind of answer gets a verdict."""
        if is_stub(answer) or is_open(plain(answer)):
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
        return Outcome(plain(answer), made=made(answer))

    def feedback(self, case: Case, outcome: Outcome) -> str:
        """Why `outcome` is not right in `case`, "" if it is. Needs no object of the student."""
        raise NotImplementedError

    def diagnosis(self, answer: Any, outcome: Outcome) -> str:  # noqa: ARG002
        """What a typical mistake, recognised in `answer`, is told besides the feedback."""
        return ""

    @property
    def task(self) -> str:
        """The task, with its options one a line."""
        lines = [self.words.task, *lettered(self.words.options), self.compare.rule]
        return "\n".join(filter(None, lines))

    @property
    def name(self) -> str:
        """What a grader looks up in the student's notebook: a variable, or the function."""
        return self.id.rpartition(".")[2]

    def _code(self) -> str:
        return ""

    def _answer_in_words(self) -> str:
        return shown(plain(self.answer))
