"""Run notebooks and store them so that a second run changes not one byte."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from course_lib.errors import refuse
from course_lib.exercises.handouts import METADATA
from course_lib.lesson.live import VIEW

V5 = "application/vnd.vegalite.v5+json"
PNG = "image/png"


def notebooks(folder: Path) -> list[Path]:
    """Every notebook below `folder`, checkpoints left out.

    >>> notebooks(Path("no_such_folder"))
    []
    """
    found = sorted(folder.rglob("*.ipynb"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def run(path: Path) -> bool:
    """Execute the notebook at `path` and store it; True if the file changed.

    The lesson's saved work is an empty temporary file. CourseError if a cell raises without the
    tag `raises-exception`, or writes to stderr: a warning is not something to store.
    """
    before = path.read_text(encoding="utf-8")
    stored = nbformat.reads(before, as_version=4)
    fresh = normalise(execute(stored, path.parent), stored)
    for cell in fresh.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise refuse("ground.warning", output.text.strip(), cell=cell.id, name=path.name)
    text = nbformat.writes(fresh).rstrip("\n") + "\n"
    if text != before:
        path.write_text(text, encoding="utf-8")
    return text != before


def execute(stored: NotebookNode, folder: Path) -> NotebookNode:
    """A freshly executed copy of `stored`, run in `folder` with no saved work."""
    fresh = nbformat.from_dict(stored)
    with tempfile.TemporaryDirectory() as empty:
        # Sockets of files where the platform has them: on TCP each kernel warns of itself.
        files = {} if sys.platform == "win32" else {"transport": "ipc", "ip": f"{empty}/kernel"}
        client = NotebookClient(
            fresh,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            timeout=300,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,  # or slow prints would end up in two outputs, sometimes
            config=Config({"KernelManager": files}),
        )
        client.execute(env={**os.environ, "COURSE_STORE": f"{empty}/my_course.json"})
    return fresh


def normalise(fresh: NotebookNode, stored: NotebookNode) -> NotebookNode:
    """`fresh` with nothing left that changes from run to run.

    A picture is kept from `stored` when its chart did not change: fonts differ between machines.
    """
    fresh.metadata = nbformat.from_dict(METADATA)
    old = {cell.id: cell.get("outputs", []) for cell in stored.cells}
    for cell in fresh.cells:
        cell.metadata = NotebookNode({k: v for k, v in cell.metadata.items() if k == "tags"})
        outputs = cell.get("outputs", [])
        for output in outputs:
            output.get("data", {}).pop(VIEW, None)
        outputs[:] = [each for each in outputs if each.get("data") != {}]  # of a widget its still
        for output, earlier in zip(outputs, old.get(cell.id, []), strict=False):
            data, before = output.get("data", {}), earlier.get("data", {})
            if PNG in before and data.get(V5) == before.get(V5) is not None:
                data[PNG] = before[PNG]
    return fresh
