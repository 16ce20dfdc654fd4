"""Strict nbval really compares: a notebook with one false output must fail, a true one pass."""

import os
import subprocess
import sys

import nbformat
import pytest


@pytest.mark.parametrize(
    ("stored", "returncode", "word"), [("4", 0, "1 passed"), ("5", 1, "1 failed")]
)
def test_nbval_compares(tmp_path, stored, returncode, word):
    output = nbformat.v4.new_output(
        "execute_result", {"text/plain": stored}, execution_count=1, metadata={}
    )
    cell = nbformat.v4.new_code_cell("2 + 2", execution_count=1, outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.write(notebook, tmp_path / "canary.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "canary.ipynb"]
    child = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ}
    )
    assert child.returncode == returncode, child.stdout
    assert word in child.stdout
