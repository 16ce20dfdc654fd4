"""The classroom from a terminal: what the command `course-classroom` does.

course-classroom release --out 10B --class 10B                      what a class gets
course-classroom grade FOLDER --assignment NAME --out marks.csv     points for what came back
course-classroom gradebook TEMPLATE --marks marks.csv --column "Secrets" --out FILE

`python -m course_lib.classroom` does the same, but imports what lies in the folder it is started
in, before any line here is run: so never start it where students' files lie.
"""

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from course_lib import data
from course_lib.classroom import hub, platforms, results
from course_lib.classroom.submissions import shown
from course_lib.errors import CourseError, require
from course_lib.exercises import handouts


def main(arguments: list[str] | None = None) -> int:
    """Do what `arguments` say. 0 if it is done, 2 with a sentence on the screen if not."""
    parser = argparse.ArgumentParser(prog="course-classroom")
    commands = parser.add_subparsers(required=True)
    for name, command in data.toml("classroom", "command").items():
        # What is not given is left out, so that the default is the one of the function that runs.
        made = commands.add_parser(name, help=command["help"], argument_default=argparse.SUPPRESS)
        made.register("type", "path", Path)
        made.set_defaults(run=_RUN[name])
        for option, told in command["options"].items():
            made.add_argument(option, **told)
    options = vars(parser.parse_args(arguments))
    try:
        print("\n".join(map(shown, options.pop("run")(**options))))
    except (CourseError, OSError, KeyboardInterrupt) as error:
        print(shown(results.refused(error)), file=sys.stderr)
        return 2
    return 0


def write(files: dict[str, str], out: Path) -> None:
    """Write `files` below the new or empty folder `out`: all of them or, after an error, none.

    Raises CourseError if anything is in the way.
    """
    require(not out.exists() or (out.is_dir() and not [*out.iterdir()]), "classroom.not_empty", out)
    try:
        for name, text in files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_bytes(text.encode())
    except (OSError, UnicodeError):
        shutil.rmtree(out, ignore_errors=True)
        raise


def _release(out: Path, *, nbgrader: bool = False, **choice: Any) -> list[str]:
    make = hub.course_folder if nbgrader else handouts.student_folder
    write(files := make(handouts.Choice(**choice)), out)
    return [str(out / name) for name in sorted(files)]


def _grade(place: Path, **how: Any) -> list[str]:
    require(not (here := Path.cwd()).is_relative_to(place.resolve()), "classroom.here", here)
    graded = results.grade_class(place, **how)
    return [*results.summary(graded), *graded.warnings, *graded.notes]


_RUN = {"release": _release, "grade": _grade, "gradebook": platforms.fill_table}

if __name__ == "__main__":
    sys.exit(main())
