"""One JupyterLab a session, one Chromium a file, one page a test."""

import os
import shutil
import subprocess
import sys

import pytest
import real_lab
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=60_000)  # milliseconds: what holds on a busy machine, holds
collect_ignore = ["every_widget.ipynb"]  # it is opened, and stores no outputs
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@pytest.fixture(scope="session")
def chromium():
    """Where Chromium is: the environment variable CHROMIUM, or the path."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no Chromium: set CHROMIUM or install one of {', '.join(BROWSERS)}")
    return found


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory):
    """A JupyterLab on a copy of the course's notebooks; none where nothing can look at it."""
    server = real_lab.Lab(tmp_path_factory.mktemp("lab"), real_lab.NOTEBOOKS)
    yield server
    server.stop()


# A file, not the session: while Playwright runs, no other test of its worker may use asyncio.
@pytest.fixture(scope="module")
def browser(chromium):
    """It can resolve no name but this machine's, and its scrollbars take room."""
    with sync_playwright() as playwright:
        how = {"args": ["--disable-gpu", NO_NAMES], "ignore_default_args": ["--hide-scrollbars"]}
        yield playwright.chromium.launch(executable_path=chromium, **how)


@pytest.fixture(scope="session")
def release(lab):
    """The folder, in the Lab, of what a class is given: made by the command that teachers use."""
    folder = lab.folder / "released"
    command = [sys.executable, "-m", "course_lib.classroom", "release", "--out", str(folder)]
    subprocess.run(command, check=True, cwd=real_lab.NOTEBOOKS.parent, capture_output=True)
    return folder.name
