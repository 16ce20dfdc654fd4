"""A widget and its still twin are one output, made of what every ipywidgets has."""

from types import SimpleNamespace

from course_lib.lesson import live


def test_only_the_identity_of_a_widget_is_asked_for(monkeypatch):
    shown = []
    monkeypatch.setattr(live, "display", lambda bundle, **options: shown.append(bundle))
    live.show(SimpleNamespace(model_id="abc"), {"text/plain": "A dial at 3."})
    view = {"version_major": 2, "version_minor": 0, "model_id": "abc"}
    assert shown == [{"text/plain": "A dial at 3.", live.VIEW: view}]
