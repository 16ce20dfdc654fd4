"""A widget where a kernel runs, and its still twin where none does: files, code hosts, print."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape
from mimetypes import guess_type
from typing import Any, ClassVar

import anywidget
import ipywidgets as widgets
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display

from course_lib import data, words
from course_lib.answers import plain
from course_lib.errors import CourseError
from course_lib.lesson import phrase
from course_lib.lesson.tables import Bundle, Note, decimals, without_maths

VIEW = "application/vnd.jupyter.widget-view+json"
# JupyterLab waits for a kernel in these words above the still. A page that is trusted hides them.
_WAITING = "<style>.jp-OutputArea-output.lm-Panel:not(:has(*)) {display: none}</style>"
WHOLE = {"description_width": "initial"}  # the style of a box whose label is not cut off
_waiting: list[dict[str, None]] = []  # of each callback that runs now: what is told meanwhile
_moved: list[str] = []  # what a number box says, with the answer to the value that it shows


class Guard(anywidget.AnyWidget):
    """Unseen in every output with a widget: keys stay in it, and a double click is one click.

    While a kernel answers it hides the `stills` outputs after its own. After a restart it shows
    them again, in place of controls that would do nothing.
    """

    _esm = data.text("lesson", "live.js")
    _css = data.text("lesson", "live.css")
    stills = traitlets.Int(1).tag(sync=True)

    pictures: ClassVar[bool] = False  # whether the page draws no chart by itself

    def __init__(self, stills: int, boxes: list[widgets.Widget]) -> None:
        super().__init__(stills=stills)
        self._boxes = boxes
        self.handle: DisplayHandle | None = None  # of the last still, and the still
        self.still: Bundle = {}
        self.on_msg(self._heard)

    def _heard(self, _: Any, said: dict[str, Any], buffers: Any) -> None:  # noqa: ARG002
        """What page it is, text as it is typed, or the place of an option that was chosen.

        ipywidgets may hold a value back until a run that waits is over.
        """
        if "here" in said:
            Guard.pictures = said["here"] == "classic"
            self.update(self.still)
        place = said.get("box", -1)
        if 0 <= place < len(self._boxes):
            box, typed = self._boxes[place], str(said.get("typed", ""))
            if isinstance(box, _Number):  # of those the page sends by itself what is a number
                box.set_state({"value": typed})
                return
            chosen = isinstance(box, widgets.RadioButtons)
            name, value = ("index", int(typed)) if chosen else ("value", typed)
            with box._lock_property(**{name: value}):  # not said back: the page is ahead of it
                setattr(box, name, value)

    def update(self, still: Bundle) -> None:
        """Let the last still be another one: what a reader finds after a reload."""
        self.still = still
        if self.handle:
            self.handle.update({**still, "text/html": _WAITING + still["text/html"]}, raw=True)


def show(widget: widgets.Widget, *stills: Bundle, metadata: Bundle | None = None) -> Guard:
    """Display `widget`, then `stills` (mime bundles with "text/plain") as outputs of their own.

    JupyterLab draws the widget and hides the stills. In a stored notebook, and where no kernel
    answers, the stills remain; they are also what `nbval` compares.
    """
    guard = Guard(len(stills), _boxes(widget))
    whole = widgets.VBox([widget, guard], layout={"overflow": "visible"})
    view = {"version_major": 2, "version_minor": 0, "model_id": whole.model_id}
    display({VIEW: view}, raw=True)
    more = {"metadata": metadata or {}, "raw": True, "display_id": True}
    handles = [display(still, **more) for still in stills]
    guard.handle, guard.still = handles[-1], stills[-1]
    return guard


def speaking(said: widgets.HTML, act: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A callback that shows in `said` what `act` answers, whatever happens.

    JupyterLab shows nothing that a callback displays or raises by itself.
    """

    def heard(change: Any) -> None:
        if notes := answers(act, change):
            said.value = status(*notes)

    return heard


