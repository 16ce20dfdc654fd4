"""The lock installs on every machine the README names, and the course runs on its Pythons.

Both need a package registry. What is not on this computer is skipped, and that is said.
"""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
UV = [sys.executable, "-m", "uv"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
MACHINES = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
]


@pytest.mark.weekly
@pytest.mark.parametrize(("python", "machine"), list(product(PYTHONS, MACHINES)))
def test_every_package_has_a_wheel(python, machine, tmp_path):
    (tmp_path / "lock.txt").write_text(LOCK.read_text("utf-8").replace("-e .\n", ""), "utf-8")
    wish = ["--only-binary", ":all:", "--python-version", python, "--python-platform", machine]
    command = [*UV, "pip", "install", "--dry-run", *wish]
    target = ["--target", tmp_path / "target", "-r", tmp_path / "lock.txt"]
    child = subprocess.run([*command, *target], capture_output=True, text=True)
    assert child.returncode == 0, child.stderr


@pytest.mark.weekly
@pytest.mark.parametrize("python", PYTHONS[1:])
def test_every_notebook_and_example_is_true_there(python, tmp_path):
    """Whoever installs the course meets another numpy, too: the lock has one for each Python."""
    if subprocess.run([*UV, "python", "find", "--no-python-downloads", python]).returncode:
        pytest.skip(f"no Python {python} on this computer")
    subprocess.run([*UV, "venv", "--python", python, tmp_path / "env"], check=True)
    there = tmp_path / "env/bin/python"
    lock = ["-r", ROOT / "tests/requirements.txt"]
    subprocess.run([*UV, "pip", "install", "--python", there, *lock], cwd=ROOT, check=True)
    tests = [there, "-m", "pytest", "-q", "-p", "no:cacheprovider", "notebooks", "course_lib"]
    child = subprocess.run(tests, cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 0, child.stdout[-4_000:] + child.stderr
