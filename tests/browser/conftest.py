"""One JupyterLab and one Chromium a session, one page a test."""

import subprocess
import sys
from pathlib import Path

import pytest
import real_lab
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=60_000)  # milliseconds: what holds on a busy machine, holds
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of the course's notebooks."""
    _browser_path()  # no server where nothing can look at it
    server = real_lab.Lab(tmp_path_factory.mktemp("lab"), NOTEBOOKS)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """The address of a Chromium that all files share."""
    running = real_lab.Chromium(_browser_path(), tmp_path_factory.mktemp("profile"))
    yield running.address
    running.stop()


# A file, not the session: while Playwright runs, no other test of its worker may use asyncio.
@pytest.fixture(scope="module")
def browser(chromium):
    """A line to the one Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.connect_over_cdp(chromium)


@pytest.fixture(scope="session")
def release(lab):
    """The folder, in the Lab, of what a class is given: made by the command that teachers use."""
    folder = lab.folder / "released"
    command = [sys.executable, "-m", "course_lib.classroom", "release", "--out", str(folder)]
    subprocess.run(command, check=True, cwd=NOTEBOOKS.parent, capture_output=True)
    return folder.name


def _browser_path():
    executable = real_lab.find_browser()
    if executable is None:
        pytest.skip(f"no Chromium: set CHROMIUM or install one of {', '.join(real_lab.BROWSERS)}")
    return executable
