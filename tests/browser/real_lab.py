"""A real JupyterLab and a real browser, with everything beyond this machine blocked.

`Lab` is the server, on a copy of a folder and with a home of its own; `Opened` is one notebook in a
page of it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

TESTS = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
ELSEWHERE = re.compile(r"^(?:https?|wss?)://(?!(?:127\.0\.0\.1|localhost)[:/])")
SETTINGS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # or cells out of sight are no DOM
}
# A handle of noUiSlider cannot be named; every slider here has a labelled number box beside it.
UNNAMED_HANDLE = ("aria-input-field-name", "noUi-handle")
T = TypeVar("T")
PATIENCE = 120  # seconds for a page, a kernel or a run, on a busy machine

_STARTED = """() => ['docmanager:open', 'apputils:change-theme', 'notebook:run-all-cells'].every(
  command => window.jupyterapp?.commands.hasCommand(command)) && jupyterapp.shell.currentWidget"""
READY = """name => {
  const panel = window.jupyterapp?.shell?.currentWidget;
  const session = panel?.sessionContext;
  return Boolean(session?.isReady && session.path.endsWith(name)
    && session.session?.kernel?.status === 'idle');
}"""
_LEAVE = """async empties => {
  const panel = jupyterapp.shell.currentWidget;
  const session = panel?.sessionContext;
  if (empties) await session.session.kernel.requestExecute({code: empties}).done;
  else await session?.shutdown();
  panel?.dispose();
}"""
_EMPTY = "%reset -f\nimport ipywidgets\nipywidgets.Widget.close_all()\ndel ipywidgets"
_DONE = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.sessionContext.session.kernel.status === 'idle'
    && panel.content.widgets.every(cell => cell.model.type !== 'code'
      || !cell.model.sharedModel.getSource().trim() || cell.model.executionCount !== null);
}"""
# innerText leaves out what is hidden, but not what a closed <details> folds.
_VISIBLE = """() => [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')]
  .filter(part => part.checkVisibility())
  .map(part => { const copy = part.cloneNode(true);
    copy.querySelectorAll('details:not([open]) > :not(summary)').forEach(each => each.remove());
    return copy.textContent; }).join('\\n')"""
_FAILED = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .flatMap(({model: {outputs}}) => [...Array(outputs.length)].map((_, n) => outputs.get(n)))
  .filter(output => output.type === 'error')
  .map(output => output.toJSON())
  .map(output => `${output.ename}: ${output.evalue}`)"""


def mostly_weekly(names: list[str], *at_each_commit: str) -> list[Any]:
    """`names` as parameters: those named again run at each commit, the others once a week."""
    assert set(at_each_commit) <= set(names)
    marks = [[] if name in at_each_commit else [pytest.mark.weekly] for name in names]
    return [pytest.param(name, marks=mark) for name, mark in zip(names, marks, strict=True)]


def find_browser() -> str | None:
    """Where Chromium is: the environment variable CHROMIUM, or the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


class Program:
    """A program that runs beside the tests, and what it says in a file."""

    def __init__(self, log: Path, command: list[str], **more: Any) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)

    def wait_for(self, answers: Callable[[], T]) -> T:
        """What `answers` gives as soon as it gives something; its errors are "not yet"."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError):
                if answer := answers():
                    return answer
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"it did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Chromium(Program):
    """A browser of its own process, which several Playwrights in turn can talk to.

    It has a new profile, and can resolve no name but this machine's.
    """

    def __init__(self, executable: str, profile: Path) -> None:
        mode = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        super().__init__(profile / "log", [executable, *FLAGS, *mode, "about:blank"])
        told = profile / "DevToolsActivePort"
        self.address = f"http://127.0.0.1:{self.wait_for(lambda: told.read_text().split())[0]}"


class Lab(Program):
    """A JupyterLab on a free port; `folder` holds what it serves and may be written to.

    `server` is the module to run, with its own options: the classic notebook has another one.
    """

    def __init__(
        self,
        home: Path,
        notebooks: Path | None = None,
        server: Sequence[str] = ("jupyterlab", "--LabApp.expose_app_in_browser=True"),
    ) -> None:
        self.folder, self.store = home / "notebooks", home / "my_course.json"
        if notebooks:
            left_out = shutil.ignore_patterns(".ipynb_checkpoints")
            shutil.copytree(notebooks, self.folder, ignore=left_out)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.token = secrets.token_hex(16)
        self._free: dict[Browser, list[Opened]] = {}  # pages that show nothing
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        options = [f"port={self.port}", "port_retries=0", "ip=127.0.0.1", "terminals_enabled=False"]
        options = [f"--ServerApp.{each}" for each in [*options, f"root_dir={self.folder}"]]
        options += ["--no-browser", f"--IdentityProvider.token={self.token}", *root]
        command = [sys.executable, "-m", *server, *options]
        super().__init__(home / "jupyterlab.log", command, env=_own_environment(home))
        self.wait_for(lambda: urllib.request.urlopen(self.at("api/status"), timeout=5).read())

    def at(self, path: str) -> str:
        """An address of this server."""
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def write(self, name: str, *cells: str) -> None:
        """A notebook of these cells of code."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / name)

    @contextmanager
    def open(
        self,
        browser: Browser,
        name: str,
        *cells: str,
        run: bool = True,
        dark: bool = False,
        size: tuple[int, int] = (1200, 2600),
        fresh: bool = True,
        warm: bool = False,
        **context_options: Any,
    ) -> Iterator[Opened]:
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
            opened.leave(warm=warm and well)
            if well and not context_options:
                free.append(opened)
            else:
                opened.page.context.close()

    def _page(self, browser: Browser, **options: Any) -> Opened:
        context = browser.new_context(**options)
        opened = Opened(context.new_page(), [])
        context.route(ELSEWHERE, opened.block)
        opened.page.set_default_timeout(PATIENCE * 1000)
        opened.page.goto(f"{self.at('lab')}&reset")
        opened.page.wait_for_function(_STARTED)
        return opened


