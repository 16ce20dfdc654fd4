import pytest

from course_lib.lesson import store
from course_lib.lesson.exercise import Complete, load, worded

TABLE = {"task": "How many?", "why": "Eight a byte.", "hint": "Count."}


@pytest.fixture
def bits():
    return Complete(worded("lesson_90.bits", TABLE), 8, wrongs={})


def test_three_dots_are_not_an_answer(bits, tmp_path):
    verdict = bits.check(...)
    assert verdict.state == "open"
    assert repr(verdict).startswith("How many?\nNot answered yet")
    assert bits.tries == 0
    assert not (tmp_path / "my_course.json").exists()


def test_the_solution_comes_after_a_try(bits):
    assert "Try once first" in repr(bits.solution())
    bits.check(...)
    assert "Try once first" in repr(bits.solution())
    assert [bits.check(7).note for _ in range(2)] == ["", "Hint: Count."], "after two tries"
    assert repr(bits.solution()) == "One right answer: 8\nEight a byte."
    assert repr(bits.hint()) == "Hint: Count."


def test_verdicts_and_tries_are_kept(bits):
    bits.check(7)
    assert store.get("verdicts", "lesson_90.bits", None).value == {"ok": False, "tries": 1}
    assert bits.check(8).ok
    assert store.get("verdicts", "lesson_90.bits", None).value == {"ok": True, "tries": 2}


def test_judging_keeps_nothing(bits, tmp_path):
    bits.judge(7)
    assert bits.tries == 0
    assert not (tmp_path / "my_course.json").exists()


def test_loading_leaves_the_quiz_out_and_names_the_culprit(tmp_path):
    toml = tmp_path / "lesson_91.toml"
    toml.write_text('[bits]\ntask = "How many?"\nwhy = "So."\n[[quiz]]\nid = "x"\n')
    assert {key: words.id for key, words in load(tmp_path / "lesson_91.py").items()} == {
        "bits": "lesson_91.bits"
    }
    toml.write_text('[bits]\ntask = "How many?"\n')
    with pytest.raises(TypeError, match="why"):
        load(tmp_path / "lesson_91.py")
