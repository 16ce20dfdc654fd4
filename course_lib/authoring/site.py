"""The reading edition: a static site made from the stored notebooks, which are not run.

Charts are drawn live from files beside the pages, questions answer from the lessons' TOML, guesses
stay in the reader's browser, and openers of few states are played from states computed beforehand.
Nothing is asked of another address.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import vl_convert
from pygments.formatters import HtmlFormatter

from course_lib import data
from course_lib.authoring import sheets
from course_lib.authoring.pages import periods, read, slides_name

phrase = data.phrases("authoring")

REPOSITORY = "how-whatsapp-makes-money/course"
VEGA = "5.21"  # of Vega-Lite, as in JupyterLab


def build(notebooks: Path, out: Path) -> list[Path]:
    """Write the site of the lessons in the folder `notebooks` into `out`; the pages, in order.

    Assignments have no page: their options earn marks. Search is there where pagefind is installed.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(notebooks.glob("*.ipynb"))
    pages = [read(path) for path in paths]
    for path, page in zip(paths, pages, strict=True):
        for cell in page.cells:
            if cell.scene:
                (out / f"{page.name}.json").write_text(json.dumps(cell.scene), encoding="utf-8")
        slides = {slides_name(page, one): one for one in periods(page)}
        _write(out / f"{page.name}.html", "page.html", page=page, pages=pages, periods=slides)
        for name, period in slides.items():
            _write(out / name, "slides.html", page=page, period=period)
        shutil.copy(path, out / path.name)
    search = find_spec("pagefind") is not None
    _write(out / "index.html", "index.html", pages=pages, search=search)
    _write_beside(out)
    sheets.build(notebooks / "instructor" / "guide.md", out / "print.html")
    for picture in (notebooks / "pictures").glob("*.*"):
        (out / "pictures").mkdir(exist_ok=True)
        shutil.copy(picture, out / "pictures")
    if search:
        index = [sys.executable, "-m", "pagefind", "--site", str(out)]
        subprocess.run(index, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)
    return [out / f"{page.name}.html" for page in pages]


def _write(path: Path, name: str, **values: Any) -> None:
    shared = {"say": phrase, "repository": REPOSITORY}
    path.write_text(data.template("authoring", name).render(**shared, **values), encoding="utf-8")


def _write_beside(out: Path) -> None:
    """Styles, scripts and Vega with its licences."""
    for room, stem in (("authoring", "site"), ("lesson", "touch")):
        for name in (f"{stem}.js", f"{stem}.css"):
            (out / name).write_text(data.text(room, name), encoding="utf-8")
    for theme, style in (("light", "xcode"), ("dark", "github-dark")):
        code = HtmlFormatter(style=style).get_style_defs(".highlight")
        (out / f"{theme}.css").write_text(code, encoding="utf-8")
    (out / "vega.js").write_text(
        vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed", vl_version=VEGA),
        encoding="utf-8",
    )
    (out / "vega.txt").write_text(data.text("authoring", "vega.txt"), encoding="utf-8")
