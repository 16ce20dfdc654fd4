"""A widget and its still twin are one output, made of what every ipywidgets has."""

import ipywidgets as widgets

from course_lib.lesson import live


def test_only_the_identity_of_a_widget_is_asked_for(monkeypatch):
    shown = []
    monkeypatch.setattr(live, "display", lambda bundle, **options: shown.append(bundle))
    monkeypatch.delattr(widgets.Widget, "_repr_mimebundle_")  # as ipywidgets 7 has it
    live.show(widgets.HTML("A dial."), {"text/plain": "A dial at 3."})
    view, still = shown
    assert list(view) == [live.VIEW]
    assert {"version_major": 2, "version_minor": 0}.items() <= view[live.VIEW].items()
    assert still == {"text/plain": "A dial at 3."}


def test_what_a_page_sends_waits_its_turn_in_the_thread_that_runs_cells():
    assert widgets.HTML().comm._reply_subshell_for({}, "a second thread") is None


def test_a_text_comes_on_one_road_while_it_is_typed():
    box = live.text_box("in dollars", "")
    assert box.continuous_update is False
    assert "100% - 4px" in str(box.layout.width), "with its margins no wider than its place"
    options = live.radio({"x": "X", "y": "Y"})
    assert live._boxes(widgets.VBox([box, options])) == [box, options], "the guard hears both"
    sent, heard = [], []
    box.send_state = lambda **told: sent.append(told)
    live.listen(box, widgets.HTML(), lambda change: heard.append(change["new"]))
    guard = live.Guard(0, [box, options])
    guard._heard(None, {"box": 1, "typed": "1"}, None)
    assert options.value == "y", "by its place, as the page has it"
    for typed in ("0.5", "0.55", "0.55"):
        guard._heard(None, {"box": 0, "typed": typed}, None)
    assert heard == ["0.5", "0.55"]
    assert box.value == "0.55", "what a page that is loaded again shows"
    assert sent == [], "the page that says it has more already, perhaps"


def test_a_page_says_once_what_it_is_and_what_is_typed_says_nothing_of_it(monkeypatch):
    monkeypatch.setattr(live.Guard, "pictures", False)
    guard, typed, seen = live.Guard(0, []), {"box": 0, "typed": "x"}, []
    for said in (typed, {"here": "classic"}, typed):
        guard._heard(None, said, None)
        seen.append(live.Guard.pictures)
    assert seen == [False, True, True]
