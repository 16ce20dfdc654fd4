"""The lessons run with the versions that Google Colab has; its page itself was not seen."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib.lesson.live import VIEW

ROOT = Path(__file__).parents[2]
WANTED = Path(__file__).with_name("colab.txt")


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """A folder with a kernel named `colab`: needs a package registry."""
    home = tmp_path_factory.mktemp("colab")
    python, uv = str(home / "bin" / "python"), [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "-p", sys.executable, "--clear", str(home)], check=True)
    install = [*uv, "pip", "install", "-q", "--python", python, "-r", str(WANTED)]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no environment like Colab's here: {done.stderr[-300:]}")
    told = ["ipykernel", "install", "--name", "colab", "--prefix", str(home)]
    subprocess.run([python, "-m", *told], check=True)
    return home / "share" / "jupyter"


def said(cell):
    """What a cell says where no widget is shown."""
    outputs = [each.get("data", {"text/plain": each.get("text", "")}) for each in cell.outputs]
    return [data.get("text/plain") for data in outputs if data]


@pytest.mark.weekly
@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_with_the_versions_of_colab(kernels, path, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]]))
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    stored = nbformat.read(path, as_version=4)
    notebook = nbformat.from_dict(stored)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, kernel_name="colab", resources=where, timeout=300).execute()
    differ = [
        (fresh.id, said(fresh), said(old))
        for fresh, old in zip(notebook.cells, stored.cells, strict=True)
        if fresh.cell_type == "code"
        and not any(VIEW in each.get("data", {}) for each in fresh.outputs)
        and said(fresh) != said(old)
    ]
    assert not differ
