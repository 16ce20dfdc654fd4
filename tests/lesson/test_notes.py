from course_lib.lesson.tables import Note, Verdict, marked_up

EVIL = "<img src=x onerror=alert(1)> & `<b>`"


def test_everything_typed_is_escaped():
    for shown in (Verdict("wrong", EVIL, task=EVIL), Note(EVIL, code=EVIL)):
        html = shown._repr_html_()
        assert "<img" not in html
        assert "<b>" not in html
        assert "&lt;img" in html
    assert marked_up(EVIL).endswith("<code>&lt;b&gt;</code>")
