"""An explorer's model without a browser; its widgets are pressed in `tests/browser`."""

from __future__ import annotations

from typing import Any

import altair as alt
import ipywidgets as widgets
import pytest

from course_lib.errors import CourseError
from course_lib.lesson import live
from course_lib.lesson.explorers import Explorer, choice, explorer, slider, toggle
from course_lib.lesson.figures import V5, Figure, figure

FINDING = "With {} minutes of delay, nobody else in the class is found."


def view(delay: int) -> Figure:
    if delay == 13:
        raise CourseError(expected="a lucky number", got="13", do="Take 12.")
    if delay == 14:
        raise ZeroDivisionError("an <accident>")
    data = alt.Data(values=[{"n": delay}])
    return figure(alt.Chart(data).mark_bar().encode(x="n:Q"), FINDING.format(delay), "simulated")


def started() -> Explorer:
    return explorer(view, question="Which one?", delay=slider("Delay, minutes", 0, 60, start=10))


def shown(
    monkeypatch: pytest.MonkeyPatch, one: Explorer
) -> tuple[list[dict[str, Any]], list[widgets.Widget]]:
    """The still twins and the widgets that a cell would show."""
    stills: list[dict[str, Any]] = []
    drawn: list[widgets.Widget] = []

    def keep(widget: widgets.Widget, *still: dict[str, Any], metadata: object = None) -> None:
        stills.extend(still)
        drawn.append(widget)

    monkeypatch.setattr(live, "show", keep)
    one._ipython_display_()
    return stills, drawn


def parts(widget: widgets.Widget, kind: type) -> list[Any]:
    inner = [part for child in getattr(widget, "children", ()) for part in parts(child, kind)]
    return [widget, *inner] if isinstance(widget, kind) else inner


def test_a_change_draws_again() -> None:
    exploration = started()
    exploration.controls["delay"].held.value = 20
    assert exploration.values == {"delay": 20}
    assert FINDING.format(20) in exploration._said.value
    assert exploration.figure is not None
    assert exploration.figure.spec["datasets"]["data-0"] == [{"n": 20}]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (13, "Expected a lucky number. Got 13. Take 12."),
        (14, "This did not work (ZeroDivisionError: an &lt;accident&gt;)."),
    ],
)
def test_a_failing_view_is_quoted_and_the_last_figure_stays(value: int, said: str) -> None:
    exploration = started()
    last = exploration.figure
    exploration.controls["delay"].held.value = value
    assert said in exploration._said.value
    assert exploration.figure is last
    exploration.controls["delay"].held.value = 11
    assert FINDING.format(11) in exploration._said.value


@pytest.mark.parametrize(
    ("asked", "controls", "says"),
    [
        (view, {"delay": slider("Delay", 0, 60, start=13)}, "lucky"),
        (lambda n: None, {"n": slider("n", 0, 6)}, "'NoneType' object has no attribute 'finding'"),
        (view, {"dely": slider("Delay", 0, 60)}, "unexpected keyword argument 'dely'"),
    ],
)
def test_what_cannot_start_is_an_error(asked: Any, controls: Any, says: str) -> None:
    with pytest.raises((CourseError, TypeError, AttributeError), match=says):
        explorer(asked, **controls)


def test_a_file_keeps_the_starting_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    (chart, caption), _ = shown(monkeypatch, started())
    assert set(chart) == {V5, "image/png", "text/plain"}
    assert chart["text/plain"] == FINDING.format(10)
    assert caption["text/plain"].split("\n") == [
        "Which one?",
        FINDING.format(10),
        "Source: simulated",
        "Drawn with Delay, minutes: 10. Run this cell to change that.",
    ]
    assert "<summary>" in caption["text/html"]


