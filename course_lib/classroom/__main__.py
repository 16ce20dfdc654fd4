"""The classroom from a terminal.

python -m course_lib.classroom release ...                                    what a class gets
python -m course_lib.classroom grade FOLDER --assignment NAME --out marks.csv
python -m course_lib.classroom gradebook TEMPLATE --marks marks.csv --column "Secrets" --out FILE
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course_lib import words
from course_lib.classroom import gradebook, marking, marks, release, report, tables, template
from course_lib.classroom.grade import SEED, Grading, grade
from course_lib.classroom.texts import phrase
from course_lib.errors import CourseError
from course_lib.exercises import assignments

_BAR = 30  # signs


def main(arguments: list[str] | None = None) -> int:
    """Do what `arguments` say. 0 if it is done, 2 with a sentence on the screen if not."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (CourseError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m course_lib.classroom")
    commands = parser.add_subparsers(required=True)
    releasing = commands.add_parser("release", help=phrase("help.release"))
    release.add_arguments(releasing)
    releasing.set_defaults(run=release.main)
    grading = commands.add_parser("grade", help=phrase("help.grade"))
    grading.set_defaults(run=_grade)
    grading.add_argument("folder", type=Path, help=phrase("help.folder"))
    grading.add_argument("--assignment", required=True, choices=assignments.NAMES)
    grading.add_argument("--out", type=Path, required=True, help=phrase("help.out"))
    grading.add_argument("--class", dest="group", default="", help=phrase("help.group"))
    grading.add_argument("--seed", type=int, default=SEED, help=phrase("help.seed"))
    grading.add_argument("--reports", type=Path, help=phrase("help.reports"))
    grading.add_argument("--code-light", action="store_true", help=phrase("help.code_light"))
    grading.add_argument("--sheet", type=Path, help=phrase("help.sheet"))
    grading.add_argument("--marked", type=Path, help=phrase("help.marked"))
    filling = commands.add_parser("gradebook", help=phrase("help.gradebook"))
    filling.set_defaults(run=_gradebook)
    filling.add_argument("template", type=Path, help=phrase("help.template"))
    filling.add_argument("--marks", type=Path, required=True, help=phrase("help.marks"))
    filling.add_argument("--column", required=True, help=phrase("help.column"))
    filling.add_argument("--out", type=Path, required=True, help=phrase("help.filled"))
    filling.add_argument("--marked", type=Path, help=phrase("help.marked"))
    return parser


def _grade(options: argparse.Namespace) -> None:
    graded = grade(
        options.folder,
        options.assignment,
        group=options.group,
        seed=options.seed,
        code_light=options.code_light,
        progress=_progress,
    )
    if options.marked:
        most = {written.name: float(written.points) for written in graded.written}
        graded = marking.enter(graded, marking.load(options.marked, most))
    marks.save(options.out, marks.rows(graded))
    if options.reports:
        report.write(graded, options.reports)
    if options.sheet:
        answers = marking.save(options.sheet, graded)
        print(phrase("done.sheet", answers=words.count(answers, "answer"), file=options.sheet))
    print(told(graded))


def told(graded: Grading) -> str:
    """What a teacher reads when a class is graded, a sentence or two a line.

    >>> print(told(Grading(assignments.load("secrets"), {}, [], ["Held by a room."], seed=1)))
    0 students graded.
    Held by a room.
    """
    return "\n".join([*report.summary(graded), *graded.warnings, *graded.notes])


def _gradebook(options: argparse.Namespace) -> None:
    rows = marks.load(options.marks)
    if options.marked:
        most = {row.task: row.max_points for row in rows}
        rows = marking.enter_in(rows, marking.load(options.marked, most))
    filled = gradebook.fill(template.load(options.template), rows, options.column)
    tables.store(options.out, filled.data)
    print("\n".join(gradebook.told(filled)))


def _progress(done: int, total: int) -> None:
    """A line on the screen that grows; nothing where no person watches."""
    if sys.stderr.isatty():
        bar = "#" * (_BAR * done // total)
        end = "\n" if done == total else ""
        print(f"\r[{bar:<{_BAR}}] {done}/{total}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