def answers(act: Callable[[Any], Any], change: Any) -> list[Any]:
    """What `act` answers or refuses, and the sentences of `tell` meanwhile, each once."""
    _waiting.append({_moved.pop(): None} if _moved else {})
    try:
        answer = act(change)
    except CourseError as error:
        answer = Note(str(error))
    except Exception as error:
        answer = Note(phrase("live.failed", error=f"{type(error).__name__}: {error}"))
    finally:
        more = _waiting.pop()
    return [*filter(None, [answer]), *map(Note, more)]


def tell(said: str) -> None:
    """Say it in the cell that runs; where a callback runs, it says so with its answer."""
    if _waiting:
        _waiting[-1][said] = None
    else:
        display(Note(said))


def listen(box: widgets.Widget, said: widgets.HTML, act: Callable[[Any], Any]) -> None:
    """Let `act` hear every value of `box`, a text as it is typed, and answer in `said`."""
    box.observe(speaking(said, act), "value")


def _boxes(widget: widgets.Widget) -> list[widgets.Widget]:
    """What is written in, and the options, in the order in which they are drawn: listened to."""
    if isinstance(widget, widgets.Text | widgets.Textarea | widgets.RadioButtons | _Number):
        return [widget]
    return [box for child in getattr(widget, "children", ()) for box in _boxes(child)]


def status(*answers: Any) -> str:
    """`answers` as HTML that a screen reader says when it changes."""
    html = "".join(answer._repr_html_() for answer in answers)
    return f'<div role="status" aria-live="polite" style="line-height: 1.5">{html}</div>'


def download(name: str, raw: bytes) -> str:
    """A link that looks like a button and holds the file itself, so it works without a server.

    >>> "download" in download("my_course.json", b"{}")
    True
    """
    label = escape(phrase("live.download", name=name))
    link = f'<a class="course-download" download="{name}" href="{address(name, raw)}">{label}</a>'
    return f"<p>{link}</p>"


def address(name: str, raw: bytes) -> str:
    """An address that holds the file `name` itself.

    >>> address("my_course.json", b"{}")
    'data:application/json;base64,e30='
    """
    return f"data:{guess_type(name)[0]};base64,{b64encode(raw).decode()}"


def radio(choices: Mapping[Any, str], value: Any = None, label: str = "") -> widgets.RadioButtons:
    """One of `choices`, named by long labels that wrap; none yet where `value` is none of them."""
    known = value if value in list(choices) else None
    options = [(text, each) for each, text in choices.items()]
    buttons = widgets.RadioButtons(options=options, value=known, description=label, style=WHOLE)
    buttons.layout.width = "auto"
    buttons.add_class("course-options")
    return buttons


def text_box(label: str, value: str, hint: str = "", kind: Any = widgets.Text) -> widgets.Widget:
    """A box to write in, with `hint` where it is empty; the guard hears it as it is typed."""
    told = {"description": label, "placeholder": hint, "style": WHOLE, "continuous_update": False}
    return kind(value, **told, layout={"width": "min(100% - 4px, 46rem)"})  # margins of two


