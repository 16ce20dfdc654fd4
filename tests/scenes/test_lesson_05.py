"""A mark on a board of fields is the guess; the hours pass, and the fields say what they cost."""

import re
from functools import partial

import pytest
from playing import kept, stepped, touched, worn

from course_lib.business import rules
from course_lib.lesson import touch
from course_lib.scenes import lesson_05 as scene

FIELDS = range(scene.LONG * scene.ROWS)


fields = partial(touched, kind="letters")


def passed(mark=11, times=scene.LONG):
    return stepped(scene.Answer, mark, times=times)


def written(text):
    model = passed()
    model.act("say", text)
    return model


@pytest.mark.parametrize("step", FIELDS)
def test_what_arrives_and_costs_is_what_the_rules_say(step):
    """The window opens with her word; a reviewed text passes later, and an offer always costs."""
    row, column = divmod(step, scene.LONG)
    free = rules.is_open(0, scene.HOURS[column] * 3600)
    told = {0: "Rp0" if free else "never", 1: "Rp0" if free else "Rp388", 2: "Rp637"}[row]
    field = fields(passed())[step]
    assert field["text"].split()[-1] == told
    assert {"Rp0": "free", "never": "broken"}.get(told, "paid") in field["looks"]
    assert ("edge" in field["looks"]) == (column == 3), "the wall stands at the 24th hour"
    assert field["label"].endswith(told)


@pytest.mark.parametrize("times", range(scene.LONG))
def test_nothing_is_told_before_its_hour_comes_and_no_guess_is_kept(times):
    model = passed(times=times)
    known = [field["text"] != "?" for field in fields(model)]
    assert known == [step % scene.LONG < times for step in FIELDS]
    assert kept("costs_most") == []
    assert "touch-true" not in touch.drawn(model.parts)
    assert "write" not in {part.get("id") for part in model.parts}
    assert all(field["off"] for field in fields(model)) == (times > 0)


def test_each_hour_another_way_is_spoken_of():
    model, said = passed(times=0), []
    for _ in range(scene.LONG):
        model.act("go")
        said.append(re.search(r"written|before|offer", model.said)[0])
    assert said == ["written", "before", "offer"] * 2
    assert "about Rp637,000" in model.said


@pytest.mark.parametrize("mark", FIELDS)
def test_the_mark_is_the_guess_and_all_of_the_dearest_are_right(mark):
    model = passed(mark)
    assert kept("costs_most") == [model.named(mark), scene.phrase("answer")]
    assert ("stood right" in model.said) == (mark >= 2 * scene.LONG)
    gold, guess, missed = (worn(fields(model), look) for look in ("true", "guess", "missed"))
    assert (gold, guess) == ([*FIELDS[2 * scene.LONG :]], [mark])
    assert missed == [mark] * (mark < 2 * scene.LONG)


@pytest.mark.parametrize(
    ("text", "last", "gold"),
    [
        ("Your coach leaves today at six.", ["Rp0"] * 3 + ["Rp388"] * 3, 6),
        ("A discount for tomorrow.", ["Rp637"] * 6, 6),
        ("10 % Rabatt!", ["Rp637"] * 6, 6),
        ("{{1}}", ["never"] * 6, 3),
        ("{{seat}}", ["never"] * 6, 3),
        ("   ", ["Rp637"] * 6, 6),
    ],
)
def test_other_words_are_reviewed_and_cost_what_they_are(text, last, gold):
    model = written(text)
    assert [field["text"].split()[-1] for field in fields(model)[-scene.LONG :]] == last
    assert len(worn(fields(model), "true")) == gold
    assert (scene.phrase("unreviewed", field="") in model.said[-70:]) == (last[0] == "never")
    assert kept("costs_most")[1] == scene.phrase("answer"), "the guess is answered once"


def test_a_field_says_why_once_all_are_seen():
    model = passed()
    for step, word in ((1, "free"), (3, "not arrive"), (10, "Rp388,000"), (17, "marketing")):
        model.act("at", str(step))
        assert word in model.said
        assert "now" in fields(model)[step]["looks"]
