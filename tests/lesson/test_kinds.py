import pandas as pd
import pytest

from course_lib.lesson.exercise import Arrange, Choose, Complete, Write, worded

BASE = {"task": "A task in words.", "why": "Because.", "hint": "Look."}


def made(kind, name, options, right, wrongs):
    table = {"options": options, "right": right, "wrongs": wrongs}
    return kind(worded(f"t.{name}", BASE | table))


@pytest.fixture
def who():
    return made(Choose, "who", {"a": "The relay", "b": "The two phones"}, "b", {"a": "No key."})


@pytest.fixture
def steps():
    wrongs = {"c a": "No key yet.", "d b": "Not sent yet.", "a b": "Not sealed yet."}
    options = {"a": "Seal", "b": "Open", "c": "Agree", "d": "Send"}
    return made(Arrange, "steps", options, "c a d b", wrongs)


def _twice(n):
    return 2 * n


def write(function=_twice, wrongs=None, **more):
    said = {name: f"Mistake {name}." for name in wrongs or {}}
    table = BASE | ({"wrongs": said} if said else {})
    named = {"zero": (0,), "three": (3,)}
    made = {"named": named, "random": lambda r: (int(r.integers(100)),), "wrongs": wrongs or {}}
    return Write(worded("t.double", table), function, **(made | more))


def test_choose_answers_a_wrong_letter_and_no_letter(who):
    assert who.judge(" b. ").ok
    verdict = who.judge("a")
    assert verdict.message == "No key."
    assert verdict.task == "A task in words.\na) The relay\nb) The two phones"
    assert "A task in words.<br>a) The relay" in verdict._repr_html_(), "no text cell asks it"
    assert who.judge("z").message == "Expected one of the letters a, b, and the text 'z' came."
    assert "the number 2 came" in who.judge(2).message
    who.check("a")
    assert repr(who.solution()) == "One right answer: b) The two phones\nBecause."


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("cadb", "Because."),
        (("c", "a", "d", "b"), "Because."),
        ("a c d b", "Place 1 is the first out of order: a came too early, before c. No key yet."),
        ("c a b d", "Place 3 is the first out of order: b came too early, before d. Not sent yet."),
        ("c d a b", "Place 2 is the first out of order: d came too early, before a."),
        ("b c a d", "Place 1 is the first out of order: b came too early, before c. Not sent yet."),
        (
            "c b a d",
            "Place 2 is the first out of order: b came too early, before a. Not sealed yet.",
        ),
        ("c a d", "Use every letter once. Missing: b."),
        ("c a d b b", "Use every letter once. Too many: b."),
        ("c a d b x", "Use every letter once. Too many: x."),
        ("", 'in an order of yours, such as "a b c d", and an empty text came.'),
        (7, "and the number 7 came."),
    ],
)
def test_arrange_names_the_first_place_and_why(steps, answer, says):
    assert steps.judge(answer).message.endswith(says)


def test_arrange_has_a_wrong_order_for_every_reason(steps):
    assert [wrong.answer for wrong in steps.wrongs] == ["a c d b", "c a b d", "c b d a"]


def test_complete_tells_the_side_the_mistake_and_the_rule():
    rules = {"compare": {"within": 0.01}, "points": 3}
    words = worded("t.bits", BASE | rules | {"wrongs": {"bytes": "Those are bytes."}})
    bits = Complete(words, 2400.0, wrongs={"bytes": 300})
    rule = "Within 1% of the right number counts as right."
    assert bits.judge(2410).points == 3
    assert bits.judge(300).message == "300 came, which is too low. Those are bytes."
    assert bits.judge(5000).message == f"5000 came, which is too high. {rule}"
    assert bits.judge(5000).points == 0
    assert "Nothing (None) came" in bits.judge(None).message
    assert "Expected a number, and an empty list came." in bits.judge([]).message
    assert rule in repr(bits.judge(...))
    bits.check(1)
    assert "2400.0" in repr(bits.solution())


def test_complete_takes_tables():
    frame = pd.DataFrame({"month": [1], "n": [2]})
    words = worded("t.table", BASE | {"solution": "frame.copy()"})
    table = Complete(words, frame, wrongs={})
    assert table.judge(frame.copy()).ok
    table.check(1)
    assert table.solution().code == "frame.copy()"


def test_write_names_the_first_failing_case():
    ex = write()
    assert ex.judge(lambda n: n + n).ok
    said = ex.judge(lambda n: n * n).message
    assert said.startswith('Case "three": `double(3)`. Expected 6, and 9 came.')
    said = ex.judge(lambda n: 2 * n if n < 10 else 0).message
    assert said.startswith("Made-up case 1: `double(")
    assert "Is a `return` missing" in ex.judge(lambda n: n if n < 0 else None).message
    assert "Expected your function, and the number 6 came" in ex.judge(6).message
    assert "put list(...) around it" in ex.judge(lambda n: (i for i in [n])).message


def test_write_recognises_a_mistake_by_what_it_does_everywhere():
    ex = write(wrongs={"plus": lambda n: n + 2, "square": lambda n: n * n})
    assert ex.judge(lambda n: n + 1 + 1).message.endswith("Mistake plus.")
    assert ex.judge(lambda n: n**2).message.endswith("Mistake square.")
    # The same as `plus` in the first failing case only: no diagnosis.
    assert "Mistake" not in ex.judge(lambda n: 2 if n == 0 else n).message


def test_write_recognises_a_mistake_that_raises_or_prints():
    ex = write(wrongs={"prints": lambda n: print(2 * n), "raises": lambda n: 2 / 0})
    assert ex.judge(lambda n: print(n)).message.endswith("Mistake prints.")
    assert ex.judge(lambda n: 1 // 0).message.endswith("Mistake raises.")


def test_write_is_not_fooled_by_an_object_that_equals_everything():
    class Equal(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    assert not write().judge(lambda n: Equal(7)).ok


def test_write_cases_follow_the_seed():
    ex = write()
    assert ex.cases(1) == ex.cases(1)
    assert ex.cases(1) != ex.cases(2)
    assert len(ex.cases(1)) == 12
    assert ex.name == "double"
    ex.check(6)
    assert ex.solution().code == "def double(n):\n    return 2 * n\n"


def test_a_right_answer_is_computed_once_for_the_same_arguments():
    calls = []
    ex = write(lambda n: calls.append(n) or 2 * n)
    assert all(ex.judge(lambda n: n + n).ok for _ in range(3))
    assert len(calls) == len(set(calls))


def test_a_named_case_has_a_name_in_the_words():
    told = {**BASE, "cases": {"three": "a small number"}}
    ex = Write(worded("t.x", told), abs, named={"three": (3,)}, random=lambda r: (1,), wrongs={})
    assert "a small number" in ex.judge(lambda n: 0).message
