"""What comes of a graded class: the files a teacher works with, and pages for everybody to read.

The form and the command both grade by `grade_class`. Pages are made with autoescape and forbid
every script, so nothing a student wrote can act.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from course_lib import data, look, words
from course_lib.classroom import grading, tables
from course_lib.classroom.grading import Grading, Paper, said_points
from course_lib.exercises import assignments
from course_lib.lesson.tables import marked_up

OVERVIEW = "overview.html"
_phrase = data.phrases("classroom")


def grade_class(
    place: Path,
    name: str,
    marks: Path,
    *,
    group: str = "",
    sheet: Path | None = None,
    pages: Path | None = None,
    **how: Any,
) -> Grading:
    """Grade the class, bring in the points a person gave, and write every file asked for.

    What has run is kept beside `marks` until all is written: a class that was stopped goes on from
    there. The points stand on `sheet`, which is written again with them. It is read, and every
    place is tried out, before anything is run. `how` is as for `grading.grade`. Raises CourseError
    as that, `tables.load_sheet` and `tables.try_out` do, and then writes nothing.
    """
    part = Path(f"{marks}.part")
    tables.try_out(*filter(None, [marks, part, sheet, pages and pages / OVERVIEW]))
    marked = tables.load_sheet(sheet, assignments.load(name, group)) if sheet else {}
    graded = tables.enter(grading.grade(place, name, group=group, kept=part, **how), marked)
    tables.save_marks(marks, tables.rows(graded))
    if sheet:
        tables.save_sheet(sheet, graded)
    if pages:
        write(graded, pages)
    part.unlink(missing_ok=True)  # two may grade at once
    return graded


def write(grading: Grading, folder: Path) -> list[str]:
    """Write all pages into `folder`, and return their names, the overview first.

    >>> from tempfile import TemporaryDirectory
    >>> from course_lib.exercises import assignments
    >>> with TemporaryDirectory() as folder:
    ...     write(Grading(assignments.load("secrets"), {}, [], []), Path(folder))
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
    """How many students were graded, who was not, or not wholly, who was late, and what waits.

    >>> from course_lib.exercises import assignments
    >>> summary(Grading(assignments.load("secrets"), {}, [], []))
    ['0 students graded.']
    """
    waiting = sum(paper.waiting for paper in grading.papers)
    said = {
        "summary": words.count(sum(paper.whole for paper in grading.papers), "student"),
        "not_graded": "; ".join(paper.student for paper in grading.papers if not paper.whole),
        "late": "; ".join(paper.student for paper in grading.papers if paper.late),
        "waiting": words.count(waiting, "answer") if waiting else "",
    }
    return [_phrase(f"overview.{key}", what=what) for key, what in said.items() if what]


def page(paper: Paper, grading: Grading) -> str:
    """The page of one student: points, what was expected, what came, what to do next.

    >>> from course_lib.exercises import assignments
    >>> graded = Grading(assignments.load("secrets"), {}, [], [])
    >>> "<p>Sari &middot; x.ipynb</p>" in page(Paper("Sari", "x.ipynb", {}), graded)
    True
    """
    return _render("report.html", grading, paper=paper)


def overview(grading: Grading) -> str:
    """The teacher's page: who struggled where, in a figure and two tables.

    >>> from course_lib.exercises import assignments
    >>> "<h1>The class: " in overview(Grading(assignments.load("secrets"), {}, [], []))
    True
    """
    graded = [paper for paper in grading.papers if paper.graded]
    marks = {name: [paper.marks[name] for paper in graded] for name in grading.tasks}
    missed = {key: sorted(m.message for m in those if not m.points) for key, those in marks.items()}
    solved = {key: sum(m.points == m.max_points for m in those) for key, those in marks.items()}
    return _render(
        OVERVIEW,
        grading,
        summary=summary(grading),
        solved=solved,
        hardest=min(solved, key=lambda name: solved[name], default=""),
        students=len(graded),
        often={name: Counter(said).most_common(1) for name, said in missed.items()},
        pages=[_page(n, paper) for n, paper in enumerate(grading.papers, start=1)],
    )


def refused(error: BaseException) -> str:
    """What to read of a refusal, of the computer's own too, or of an interruption (Ctrl-C).

    >>> refused(PermissionError(13, "Permission denied", "marks.csv"))[:70]
    "This computer refused ([Errno 13] Permission denied: 'marks.csv'). May"

    The command and the form both say it.

    >>> from contextlib import redirect_stderr
    >>> import sys
    >>> from course_lib.classroom.__main__ import main
    >>> table = ["--marks", "marks.csv", "--column", "Secrets", "--out", "x" * 300]
    >>> with redirect_stderr(sys.stdout):  # longer than a name may be
    ...     main(["gradebook", "canvas.csv", *table])  # doctest: +ELLIPSIS
    This computer refused (...). May you write there? ...
    2
    """
    key = "command.system" if isinstance(error, OSError) else "command.stopped"
    return str(error) if isinstance(error, ValueError) else _phrase(key, error=error)


def _page(number: int, paper: Paper) -> str:
    plain = unicodedata.normalize("NFKD", paper.student).encode("ascii", "ignore").decode()
    name = re.sub(r"\W+", "-", plain).strip("-").casefold()[:40]
    return f"{number:03d}-{name}.html" if name else f"{number:03d}.html"


def _render(template: str, grading: Grading, **values: Any) -> str:
    # `marked_up` escapes, and sets what stands between backticks as code.
    tools = {"say": _phrase, "number": said_points, "code": marked_up, "words": words, "look": look}
    return data.template("classroom", template).render(tools, grading=grading, **values) + "\n"
