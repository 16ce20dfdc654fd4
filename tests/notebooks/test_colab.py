"""The lessons run with the versions that Google Colab has; its page itself was not seen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reading import FOLDER, said

from course_lib import authoring
from course_lib.lesson.live import VIEW

WANTED = Path(__file__).with_name("colab.txt")


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """A folder whose `python3` has those versions: needs a package registry."""
    home = tmp_path_factory.mktemp("colab")
    python, uv = str(home / "bin" / "python"), [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "-q", "-p", sys.executable, "--clear", str(home)], check=True)
    install = [*uv, "pip", "install", "-q", "--python", python, "-r", str(WANTED)]
    done = subprocess.run(install, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no environment like Colab's here: {done.stderr[-300:]}")
    subprocess.run([python, "-m", "ipykernel", "install", "--prefix", str(home)], check=True)
    return home / "share" / "jupyter"


@pytest.mark.weekly
def test_a_lesson_with_the_versions_of_colab(kernels, lesson, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent), prepend=os.pathsep)
    cells = authoring.execute(lesson.stored, FOLDER).cells
    differ = [
        (fresh.id, said(fresh), said(old))
        for fresh, old in zip(cells, lesson.cells, strict=True)
        if fresh.cell_type == "code"
        and not any(VIEW in each.get("data", {}) for each in fresh.outputs)
        and said(fresh) != said(old)
    ]
    assert not differ
