"""What is wrong with a new template, and with what fills one in."""

import pytest
from doors import REQUESTS, made, table, template, wish

from course_lib.business.messages import Refusal
from course_lib.business.templates import lint, review

REVIEWED = table("reviewed")
LINK = {"link": "https://example.com/coach.jpg"}
PIECES = REQUESTS["piece"]
BODY = PIECES["BODY"]
SAMPLE = {"example": {"header_text": ["1A", "2"]}}


@pytest.mark.parametrize(("asked", "told"), REQUESTS["template"].items())
def test_lint(asked, told):
    """`told` is a subcode or words; what has a subcode has a title for the user."""
    with pytest.raises(Refusal) as refused:
        lint(made(asked, **globals()), "1")
    error = refused.value.body("x")["error"]
    assert error["code"] == 100
    if isinstance(told, str):
        assert told in str(refused.value)
    else:
        assert (error["error_subcode"], "error_user_title" in error) == (told, True)


@pytest.mark.parametrize(
    ("text", "category"),
    [(text, "MARKETING") for text in REVIEWED["offers"]]
    + [(text, "UTILITY") for text in REVIEWED["news"]],
)
def test_an_offer_is_one_in_any_of_twelve_languages(text, category):
    assert review(lint(wish(text), "1")) == category


def parts(*buttons):
    return [BODY, {"type": "BUTTONS", "buttons": list(buttons)}]


def given(kind, *parameters, **more):
    return {"type": kind, "parameters": list(parameters)} | more


def word(value):
    return {"type": "text", "text": value}


def button(place, sub_type, *parameters):
    return given("button", *parameters, sub_type=sub_type, index=str(place))


@pytest.mark.parametrize(("sent", "told"), REQUESTS["part"].items())
def test_a_part_that_is_missing_or_too_many(wa, door, sent, told):
    components, filled = made(sent, **globals() | PIECES)
    wa.catalogue.approve("one", "", components=components)
    assert door.refused(template("one", parts=filled)) == (400, *told)
    assert wa.messages == {}
