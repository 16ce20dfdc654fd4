"""What is promised of speed, as ratios of processor time within one run: once a week.

The sandbox's doors stand at their gates (19.6 of 20, 0.86 of 0.85), so they are measured by hand.
"""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.weekly
@pytest.mark.parametrize("name", ["lessons"])
def test_a_benchmark_holds_its_gate(name):
    command = [sys.executable, str(HERE / f"{name}.py")]
    done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
