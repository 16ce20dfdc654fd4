"""A course file of its own for every test, and what a cell would have shown."""

import ipywidgets as widgets
import pytest

from course_lib.lesson import live, predictions, store


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "my_course.json"))
    monkeypatch.setattr(store, "_held", {})
    monkeypatch.setattr(predictions, "_once", {})
    return tmp_path / "my_course.json"


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """Nothing can be written."""
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "nowhere" / "my_course.json"))


class Shown:
    """A cell's widgets, and the stills that stand there without a kernel."""

    def __init__(self, widget, stills):
        self.widget, self.stills = widget, list(stills)

    def update(self, still):
        self.stills[-1] = still

    @property
    def still(self):
        return self.stills[-1]["text/plain"]

    def parts(self, kind, label=""):
        """The widgets of a kind, in the order in which they are drawn."""
        found = [part for part in parts(self.widget) if isinstance(part, kind)]
        return [part for part in found if label in getattr(part, "description", "")]

    def part(self, kind, label=""):
        return self.parts(kind, label)[0]

    def press(self, label, at=0):
        self.parts(widgets.Button, label)[at].click()

    @property
    def html(self):
        return "".join(part.value for part in self.parts(widgets.HTML))

    @property
    def said(self):
        """What a screen reader says."""
        texts = [part.value for part in self.parts(widgets.HTML)]
        return "".join(text for text in texts if 'role="status"' in text)


def parts(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


@pytest.fixture
def shown(monkeypatch):
    """What each cell showed, the newest last."""
    cells = []

    def keep(widget, *stills, metadata=None):
        cells.append(Shown(widget, stills))
        return cells[-1]

    monkeypatch.setattr(live, "show", keep)
    return cells
