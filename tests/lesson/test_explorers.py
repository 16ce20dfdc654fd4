"""An explorer's model without a browser; its widgets are pressed in `tests/browser`."""

import altair as alt
import ipywidgets as widgets
import pytest

from course_lib.errors import CourseError
from course_lib.lesson import live
from course_lib.lesson.explorers import choice, explorer, slider, toggle
from course_lib.lesson.figures import V5, figure

FINDING = "With {} minutes of delay, nobody else in the class is found."


def drawn(delay):
    if delay == 13:
        raise CourseError(expected="a lucky number", got="13", do="Take 12.")
    if delay == 14:
        raise ZeroDivisionError("an <accident>")
    data = alt.Data(values=[{"n": delay}])
    return figure(alt.Chart(data).mark_bar().encode(x="n:Q"), FINDING.format(delay), "simulated")


class Shown:
    """What a cell shows of an explorer: its still twins, and the widgets of a kind."""

    def __init__(self, *asked, **controls):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(live, "show", self.keep)
            explorer(*asked, **controls)

    def keep(self, widget, *stills, metadata=None):
        self.whole, self.stills = widget, stills

    def parts(self, kind, widget=None):
        widget = widget or self.whole
        inner = [n for child in getattr(widget, "children", ()) for n in self.parts(kind, child)]
        return [widget, *inner] if isinstance(widget, kind) else inner

    def part(self, kind, place=0):
        return self.parts(kind)[place]

    @property
    def said(self):
        return self.part(widgets.HTML, 1).value

    @property
    def data(self):
        (output,) = self.part(widgets.Output).outputs
        return output["data"]


@pytest.fixture
def panel():
    return Shown(drawn, "Which one?", delay=slider("Delay, minutes", 0, 60, start=10))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (13, "Expected a lucky number. Got 13. Take 12."),
        (14, "This did not work (ZeroDivisionError: an &lt;accident&gt;)."),
    ],
)
def test_a_failing_view_is_quoted_and_the_last_figure_stays(panel, value, said):
    handle, box = panel.part(widgets.IntSlider), panel.part(widgets.BoundedIntText)
    assert box.description == "Delay, minutes"
    box.value = 30
    assert handle.value == 30
    assert FINDING.format(30) in panel.said
    handle.value = value
    assert said in panel.said
    assert panel.data[V5]["description"] == FINDING.format(30)
    assert "simulated" in panel.part(widgets.HTML, 2).value
    handle.value = 11
    assert FINDING.format(11) in panel.said
    assert panel.data[V5]["datasets"]["data-0"] == [{"n": 11}]


@pytest.mark.parametrize(
    ("asked", "controls", "says"),
    [
        (drawn, {"delay": slider("Delay", 0, 60, start=13)}, "lucky"),
        (lambda n: None, {"n": slider("n", 0, 6)}, "'NoneType' object has no attribute"),
        (drawn, {"dely": slider("Delay", 0, 60)}, "unexpected keyword argument 'dely'"),
    ],
)
def test_what_cannot_start_is_an_error(asked, controls, says):
    with pytest.raises((CourseError, TypeError, AttributeError), match=says):
        explorer(asked, **controls)


def test_a_file_keeps_the_starting_figure(panel):
    chart, caption = panel.stills
    assert set(chart) == {V5, "image/png", "text/plain"}
    assert chart["text/plain"] == FINDING.format(10)
    assert caption["text/plain"].split("\n") == [
        "Which one?",
        FINDING.format(10),
        "Source: simulated",
        "Drawn with Delay, minutes: 10. Run this cell to change that.",
    ]
    assert "<summary>" in caption["text/html"]


@pytest.mark.parametrize(("own", "narrow"), [(None, 416), (600, 390)])
def test_a_chart_gives_up_width_beside_its_controls(own, narrow):
    def wide(n):
        bar = alt.Chart(alt.Data(values=[{"n": n, "a": "a long name of a bar"}])).mark_bar()
        bar = bar.encode(x="n:Q", y="a:N")
        one = bar.properties(width=own) if own else bar
        return figure(one & one if own else one, FINDING.format(n), "simulated")

    panel = Shown(wide, n=slider("How many", 1, 9))
    for spec, width in ((panel.data[V5], narrow), (panel.stills[0][V5], own or 640)):
        assert {view["width"] for view in spec.get("vconcat", [spec])} == {width}
    least = {str(box.layout.min_width) for box in panel.parts(widgets.VBox)}
    assert ("min(100%, 320px)" in least) == (own is None)


def test_a_step_makes_no_picture_and_a_table_only_while_it_is_open(panel, monkeypatch):
    monkeypatch.setattr("vl_convert.vegalite_to_png", None)
    table, source = panel.part(widgets.HTML, 3), panel.part(widgets.HTML, 2)
    folded = []
    source.observe(folded.append, "value")
    assert "<table" not in table.value
    panel.part(widgets.Checkbox).value = True
    assert "<td>10</td>" in table.value
    panel.part(widgets.IntSlider).value = 12
    assert "<td>12</td>" in table.value
    assert panel.data["text/plain"] == FINDING.format(12)
    assert len(panel.data["image/png"]) < 200
    assert folded == [], "a source that was opened stays open"


def test_a_slider_of_fractions():
    seen = []
    panel = Shown(lambda x: seen.append(x) or drawn(1), x=slider("x", 0, 1, step=0.1))
    box, handle = panel.part(widgets.BoundedFloatText), panel.part(widgets.FloatSlider)
    handle.value = 0.1 + 0.2
    assert (box.value, handle.value) == (0.3, 0.1 + 0.2), "the handle stays where the hand is"
    assert seen == [0, 0.3], "a step draws once"
    box.value = 0.7 + 1e-12
    assert (seen, handle.value) == ([0, 0.3, 0.7], 0.7)


def test_a_choice():
    kinds, cover = choice("Kind", ["text", "photo"], "photo"), toggle("Cover traffic")
    panel = Shown(lambda k, c: drawn(k + str(c)), "Which?", k=kinds, c=cover)
    assert "Kind: photo; Cover traffic: off" in panel.stills[1]["text/plain"]
    panel.part(widgets.RadioButtons).value = "text"
    panel.part(widgets.Checkbox).value = True
    assert "With textTrue minutes" in panel.said


@pytest.mark.parametrize("asked", [{"low": 5}, {"step": 0}, {"start": 6}])
def test_a_control_that_cannot_work_is_refused(asked):
    with pytest.raises(CourseError, match="Write for example"):
        slider("n", **{"low": 0, "high": 5} | asked)
    with pytest.raises(ValueError, match="c"):
        choice("n", ["a", "b"], "c")


def test_a_widget_and_its_stills_are_outputs_of_their_own(monkeypatch):
    sent = []
    monkeypatch.setattr(live, "display", lambda data, **_: sent.append(data))
    explorer(drawn, delay=slider("Delay", 0, 60))
    assert list(sent[0]) == [live.VIEW]
    assert V5 in sent[1]
    assert "Run this cell" in sent[2]["text/plain"]
