import pytest

from course_lib.lesson.tables import Note, Verdict, marked_up

EVIL = "<img src=x onerror=alert(1)> & `<b>`"


@pytest.mark.parametrize(
    ("state", "word"), [("right", "Right."), ("wrong", "Not yet."), ("open", "Not answered yet: ")]
)
def test_a_word_says_the_state(state, word):
    verdict = Verdict(state)
    assert repr(verdict).startswith(word)
    assert f"<strong>{verdict!r}</strong>" in verdict._repr_html_()
    assert verdict.ok == (state == "right")


def test_everything_typed_is_escaped():
    for shown in (Verdict("wrong", EVIL, task=EVIL), Note(EVIL, code=EVIL)):
        html = shown._repr_html_()
        assert "<img" not in html
        assert "<b>" not in html
        assert "&lt;img" in html
    assert marked_up(EVIL).endswith("<code>&lt;b&gt;</code>")


def test_the_task_stands_above():
    assert repr(Verdict("wrong", "No.", task="Which?\na) One")) == "Which?\na) One\nNot yet. No."
    html = Verdict("wrong", "No.", task="Which?\na) One")._repr_html_()
    assert html.index("<p>Which?<br>a) One</p>") < html.index("<strong>Not yet.</strong>")
