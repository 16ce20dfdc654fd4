"""The guide as a teacher opens it: each lesson's page, its periods, and its page of answers."""

import html
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from reading import FOLDER, Cells, Notebook, numbers

from course_lib import authoring, data
from course_lib.authoring import sheets

HEAD = "| minutes | what happens | cells | who does what | if late |"
WITHOUT = "| without a network | minutes | handed out |"
PRINT = data.toml("authoring", "print")


def text_of(name):
    return (FOLDER / name).read_text(encoding="utf-8")


GUIDE, RUBRICS = (text_of(f"instructor/{name}.md") for name in ("guide", "rubrics"))
PACK = html.unescape(text_of("instructor/print.html"))


def part(text, heading):
    """What stands below a heading, up to the next one."""
    return re.split(r"^#{2,3} ", text.split(f"{heading}\n")[1], flags=re.M)[0]


def labelled(text):
    """What stands behind each bold label that begins a paragraph."""
    _, *parts = re.split(r"^\*\*([^*\n]+?)\.?\*\*", text, flags=re.M)
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def table(text):
    """The rows of the tables in a text, cell by cell, without their rules."""
    rows = [line.strip()[1:-1].split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows]


def ids(text):
    """The names of cells and exercises in a text."""
    return set(re.findall(r"`([\w-]+)`", text))


def titles(text):
    """What stands in italics: sheets, headings."""
    return set(re.findall(r"\*([^*]+)\*", text))


@dataclass(frozen=True)
class Row:
    """A row of a plan; `saved` are the minutes that it gives back when it is late."""

    minutes: int
    happens: str
    names: tuple[str, ...] = ()
    saved: int = 0


class Lesson(Notebook):
    """A lesson as a teacher has it; its core in periods, and what lies `beyond`."""

    def __init__(self, title, path):
        super().__init__(path)
        self.title = title
        self.short = title.lower().removeprefix("lesson ")  # as tables of the guide have it
        self.key = title if title.startswith("Lesson") else self.name  # in print.toml
        self.home = re.sub(r"(\d\d)_.*", r"lesson_\1", self.name)  # of its exercises and words
        self.names = {cell.id for cell in self.cells} | self.cells.checked  # of its exercises, too
        *self.halves, self.beyond = map(Cells, authoring.cut(path))
        self.page = next(text for text in GUIDE.split("\n### ") if f"[{self.name}]" in text)
        self.page = self.page.split("\n## ")[0]
        self.parts = labelled(self.page)  # of what stands there twice, that of the last period
        parts = re.split(r"^#### ", self.page, flags=re.M)
        planned = [text for text in parts if text.startswith("Period ")]
        self.periods = [Period(self, number, text) for number, text in enumerate(planned)]

    @cached_property
    def tasks(self):
        """What its periods ask, and then what lies beyond."""
        return list(chain(*sheets.tasks(self.path)))

    @cached_property
    def numbers(self):
        """Those of its cells, of what they show, of what it asks and of the answers to that."""
        asked = [task.asked + task.answer for task in self.tasks if task.asked]
        texts = [cell.source for cell in self.cells]
        return numbers("\n".join(texts + self.shown + asked))

    @property
    def answers(self):
        """The sheet with the answers, as a teacher reads it."""
        found = re.search(f"the answers of {self.title}</h2>(.*?)<section>", PACK, re.S | re.I)
        return found[1]

    @property
    def said(self):
        """From a cell's id to what the teacher says there."""
        return PRINT["read"][self.key]


class Period:
    """A period as the guide plans it, and the parts below its plan; its cells by number."""

    def __init__(self, lesson, number, text):
        self.lesson, self.number = lesson, number
        self.title, _, text = text.partition("\n")
        plan, _, self.below = text.split(HEAD)[1].partition("\n\n")
        self.rows = [
            Row(
                int(lasts),
                happens,
                tuple(re.findall(r"`([^`]+)`", cells)),
                sum(map(int, re.findall(r"saves (\d+)", late))),
            )
            for lasts, happens, cells, _, late in table(plan)
        ]
        self.parts = labelled(self.below)
        self.happens = " ".join(each.happens for each in self.rows)
        self.cells = lesson.halves[number] if number < len(lesson.halves) else Cells()
        self.before = Cells(chain(*lesson.halves[: number + 1]))  # and its own

    def __repr__(self):
        return f"{self.lesson.name}-{self.number + 1}"

    @property
    def known(self):
        """From a cell's id or an exercise's name to its place; a code cell wins over a text."""
        places = list(enumerate(self.cells))
        texts = {cell.id: n for n, cell in places if cell.cell_type != "code"}
        exercises = {known: n for n, cell in places for known in Cells([cell]).checked}
        return texts | exercises | {c.id: n for n, c in places if c.cell_type == "code"}

    def spans(self):
        """Each row of the plan with the cells that it covers: those up to the last it names."""
        begin = 0
        for each in self.rows:
            end = max([begin, *(self.known[named] + 1 for named in each.names)])
            yield each, Cells(self.cells[begin:end])
            begin = end
        left = [cell.id for cell in self.cells[begin:] if cell.cell_type == "code"]
        assert not left, "not in the plan"

    @property
    def board(self):
        return self.parts["On the board"].split("```")[1].strip("\n")

    @property
    def offline(self):
        """The table of what is done without a network."""
        return self.below.split(WITHOUT)[1].split("\n\n")[0]

    @property
    def without(self):
        return [Row(int(lasts), happens) for happens, lasts, _ in table(self.offline)]

    @property
    def copies(self):
        return self.parts["Copy and bring, for 28"]

    @property
    def copied(self):
        """The titles of the sheets that are to be copied."""
        return set(re.findall(r"\*([^*]+)\* \d", self.copies))


LESSONS = [Lesson(*each) for each in sheets.notebooks(GUIDE, FOLDER).items()]
PERIODS = [period for lesson in LESSONS for period in lesson.periods]