class _Number(widgets.BoundedFloatText):  # type: ignore[misc]  # it has no types
    """A number box in which anything can be typed: what it cannot hold is moved, and that is said.

    The page is not told the range, or it would move the value itself, without a word. A value stays
    as whole as it was.
    """

    min, max = traitlets.Any(0), traitlets.Any(100)
    value = traitlets.Any(0).tag(sync=True)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page has: a number, or "" where none is left."""
        before, typed = self.value, sync_data.get("value", self.value)
        read = plain.number(typed)
        kept = before if read is None else type(before)(min(max(read, self.min), self.max))
        if kept == typed:
            super().set_state(sync_data | {"value": kept})
            return
        low, high, now = (words.number(n, decimals(n)) for n in (self.min, self.max, kept))
        key = "live.whole" if isinstance(kept, int) else "live.number"
        _moved.append(phrase(key, low=low, high=high, now=now))
        self.value = kept
        if kept == before:  # nobody would hear that, and the page would go on showing another one
            self._notify_trait("value", kept, kept)


def number_slider(label: str, low: float, high: float, step: float, value: float) -> list[Any]:
    """A box and a slider for one number, whose `label` names both; the box holds the number.

    What is typed between two steps stays in the box: the slider goes to the nearer one, or the page
    would move both there. What the box cannot hold is moved, and `listen` says so.

    >>> box, bar = number_slider("Delay, minutes", 0, 60, 5, 10)
    >>> listen(box, said := widgets.HTML(), lambda change: Note(f"It is {change['new']}."))
    >>> box.set_state({"value": 33})
    >>> box.value, bar.value, "takes" in said.value
    (33, 35, False)
    >>> for typed in (9999, 1e3, -1, 7, "", 4.5):
    ...     box.set_state({"value": typed})
    ...     print(box.value, said.value.count("<p>It is"), said.value.split("<p>")[-1][:-16])
    60 1 The box takes a whole number from 0 to 60: 60 is shown.
    60 1 The box takes a whole number from 0 to 60: 60 is shown.
    0 1 The box takes a whole number from 0 to 60: 0 is shown.
    7 1 It is 7.
    7 1 The box takes a whole number from 0 to 60: 7 is shown.
    4 1 The box takes a whole number from 0 to 60: 4 is shown.
    """

    def step_at(number: float) -> float:
        return tidy(min(low + round((number - low) / step) * step, high))

    whole = all(isinstance(number, int) for number in (low, high, step, value))
    shared: Any = {"min": low, "max": high, "step": step, "value": value if whole else value / 1}
    shared["layout"] = {"width": "100%", "min_width": "8em"}
    box = _Number(**shared, description=label, style=WHOLE, _model_name="FloatTextModel")
    bar = (widgets.IntSlider if whole else widgets.FloatSlider)(**shared, readout=False)
    widgets.link((bar, "value"), (box, "value"), transform=(tidy, step_at))
    return [box, bar]


def tidy(value: Any) -> Any:
    """A number without what steps of a tenth add up to, 5.000000000000001; else `value` itself."""
    return round(value, 10) if isinstance(value, float) else value


def button(label: str, said: widgets.HTML, act: Callable[[Any], Any]) -> widgets.Button:
    """A button as wide as its label, with the answer of `act` in `said`."""
    made = widgets.Button(description=label, layout={"width": "max-content"})
    made.on_click(speaking(said, act))
    return made


def paragraphs(*lines: str) -> dict[str, str]:
    """A mime bundle of plain lines, escaped, one paragraph each.

    >>> paragraphs("Right.", "1 < 2")["text/html"]
    '<div class="mathjax_ignore"><p>Right.</p><p>1 &lt; 2</p></div>'
    """
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"text/plain": "\n".join(lines), "text/html": without_maths(html)}


def _in_turn(change: Any) -> None:
    """What is touched and what is run are heard in the order in which they were sent.

    JupyterLab has a second thread of the kernel hear widgets: what was typed before Run All could
    be heard after it, and an older text after a newer one.
    """
    if comm := change["new"]:
        comm._reply_subshell_for = lambda *_: None  # the thread that runs cells


widgets.Widget.on_widget_constructed(lambda made: made.observe(_in_turn, "comm"))


def _with_advice(shell: Any, kind: Any, error: Any, trace: Any, tb_offset: Any = None) -> None:
    """What to do about a cell that was run before those above it, or that Python cannot read."""
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    key = "live.undefined" if isinstance(error, NameError) else "live.unreadable"
    display(Note(phrase(key, name=getattr(error, "name", ""))))


if _shell := get_ipython():
    _shell.set_custom_exc((NameError, SyntaxError), _with_advice)
