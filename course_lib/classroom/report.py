"""What students and their teacher read: a page for each student, and an overview of the class.

Pages are made with autoescape and forbid every script, so nothing a student wrote can act.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from course_lib import words
from course_lib.classroom import tables
from course_lib.classroom.grade import Grading, Paper
from course_lib.classroom.texts import phrase
from course_lib.lesson.tables import marked_up

OVERVIEW = "overview.html"
_BAR = "#0072b2"


def write(grading: Grading, folder: Path) -> list[str]:
    """Write all pages into `folder`, and return their names, the overview first.

    >>> from tempfile import TemporaryDirectory
    >>> from course_lib.exercises import assignments
    >>> with TemporaryDirectory() as folder:
    ...     write(Grading(assignments.load("secrets"), {}, [], [], seed=1), Path(folder))
    ['overview.html']
    """
    for old in folder.glob("[0-9][0-9][0-9]*.html"):  # of a class that was perhaps another
        old.unlink()
    pages = {OVERVIEW: overview(grading)}
    pages |= {_page(n, p): page(p, grading) for n, p in enumerate(grading.papers, start=1)}
    for name, html in pages.items():
        tables.store(folder / name, html.encode())
    return list(pages)


def summary(grading: Grading) -> list[str]:
    """How many students were graded, and by name who was not.

    >>> from course_lib.exercises import assignments
    >>> summary(Grading(assignments.load("secrets"), {}, [], [], seed=1))
    ['0 students graded.']
    """
    graded = len(grading.papers) - len(grading.ungraded)
    said = [phrase("overview.summary", students=words.count(graded, "student"))]
    if grading.ungraded:
        said.append(phrase("overview.not_graded", names="; ".join(grading.ungraded)))
    return said


def page(paper: Paper, grading: Grading) -> str:
    """The page of one student: points, what was expected, what came, what to do next.

    >>> from course_lib.exercises import assignments
    >>> graded = Grading(assignments.load("secrets"), {}, [], [], seed=1)
    >>> "<p>Sari &middot; x.ipynb</p>" in page(Paper("Sari", "x.ipynb", {}), graded)
    True
    """
    waits = any(
        paper.answers.get(written.name) and written.name not in paper.marked
        for written in grading.written
    )
    return _render("report.html", grading, paper=paper, waits=waits)


def overview(grading: Grading) -> str:
    """The teacher's page: who struggled where, in a figure and two tables.

    >>> from course_lib.exercises import assignments
    >>> "<h1>The class: " in overview(Grading(assignments.load("secrets"), {}, [], [], seed=1))
    True
    """
    solved = {name: _solved(grading, name) for name in grading.tasks}
    students = len(grading.papers) - len(grading.ungraded)
    hardest = min(solved, key=lambda name: solved[name], default="")
    share = words.percent(solved[hardest] / max(1, students)) if hardest else ""
    return _render(
        OVERVIEW,
        grading,
        summary=summary(grading),
        figure=Markup(_figure(solved, students)),  # noqa: S704  (drawn from numbers and task names)
        finding=phrase("overview.finding", name=hardest, share=share),
        tasks=[
            {"name": name, "solved": f"{right} / {students}", "often": _often(grading, name)}
            for name, right in solved.items()
        ],
        papers=[(_page(n, p), p) for n, p in enumerate(grading.papers, start=1)],
    )


def _solved(grading: Grading, name: str) -> int:
    return sum(paper.judgements[name].points > 0 for paper in grading.papers)


def _often(grading: Grading, name: str) -> str:
    """The message most who missed the task were given, the first in the alphabet among equals."""
    said = Counter(
        p.judgements[name].message
        for p in grading.papers
        if p.graded and not p.judgements[name].points
    )
    if not said:
        return ""
    message, times = min(said.items(), key=lambda item: (-item[1], item[0]))
    return phrase("overview.times", students=words.count(times, "student"), message=message)


def _figure(solved: dict[str, int], students: int) -> str:
    """Bars: for each task, how many students solved it."""
    rows = [{"task": name, "solved": right} for name, right in solved.items()]
    bars = alt.Chart({"values": rows}).mark_bar(color=_BAR)
    chart = bars.encode(
        x=alt.X("solved:Q", title=phrase("overview.axis"))
        .scale(domain=[0, max(1, students)])
        .axis(format="d", tickMinStep=1),
        y=alt.Y("task:N", sort=None, title=None),
    )
    description = phrase("overview.described")
    made = chart.properties(width=480, padding={"left": 40}, description=description).to_dict()
    svg: str = vl_convert.vegalite_to_svg(made, vl_version="6.4")
    return svg


def _page(number: int, paper: Paper) -> str:
    plain = unicodedata.normalize("NFKD", paper.student).encode("ascii", "ignore").decode()
    name = re.sub(r"\W+", "-", plain).strip("-").casefold()[:40]
    return f"{number:03d}-{name}.html" if name else f"{number:03d}.html"


def _number(points: float) -> str:
    return words.number(points, 0 if float(points).is_integer() else 2)


def _code(text: str) -> Markup:
    """Escaped, with what stands between backticks set as code."""
    return Markup(marked_up(text))  # noqa: S704  (which escapes)


def _render(template: str, grading: Grading, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("data")),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    title = grading.assignment.title
    known = {"title": title, "grading": grading, "say": phrase, "number": _number, "code": _code}
    return environment.get_template(template).render(**known, **values)
