"""The lock installs from wheels on every machine the README names. Needs a package registry."""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

LOCK = Path(__file__).parents[1] / "requirements.txt"
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
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", *wish]
    target = ["--target", tmp_path / "target", "-r", tmp_path / "lock.txt"]
    child = subprocess.run([*command, *target], capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
