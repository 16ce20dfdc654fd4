"""The drawings of the lessons: one template, words in `drawings.toml`, colours of the course.

They are files beside the notebooks, because JupyterLab shows no SVG output of an untrusted one.
"""

from __future__ import annotations

from pathlib import Path

from course_lib import data, look


def build(out: Path) -> list[Path]:
    """Write each drawing into the folder `out`, as an SVG with its words; the files, in order."""
    template, paths = data.template("authoring", "drawings.svg"), []
    for name, words in data.toml("authoring", "drawings").items():
        paths.append(out / f"{name}.svg")
        svg = template.render(name=name, say=words, look=look)
        paths[-1].write_text(svg.strip() + "\n", encoding="utf-8")
    return paths