def test_a_slider_and_its_box_move_together(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (widget,) = shown(monkeypatch, started())
    (handle,), (box,) = parts(widget, widgets.IntSlider), parts(widget, widgets.BoundedIntText)
    assert box.description == "Delay, minutes"
    (drawn,) = parts(widget, widgets.Output)
    box.value = 30
    assert handle.value == 30
    assert drawn.outputs[0]["data"][V5]["description"] == FINDING.format(30)
    handle.value = 14
    assert drawn.outputs[0]["data"][V5]["description"] == FINDING.format(30)
    assert "&lt;accident&gt;" in parts(widget, widgets.HTML)[1].value
    assert "simulated" in parts(widget, widgets.HTML)[2].value


@pytest.mark.parametrize(("own", "narrow"), [(None, 416), (600, 390)])
def test_a_chart_gives_up_width_beside_its_controls(
    monkeypatch: pytest.MonkeyPatch, own: int | None, narrow: int
) -> None:
    def wide(n: int) -> Figure:
        bar = alt.Chart(alt.Data(values=[{"n": n, "a": "a long name of a bar"}])).mark_bar()
        bar = bar.encode(x="n:Q", y="a:N")
        drawn = bar.properties(width=own) if own else bar
        return figure(drawn & drawn if own else drawn, FINDING.format(n), "simulated")

    (still, _), (widget,) = shown(monkeypatch, explorer(wide, n=slider("How many", 1, 9)))
    (output,) = parts(widget, widgets.Output)[0].outputs
    for spec, width in ((output["data"][V5], narrow), (still[V5], own or 640)):
        assert {view["width"] for view in spec.get("vconcat", [spec])} == {width}
    (right,) = [box for box in parts(widget, widgets.VBox) if "px)" in str(box.layout.min_width)]
    assert (right.layout.min_width == "min(100%, 320px)") == (own is None)


def test_the_table_is_made_only_while_it_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (widget,) = shown(monkeypatch, started())
    (open_it,), table = parts(widget, widgets.Checkbox), parts(widget, widgets.HTML)[3]
    assert "<table" not in table.value
    open_it.value = True
    assert "<td>10</td>" in table.value
    parts(widget, widgets.IntSlider)[0].value = 12
    assert "<td>12</td>" in table.value


def test_a_step_makes_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (widget,) = shown(monkeypatch, started())
    monkeypatch.setattr("vl_convert.vegalite_to_png", None)
    parts(widget, widgets.IntSlider)[0].value = 12
    (output,) = parts(widget, widgets.Output)[0].outputs
    assert output["data"]["text/plain"] == FINDING.format(12)
    assert len(output["data"]["image/png"]) < 200


def test_a_slider_of_fractions(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []

    def kept(share: float) -> Figure:
        seen.append(share)
        return view(1)

    _, (widget,) = shown(monkeypatch, explorer(kept, share=slider("Share", 0, 1, step=0.1)))
    parts(widget, widgets.FloatSlider)[0].value = 0.1 + 0.2
    assert seen[-1] == 0.3
    (box,), (handle,) = parts(widget, widgets.BoundedFloatText), parts(widget, widgets.FloatSlider)
    assert (box.value, handle.value) == (0.3, 0.1 + 0.2), "the handle stays where the hand is"
    assert seen == [0, 0.3], "a step draws once"
    box.value = 0.7 + 1e-12
    assert (seen, handle.value) == ([0, 0.3, 0.7], 0.7)


def test_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds, cover = choice("Kind", ["text", "photo"], "photo"), toggle("Cover traffic")
    one = explorer(lambda kind, cover: view(kind + str(cover)), kind=kinds, cover=cover)
    (_, still), (widget,) = shown(monkeypatch, one)
    assert "Kind: photo; Cover traffic: off" in still["text/plain"]
    parts(widget, widgets.RadioButtons)[0].value = "text"
    parts(widget, widgets.Checkbox)[0].value = True
    assert "With textTrue minutes" in one.figure.finding


@pytest.mark.parametrize(
    "make",
    [
        lambda: slider("n", 5, 5),
        lambda: slider("n", 0, 5, step=0),
        lambda: slider("n", 0, 5, start=6),
    ],
)
def test_a_control_that_cannot_work_is_refused(make: Any) -> None:
    with pytest.raises(CourseError, match="Write for example"):
        make()
    with pytest.raises(ValueError, match="c"):
        choice("n", ["a", "b"], "c")


def test_a_widget_and_its_stills_are_outputs_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "display", lambda data, **_: sent.append(data))
    started()._ipython_display_()
    assert [list(data) for data in sent[:1]] == [[live.VIEW]]
    assert V5 in sent[1]
    assert "Run this cell" in sent[2]["text/plain"]


def test_a_source_that_was_opened_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (widget,) = shown(monkeypatch, started())
    source = parts(widget, widgets.HTML)[2]
    seen: list[str] = []
    source.observe(lambda change: seen.append(change["new"]), "value")
    parts(widget, widgets.IntSlider)[0].value = 12
    assert seen == []
