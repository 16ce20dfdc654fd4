"""The print pack, in black and white on A4, made from the guide, the openers and a data file.

Votes, roles and the ledger are those of the guide for teachers; the paper twin of an opener is the
opener itself, before anybody touched it. The tasks on paper and the answers for the teacher are
those of the exercises, quizzes and guesses in the cells of a lesson, so they cannot go stale.
Between the answers stands what the cells show, for a teacher without a screen.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course_lib import authoring, data, facts
from course_lib.lesson import touch
from course_lib.lesson.exercise import Exercise
from course_lib.lesson.tables import marked_up

_PRINT: dict[str, Any] = data.toml("authoring", "print")
_GUIDE = {name: re.compile(mark) for name, mark in data.toml("authoring", "guide").items()}
_STRESSED = re.compile(r"(?<![\w*])\*(\w[\w ]*:?)\*(?!\w)")
_JUDGED = re.compile(r"facts\.judged\(([\d, ]+)\)")
_ASKS = re.compile(r"predictions\.(?!after)|\b(?:quiz|store|rewriter|ex)\.|\bscene\.\w+\(")
_FACT = re.compile(r"\b[A-Z]{1,2}\d+(?:\.\w[\w-]*)*")
_LINK = re.compile(r"\[([^]]+)\]\([^)]+\)")

SCREEN_ONLY = ("buttons", "form", "said")  # of an opener


@dataclass(frozen=True)
class Vote:
    """A question of the guide, its options, and what the teacher is told about the answer."""

    lesson: str
    number: str
    asked: str
    options: list[str]
    told: str


@dataclass(frozen=True)
class Task:
    """What a student is asked, and for the teacher a right answer, perhaps with code."""

    name: str
    asked: str  # empty: a guess or what a cell shows, which are not asked on paper
    answer: str
    code: str = ""
    replies: Mapping[str, str] = field(default_factory=dict)  # to each wrong letter or order


def votes(guide: str) -> list[Vote]:
    """Every vote of the guide, in order.

    >>> vote = "**Vote 1.** Who? a) one b) two. Right: b. Expect a."
    >>> votes(f"### Lesson 1: a seal{chr(10)}{vote}")[0].options
    ['one', 'two']
    """
    _, *parts = _GUIDE["title"].split(_STRESSED.sub(r"\1", guide).replace("`", ""))
    return [
        Vote(title, number, asked, re.split(r" [b-e]\) ", options.removesuffix(".")), told)
        for title, text in zip(parts[::2], parts[1::2], strict=True)
        for number, asked, options, told in _GUIDE["vote"].findall(text)
    ]


def roles(guide: str) -> list[tuple[str, str]]:
    """Each role of the hearing and what its group is told; the weak spot is left out."""
    return [(name, re.sub(r"[*`]", "", told)) for name, told in _GUIDE["role"].findall(guide)]


def ledger(guide: str) -> list[str]:
    """The lines of the ledger, as the guide puts them on the wall."""
    return re.findall(r"(?m)^\d\. (.*)$", "".join(_GUIDE["ledger"].findall(guide)))


def proposals(guide: str) -> list[list[str]]:
    """The table of proposals that the guide gives to a group without one, with its heads."""
    rows = _GUIDE["proposals"].findall(guide)[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in (rows[0], *rows[2:])]


def openers() -> list[tuple[str, list[str], str]]:
    """Each lesson that has an opener, what is chosen there, and its picture before any touch."""
    found = []
    for name in data.names("scenes", ""):
        if re.fullmatch(r"lesson_\d+", name):  # a lesson's later scenes have no paper twin
            scene = import_module(f"course_lib.scenes.{name}").open.__self__
            parts = scene(example=True).parts
            trays = [part["items"] for part in parts if part.get("id") == "tray"]
            chosen = [each["text"] for each in chain(*trays)]  # on paper they are written down
            kept = [part for part in parts if part["kind"] not in SCREEN_ONLY]
            picture = touch.still(touch.drawn(kept))
            found.append((name.replace("lesson_0", "Lesson "), chosen, picture))
    return found


def tasks(notebook: Path) -> list[list[Task]]:
    """What each period of a lesson asks, in order; the last list is what stands below the core.

    A function to write comes with its light twin, a guess with the answer that its cell shows, and
    another cell of the core with what it shows. What a teacher is told at a cell stands behind it.
    """
    parts = authoring.cut(notebook)
    return [[task for cell in cells for task in _asked(cell, notebook.stem)] for cells in parts]


def _asked(cell: NotebookNode, stem: str) -> Iterator[Task]:
    if cell.cell_type == "code":
        yield from map(_task, chain(*map(_with_its_twin, authoring.exercises(cell.source, stem))))
        yield from map(_task, authoring.questions(cell.source))
        for name in authoring.REVEAL.findall(cell.source):
            yield Task(name, "", "\n".join(authoring.plain(cell.outputs[-1]).splitlines()[1:3]))
    said = _aloud(cell) if cell.cell_type == "markdown" else _screen(cell)
    if said and "stretch" not in cell.metadata.get("tags", []):
        yield Task(cell.id, "", said)
    # What the data file tells a teacher about a cell: what to find, what to say.
    lesson = f"Lesson {int(stem[:2])}" if stem[0].isdigit() else stem
    for kind in ("tries", "read"):
        if told := _PRINT[kind].get(lesson, {}).get(cell.id):
            yield Task(_PRINT["say"][kind].format(name=cell.id), "", told)


def _with_its_twin(exercise: Exercise) -> list[Exercise]:
    """An exercise, and what a class without code does in its place."""
    lesson, _, name = exercise.id.partition(".")
    twin = getattr(import_module(f"course_lib.exercises.{lesson}"), f"{name}_light", None)
    return [exercise, *filter(None, [twin])]


def _aloud(cell: NotebookNode) -> str:
    """What a class is told aloud: the door of a lesson, the sentence to keep, the key points."""
    said = _LINK.sub(r"\1", cell.source.split("\n## ")[0])
    if not said.startswith(tuple(_PRINT["screen"]["aloud"])):
        return ""
    lines = [line.strip("# ") for line in re.sub(r"\*+", "", said).splitlines()]
    return "\n".join(filter(None, lines))


def _screen(cell: NotebookNode) -> str:
    """What a cell shows that asks nothing; a verdict stands whole, with its reason."""
    say = _PRINT["screen"]
    if _ASKS.search(cell.source):
        return ""
    if judged := _JUDGED.search(cell.source):
        claims = [facts.claim_of(int(number)) for number in judged[1].split(",")]
        return "\n".join(say["verdict"].format(**vars(claim)) for claim in claims)
    lines = "\n".join(map(authoring.plain, cell.outputs)).strip().splitlines()
    shown = [line for line in lines if not line.startswith(tuple(say["leave_out"]))]
    # A figure says its finding twice.
    return "\n".join(shown if shown == lines else dict.fromkeys(shown))


def _task(exercise: Exercise) -> Task:
    told = exercise.answered()
    answer = re.sub(r"\d+\.\d{5,}", lambda found: f"{float(found[0]):.4g}", told.text)
    name = exercise.id.partition(".")[2]
    replies = exercise.words.wrongs if exercise.kind in ("choose", "arrange") else {}
    asked, answer = (_STRESSED.sub(r"\1", said) for said in (exercise.task, answer))
    return Task(name, asked, answer, told.code, replies)


def notebooks(guide: str, folder: Path) -> dict[str, Path]:
    """The notebook in `folder` of each lesson, as the guide calls it ("Lesson 1")."""
    found = _GUIDE["notebook"].findall(guide)
    return {lesson: folder / f"{name}.ipynb" for lesson, name in found}


def cited(notebook: Path) -> list[facts.Fact]:
    """The facts that the core of a lesson names, or an answer or a verdict in it, in its order."""
    core = "\n".join(cell.source for cell in chain(*authoring.cut(notebook)[:-1]))
    ids = _FACT.findall(core + str(tasks(notebook)[:-1]))
    for number in re.findall(r"\d+", " ".join(_JUDGED.findall(core))):
        ids += facts.claim_of(int(number)).ids
    known = {row["id"] for row in data.rows("facts", "facts")}
    return [facts.fact(id) for id in dict.fromkeys(ids) if id in known]


def build(guide: Path, out: Path) -> Path:
    """Write the pack for the guide at `guide` to `out`, one HTML file, and return it."""
    text = guide.read_text(encoding="utf-8")
    paths = notebooks(text, guide.parents[1]).items()
    page = data.template("authoring", "print.html").render(
        told=_PRINT,
        votes=votes(text),
        roles=roles(text),
        ledger=ledger(text),
        openers=openers(),
        lessons=[(lesson, tasks(path)) for lesson, path in paths],
        cited={lesson: cited(path) for lesson, path in paths},
        proposals=proposals(text),
        claim_of=facts.claim_of,
        marked=marked_up,
    )
    out.write_text(page, encoding="utf-8")
    return out
