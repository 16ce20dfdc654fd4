"""A real JupyterLab and a real browser, with everything beyond this machine blocked.

`Lab` is the server, on a copy of a folder and with a home of its own; `Opened` is one notebook in a
page of it. What they ask of a page is written in `page.js`.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

TESTS = Path(__file__).parents[1]
NOTEBOOKS = TESTS.parent / "notebooks"
CONFIG = Path(__file__).with_name("jupyter")  # no windowing, or cells out of sight are no DOM
SCRIPT = Path(__file__).with_name("page.js")
ELSEWHERE = re.compile(r"^(?:https?|wss?)://(?!(?:127\.0\.0\.1|localhost)[:/])")
# A handle of noUiSlider cannot be named; every slider here has a labelled number box beside it.
UNNAMED_HANDLE = ("aria-input-field-name", "noUi-handle")
PATIENCE = 120  # seconds for a page, a kernel or a run, on a busy machine
EMPTY = "%reset -f\nimport ipywidgets\nipywidgets.Widget.close_all()\ndel ipywidgets"


def mostly_weekly(names, *at_each_commit):
    """`names` as parameters: those named again run at each commit, the others once a week."""
    assert set(at_each_commit) <= set(names)
    marks = [[] if name in at_each_commit else [pytest.mark.weekly] for name in names]
    return [pytest.param(name, marks=mark) for name, mark in zip(names, marks, strict=True)]


class Lab:
    """A JupyterLab on a free port; `folder` holds what it serves and may be written to.

    `server` is the module to run: the classic notebook has another one.
    """

    def __init__(self, home, notebooks=None, server="jupyterlab"):
        self.folder, self.store = home / "notebooks", home / "my_course.json"
        if notebooks:
            left_out = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(notebooks, self.folder, ignore=left_out)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.token = secrets.token_hex(16)
        self._free = {}  # by browser, pages that show nothing
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", server, f"--ServerApp.port={self.port}"]
        command += [f"--ServerApp.root_dir={self.folder}", f"--IdentityProvider.token={self.token}"]
        with (home / "jupyterlab.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=_own_environment(home)
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.process.poll() is None, Path(log.name).read_text()[-3000:]
            assert time.monotonic() < deadline, "it did not start"
            time.sleep(0.1)

    def answers(self):
        with suppress(OSError):
            return urllib.request.urlopen(self.at("api/status"), timeout=5).read()

    def stop(self):
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def at(self, path):
        """An address of this server."""
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def write(self, name, *cells):
        """A notebook of these cells: their code, or a whole one."""
        made = nbformat.v4.new_code_cell
        notebook = nbformat.v4.new_notebook(
            cells=[made(cell.strip()) if isinstance(cell, str) else cell for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / name)

    @contextmanager
    def open(
        self,
        browser,
        name,
        *cells,
        run=True,
        dark=False,
        size=(1200, 2600),
        fresh=True,
        warm=False,
        **context_options,
    ):
        """The notebook `name`, of these cells if there are any, in a page, all run.

        With `fresh` nothing is kept yet. With `warm` the kernel is emptied at the end, and the next
        that opens `name` has it. At the end it must have asked for nothing from elsewhere. A page
        that was left well is used again, if it has no options of its own.
        """
        if cells:
            self.write(name, *cells)
        if fresh:
            self.store.unlink(missing_ok=True)
        free = [] if context_options else self._free.setdefault(browser, [])
        opened = free.pop() if free else self._page(browser, **context_options)
        well = False
        try:
            opened.prepare(size, dark=dark)
            opened.show(name)
            if run:
                assert opened.run() == []
            yield opened
            assert opened.blocked == []
            well = True
        finally:
            opened.leave(EMPTY if warm and well else "")
            if well and not context_options:
                free.append(opened)
            else:
                opened.page.context.close()

    def _page(self, browser, **options):
        opened = Opened(new_page(browser, **options))
        opened.page.route(ELSEWHERE, opened.block)
        opened.page.set_default_timeout(PATIENCE * 1000)
        opened.page.goto(f"{self.at('lab')}&reset")
        opened.page.wait_for_function("lab.started()")
        return opened


def new_page(browser, **options):
    """A page in a context of its own."""
    context = browser.new_context(**options)
    context.add_init_script(path=SCRIPT)
    return context.new_page()


class Opened:
    """A notebook in a page, and what a person does with it."""

    def __init__(self, page):
        self.page = page
        self.blocked = []
        """Every address beyond this machine that the page asked for."""

    def block(self, route):
        """Let nothing through, and note what was asked for."""
        self.blocked.append(route.request.url)
        route.abort("blockedbyclient")

    def prepare(self, size, *, dark):
        """As a new page is, whatever it was used for before."""
        self.size(*size)
        self.page.emulate_media(reduced_motion="null")
        self.page.mouse.move(0, 0)
        self.theme("Dark" if dark else "Light")

    def size(self, width, height):
        """The page as large as this."""
        self.page.set_viewport_size({"width": width, "height": height})

    def theme(self, name):
        """Light or Dark."""
        light = str(name == "Light").lower()
        self.page.evaluate("name => lab.theme(name)", f"JupyterLab {name}")
        self.page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")

    def show(self, path):
        """Opens a notebook, and waits for its kernel."""
        self.page.evaluate("path => lab.open(path)", path)
        self.ready(path)

    def ready(self, path):
        """Waits for the kernel of a notebook that is opened."""
        self.page.wait_for_function("path => lab.ready(path)", arg=path)

    def leave(self, empties):
        """Closes the notebook and its kernel, or empties the kernel by this code."""
        self.page.evaluate("empties => lab.leave(empties)", empties)
        self.page.wait_for_function("lab.started()")  # with the launcher in its place

    def run(self):
        """Runs all cells; the error outputs, of which there should be none."""
        self.page.evaluate("lab.run()")
        self.page.wait_for_function("lab.errors().length || lab.ran()", polling=100)
        return self.page.evaluate("lab.errors()")

    def run_cell(self, cell):
        """Runs one cell as its reader does: a click beside the code, Shift and Enter."""
        cell.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Shift+Enter")
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))

    def execute(self, code):
        """Starts `code` in the kernel."""
        self.page.evaluate("code => lab.execute(code)", code)

    def state(self):
        """The number of cells, whether one is being edited, and the sources."""
        return self.page.evaluate("lab.state()")

    def box(self, label):
        """The control with this visible label."""
        return self.page.get_by_label(label, exact=True)

    def text(self):
        """What is to be read in all outputs."""
        return "\n".join(self.page.locator(".jp-Cell-outputArea").all_inner_texts())

    def barriers(self):
        """What axe calls serious or critical in texts and outputs; JupyterLab's own is left out."""
        parts = (".jp-OutputArea", ".jp-MarkdownOutput")
        here = [[each] for each in parts if self.page.locator(each).count()]
        return barriers(self.page, context={"include": here})


def cell_of(page, source):
    """The cell of code with this in its source."""
    return page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=source))


def barriers(page, **more):
    """What axe calls serious or critical on a page."""
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in Axe().run(page, **more).response["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
        if not (rule["id"] == UNNAMED_HANDLE[0] and UNNAMED_HANDLE[1] in node["html"])
    ]


def _own_environment(home):
    own = {
        "HOME": home,
        "USERPROFILE": home,
        "IPYTHONDIR": home / "ipython",
        **{f"JUPYTER_{each}_DIR": home / each.lower() for each in ("CONFIG", "DATA", "RUNTIME")},
        **{f"JUPYTERLAB_{each}_DIR": home / each.lower() for each in ("SETTINGS", "WORKSPACES")},
        "JUPYTER_CONFIG_PATH": CONFIG,
        "COURSE_STORE": home / "my_course.json",
        "PYTHONPATH": TESTS / "offline",
    }
    return os.environ | {name: str(value) for name, value in own.items()}
