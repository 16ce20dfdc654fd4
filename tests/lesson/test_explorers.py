"""An explorer's model without a browser; its widgets are pressed in `tests/browser`."""

import altair as alt
import ipywidgets as widgets
import pytest

from course_lib.errors import CourseError
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


@pytest.fixture
def explored(shown):
    def explore(*asked, **controls):
        explorer(*asked, **controls)
        return shown[-1]

    return explore


@pytest.fixture
def panel(explored):
    return explored(drawn, "Which one?", delay=slider("Delay, minutes", 0, 60, start=10))


def chart(panel):
    """What the output of the panel holds."""
    (output,) = panel.part(widgets.Output).outputs
    return output["data"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (13, "Expected a lucky number. Got 13. Take 12."),
        (14, "This did not work (ZeroDivisionError: an &lt;accident&gt;)."),
    ],
)
def test_a_failing_view_is_quoted_and_the_last_figure_stays(panel, value, said):
    handle, box = panel.part(widgets.IntSlider), panel.part(widgets.BoundedFloatText)
    assert box.description == "Delay, minutes"
    box.value = 30
    assert handle.value == 30
    assert FINDING.format(30) in panel.said
    handle.value = value
    assert said in panel.said
    assert FINDING.format(30) not in panel.said
    assert chart(panel)[V5]["description"] == FINDING.format(30)
    assert "simulated" in panel.html
    handle.value = 11
    assert FINDING.format(11) in panel.said
    assert chart(panel)[V5]["datasets"]["data-0"] == [{"n": 11}]


@pytest.mark.parametrize(
    ("asked", "controls", "says"),
    [
        (drawn, {"delay": slider("Delay", 0, 60, start=13)}, "lucky"),
        (lambda n: None, {"n": slider("n", 0, 6)}, "returns a figure. Got nothing"),
        (drawn, {"dely": slider("Delay", 0, 60)}, "unexpected keyword argument 'dely'"),
    ],
)
def test_what_cannot_start_is_an_error(asked, controls, says):
    with pytest.raises((CourseError, TypeError), match=says):
        explorer(asked, **controls)


@pytest.mark.parametrize(("own", "narrow"), [(None, 416), (600, 390)])
def test_a_chart_gives_up_width_beside_its_controls(explored, own, narrow):
    def wide(n):
        bar = alt.Chart(alt.Data(values=[{"n": n, "a": "a long name of a bar"}])).mark_bar()
        bar = bar.encode(x="n:Q", y="a:N")
        one = bar.properties(width=own) if own else bar
        return figure(one & one if own else one, FINDING.format(n), "simulated")

    panel = explored(wide, n=slider("How many", 1, 9))
    for spec, width in ((chart(panel)[V5], narrow), (panel.stills[0][V5], own or 640)):
        assert {view["width"] for view in spec.get("vconcat", [spec])} == {width}
    least = {str(box.layout.min_width) for box in panel.parts(widgets.VBox)}
    assert ("min(100%, 320px)" in least) == (own is None)


def test_a_step_makes_no_picture_and_a_table_only_while_it_is_open(panel, monkeypatch):
    monkeypatch.setattr("vl_convert.vegalite_to_png", None)
    *_, source, table = panel.parts(widgets.HTML)
    folded = []
    source.observe(folded.append, "value")
    assert "<table" not in table.value
    panel.part(widgets.Checkbox).value = True
    assert "<td>10</td>" in table.value
    panel.part(widgets.IntSlider).value = 12
    assert "<td>12</td>" in table.value
    assert chart(panel)["text/plain"] == FINDING.format(12)
    assert len(chart(panel)["image/png"]) < 200
    assert folded == [], "a source that was opened stays open"


def test_a_slider_of_fractions(explored):
    seen = []
    panel = explored(lambda x: seen.append(x) or drawn(1), x=slider("x", 0, 1, step=0.1))
    box, handle = panel.part(widgets.BoundedFloatText), panel.part(widgets.FloatSlider)
    handle.value = 0.1 + 0.2
    assert (box.value, handle.value) == (0.3, 0.1 + 0.2), "the handle stays where the hand is"
    assert seen == [0, 0.3], "a step draws once"
    box.value = 0.7 + 1e-12
    assert (seen, handle.value) == ([0, 0.3, 0.7], 0.7)


def test_a_choice(explored):
    kinds, cover = choice("Kind", ["text", "photo"], "photo"), toggle("Cover traffic")
    panel = explored(lambda k, c: drawn(k + str(c)), "Which?", k=kinds, c=cover)
    assert "Kind: photo; Cover traffic: off" in panel.still
    panel.part(widgets.RadioButtons).value = "text"
    panel.part(widgets.Checkbox).value = True
    assert "With textTrue minutes" in panel.said
