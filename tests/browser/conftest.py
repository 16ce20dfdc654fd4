"""One JupyterLab a session, one browser a file, one page a test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # for real_lab, in the workers too

import real_lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[real_lab.Lab]:
    """A JupyterLab on a copy of the course's notebooks."""
    _browser_path()  # no server where nothing can look at it
    server = real_lab.Lab(tmp_path_factory.mktemp("lab"), NOTEBOOKS if NOTEBOOKS.is_dir() else None)
    yield server
    server.stop()


# A file, not the session: while Playwright runs, no other test of its worker may use asyncio.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = _browser_path()
    with sync_playwright() as playwright:
        started = real_lab.launch(playwright, executable)
        yield started
        started.close()


def _browser_path() -> str:
    executable = real_lab.find_browser()
    if executable is None:
        pytest.skip(f"no Chromium: set CHROMIUM or install one of {', '.join(real_lab.BROWSERS)}")
    return executable