class Opened:
    """A notebook in a page, and what a person does with it."""

    def __init__(self, page: Page, blocked: list[str]) -> None:
        self.page = page
        self.blocked = blocked
        """Every address beyond this machine that the page asked for."""

    def block(self, route: Route) -> None:
        """Let nothing through, and note what was asked for."""
        self.blocked.append(route.request.url)
        route.abort("blockedbyclient")

    def prepare(self, size: tuple[int, int], *, dark: bool) -> None:
        """As a new page is, whatever it was used for before."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(reduced_motion="null")
        self.page.mouse.move(0, 0)
        self.theme("Dark" if dark else "Light")

    def show(self, path: str) -> None:
        """Opens a notebook, and waits for its kernel."""
        opens = "async path => { await jupyterapp.commands.execute('docmanager:open', {path}); }"
        self.page.evaluate(opens, path)
        self.page.wait_for_function(READY, arg=path)

    def visit(self, address: str) -> None:
        """Loads a notebook by its address, and waits for its kernel."""
        self.page.goto(address)
        name = address.partition("?")[0].rpartition("/")[2]
        self.page.wait_for_function(READY, arg=name)

    def leave(self, *, warm: bool) -> None:
        """Closes the notebook and its kernel, or empties the kernel."""
        self.page.evaluate(_LEAVE, _EMPTY if warm else "")
        self.page.wait_for_function(_STARTED)  # with the launcher in its place

    def theme(self, name: str) -> None:
        """Light or Dark."""
        light = str(name == "Light").lower()
        there = f"() => document.body.dataset.jpThemeLight === '{light}'"
        if not self.page.evaluate(there):
            theme = {"theme": f"JupyterLab {name}"}
            change = "theme => jupyterapp.commands.execute('apputils:change-theme', theme)"
            self.page.evaluate(change, theme)
            self.page.wait_for_function(there)

    def run(self) -> list[str]:
        """Runs all cells; the error outputs, of which there should be none."""
        self.page.evaluate(
            "() => { window.ran = false; jupyterapp.commands.execute('notebook:run-all-cells')"
            ".finally(() => { window.ran = true; }); }"
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if failed := self.errors():
                return failed
            if self.page.evaluate("() => window.ran") and self.page.evaluate(_DONE):
                return self.errors()
            self.page.wait_for_timeout(100)
        raise TimeoutError(f"not every cell ran within {PATIENCE} seconds")

    def run_cell(self, cell: Locator) -> None:
        """Runs one cell as its reader does: a click beside the code, Shift and Enter."""
        cell.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Shift+Enter")
        expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]"))

    def state(self) -> list[Any]:
        """The number of cells, the active one, and whether a cell is being edited."""
        return self.page.evaluate(
            "() => { const n = jupyterapp.shell.currentWidget.content;"
            " return [n.widgets.length, n.activeCellIndex, n.mode,"
            " n.widgets.map(cell => cell.model.sharedModel.getSource()).join()]; }"
        )

    def visible(self) -> str:
        """What can be read in the outputs and texts with no fold opened."""
        return self.page.evaluate(_VISIBLE)

    def errors(self) -> list[str]:
        """The error outputs of all cells."""
        return self.page.evaluate(_FAILED)

    def box(self, label: str) -> Locator:
        """The control with this visible label."""
        return self.page.get_by_label(label, exact=True)

    def handle(self, label: str) -> Locator:
        """The handle of the slider beside the number box with this label."""
        return self.page.locator(".widget-hbox", has=self.box(label)).locator(".noUi-handle").last

    def marks(self) -> str:
        """What the marks of all charts say to a screen reader, as one text."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('.jp-OutputArea [role=graphics-symbol]')]"
            ".map(mark => mark.getAttribute('aria-label')).join('|')"
        )

    def text(self) -> str:
        """What is to be read in all outputs."""
        return "\n".join(self.page.locator(".jp-Cell-outputArea").all_inner_texts())

    def barriers(self) -> list[str]:
        """What axe calls serious or critical in texts and outputs; JupyterLab's own is left out."""
        parts = (".jp-OutputArea", ".jp-MarkdownOutput")
        here = [[each] for each in parts if self.page.locator(each).count()]
        return barriers(self.page, context={"include": here})


def barriers(page: Page, **more: Any) -> list[str]:
    """What axe calls serious or critical on a page."""
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in Axe().run(page, **more).response["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
        if not (rule["id"] == UNNAMED_HANDLE[0] and UNNAMED_HANDLE[1] in node["html"])
    ]


def _own_environment(home: Path) -> dict[str, str]:
    settings = home / "settings"
    for name, text in SETTINGS.items():
        path = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    own = {
        "HOME": home,
        "USERPROFILE": home,
        "IPYTHONDIR": home / "ipython",
        **{f"JUPYTER_{each}_DIR": home / each.lower() for each in ("CONFIG", "DATA", "RUNTIME")},
        "JUPYTERLAB_SETTINGS_DIR": settings,
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "COURSE_STORE": home / "my_course.json",
        "PYTHONPATH": TESTS / "offline",
    }
    return os.environ | {name: str(value) for name, value in own.items()}
