"""Strict nbval really compares: of two cells the one with a false output fails."""

import subprocess
import sys

import nbformat


def test_nbval_compares(tmp_path):
    cells = [
        nbformat.v4.new_code_cell("2 + 2", execution_count=count, outputs=[output(stored, count)])
        for count, stored in ((1, "4"), (2, "5"))
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "canary.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "canary.ipynb"]
    child = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert child.returncode == 1, child.stdout
    assert "1 failed, 1 passed" in child.stdout


def output(stored, count):
    told = {"text/plain": stored}
    return nbformat.v4.new_output("execute_result", told, execution_count=count, metadata={})
