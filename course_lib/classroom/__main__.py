"""The classroom from a terminal: what the command `course-classroom` does.

course-classroom release --out 10B --class 10B                      what a class gets
course-classroom grade FOLDER --assignment NAME --out marks.csv     points for what came back
course-classroom gradebook TEMPLATE --marks marks.csv --column "Secrets" --out FILE

`python -m course_lib.classroom` does the same, but imports what lies in the folder it is started
in, before any line here is run: so never start it where students' files lie.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course_lib import data
from course_lib.classroom import hub, platforms, release, session, tables
from course_lib.errors import CourseError, refuse
from course_lib.exercises import assignments

_BAR = 30  # signs
_phrase = data.phrases("classroom")


def main(arguments: list[str] | None = None) -> int:
    """Do what `arguments` say. 0 if it is done, 2 with a sentence on the screen if not."""
    options = _parser().parse_args(arguments)
    try:
        print("\n".join(_printable(line) for line in options.run(options)))
    except (CourseError, OSError) as error:
        print(_printable(str(error)), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course-classroom")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: object) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=_phrase(f"help.{name}"))
        made.set_defaults(run=run)
        return made

    def add(to: argparse.ArgumentParser, name: str, key: str, **more: object) -> None:
        to.add_argument(name, help=_phrase(f"help.{key}"), **more)  # type: ignore[arg-type]

    names = assignments.NAMES
    made = command("release", _release)
    add(made, "--out", "new_folder", type=Path, required=True)
    add(made, "--assignment", "which", nargs="+", choices=names, default=names, metavar="NAME")
    add(made, "--class", "numbers", dest="group", default="")
    for option in ("core_only", "code_light", "nbgrader"):
        add(made, f"--{option.replace('_', '-')}", option, action="store_true")
    made = command("grade", _grade)
    add(made, "folder", "folder", type=Path)
    add(made, "--assignment", "assignment", required=True, choices=names)
    add(made, "--out", "out", type=Path, required=True)
    add(made, "--class", "group", dest="group", default="")
    for option in ("code_light", "without_room"):
        add(made, f"--{option.replace('_', '-')}", option, action="store_true")
    for option in ("reports", "sheet"):
        add(made, f"--{option}", option, type=Path)
    made = command("gradebook", _fill)
    add(made, "template", "template", type=Path)
    add(made, "--marks", "marks", type=Path, required=True)
    add(made, "--column", "column", required=True)
    add(made, "--out", "filled", type=Path, required=True)
    return parser


def _release(options: argparse.Namespace) -> list[str]:
    choice = release.Choice(
        options.assignment, options.group, options.core_only, options.code_light
    )
    files = (hub.course_folder if options.nbgrader else release.student_folder)(choice)
    release.write(files, options.out)
    return [str(options.out / name) for name in sorted(files)]


def _grade(options: argparse.Namespace) -> list[str]:
    if (here := Path.cwd().resolve()).is_relative_to(options.folder.resolve()):
        raise refuse("classroom.here", here)
    graded = session.grade_class(
        options.folder,
        options.assignment,
        options.out,
        group=options.group,
        sheet=options.sheet,
        pages=options.reports,
        code_light=options.code_light,
        without_room=options.without_room,
        progress=_progress,
    )
    return session.told(graded)


def _fill(options: argparse.Namespace) -> list[str]:
    marks, table = tables.load_marks(options.marks), platforms.load(options.template)
    filled, told = platforms.fill(table, marks, options.column)
    tables.store(options.out, filled)
    return told


def _progress(done: int, total: int) -> None:
    """A line on the screen that grows; nothing where no person watches."""
    if sys.stderr.isatty():
        bar = "#" * (_BAR * done // total)
        end = "\n" if done == total else ""
        print(f"\r[{bar:<{_BAR}}] {done}/{total}", end=end, file=sys.stderr, flush=True)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


if __name__ == "__main__":
    sys.exit(main())
