"""The command line of those who write the course.

python -m course_lib.authoring run                     every notebook
python -m course_lib.authoring run notebooks/01*.ipynb some of them
python -m course_lib.authoring minutes                 how long each period takes
python -m course_lib.authoring site --out FOLDER       the lessons as pages to read, without Python
python -m course_lib.authoring draw                    the drawings beside the notebooks
python -m course_lib.authoring print                   the print pack beside the guide for teachers
"""

import argparse
import sys
from pathlib import Path

from course_lib.authoring import notebooks, periods, run, sheets, site
from course_lib.errors import require

GUIDE = Path("notebooks/instructor/guide.md")


def main(arguments: list[str]) -> None:
    """Do `run` or `minutes` with the notebooks named, or with all of them; or make the site.

    Raises CourseError for a path that is no notebook, before anything is done with the others.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["run", "minutes", "site", "print", "draw"])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, default=Path("site"))
    given = parser.parse_args(arguments)
    for path in given.paths:
        require(path.suffix == ".ipynb" and path.is_file(), "ground.notebook", path)
    match given.command:
        case "site":
            print(*site.build(Path("notebooks"), given.out), sep="\n")
        case "draw":
            print(*site.draw(GUIDE.parents[1] / "pictures"), sep="\n")
        case "print":
            print(sheets.build(GUIDE, GUIDE.with_name("print.html")))
        case "minutes":
            for path in given.paths or sorted(Path("notebooks").glob("*.ipynb")):
                print(f"{path}: {' + '.join(f'{each:.0f}' for each in periods(path))}")
        case _:
            for path in given.paths or notebooks(Path("notebooks")):
                print(f"{path}: {'stored' if run(path) else 'unchanged'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
