import pytest

from course_lib.business.messages import Refusal
from course_lib.business.state import Template
from course_lib.business.templates import fill, lint, review


def wish(text="Your seat is kept.", **more):
    body = {"type": "BODY", "text": text}
    if "{{" in text:
        body["example"] = {"body_text": [["x"]]}
    basic = {"name": "seat", "language": "en_US", "category": "UTILITY", "components": [body]}
    return basic | more


BODY = {"type": "BODY", "text": "Your seat is kept."}
SAMPLE = {"example": {"header_text": ["1A", "2"]}}


@pytest.mark.parametrize(
    ("request_", "subcode"),
    [
        (wish("{{1}} is your seat, dear guest."), 2388299),
        (wish("Dear guest, your seat is {{1}}"), 2388299),
        (wish("Your seat {{1} is kept."), 2388073),
        (wish("Your seat {{2}} is kept for you."), 2388073),
        (wish("a {{1}} b {{2}} c"), 2388293),
        (wish("x" * 1025), 2388040),
        (wish(name="Seat 12"), 2388047),
        (wish(components=[{"type": "BODY", "text": "Your seat {{1}} is kept."}]), 2388047),
        (wish(components=[{"type": "HEADER", "text": "x" * 61}]), 2388040),
        (
            wish(
                components=[
                    {"type": "BODY", "text": "a"},
                    {"type": "BUTTONS", "buttons": [{"text": "x"}] * 11},
                ]
            ),
            2388047,
        ),
        (wish(components=[{"type": "BODY", "text": "a"}] * 2), 2388047),
        (wish(components=[BODY, {"type": "HEADER", "text": "Seat {{1}} kept"}]), 2388047),
        (wish(components=[BODY, {"type": "HEADER", "text": "{{1}} {{2}}"} | SAMPLE]), 2388047),
        (wish(components=[BODY, {"type": "FOOTER", "text": "Seat {{1}} kept"} | SAMPLE]), 2388047),
        (
            wish(
                components=[
                    {"type": "BODY", "text": "a"},
                    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "x" * 26}]},
                ]
            ),
            2388040,
        ),
    ],
)
def test_lint(request_, subcode):
    with pytest.raises(Refusal) as refused:
        lint(request_, "1")
    assert (refused.value.code, refused.value.subcode) == (100, subcode)
    assert refused.value.body("x")["error"]["error_user_title"]


@pytest.mark.parametrize("button", [{}, {"type": "JUMP", "text": "x"}, {"type": 5}])
def test_a_button_of_no_known_type_is_refused(button):
    components = [BODY, {"type": "BUTTONS", "buttons": [button]}]
    with pytest.raises(Refusal, match="unknown type"):
        lint(wish(components=components), "1")


@pytest.mark.parametrize("missing", ["name", "language", "category", "components"])
def test_required_parts(missing):
    request = wish()
    del request[missing]
    with pytest.raises(Refusal, match=f"{missing} is required"):
        lint(request, "1")


def test_review_moves_what_promotes_to_marketing():
    assert review(lint(wish("Take 20% off all seats."), "1")) == "MARKETING"
    code = [{"type": "BODY", "text": "A discount for you."}]
    assert review(Template("1", "a", "en_US", "AUTHENTICATION", code)) == "AUTHENTICATION"


def parameters(*values, **named):
    held = [{"type": "text", "text": v} for v in values]
    held += [{"type": "text", "text": v, "parameter_name": k} for k, v in named.items()]
    return [{"type": "BODY", "parameters": held}]


def test_filling_in():
    numbered = lint(wish("Seat {{1}} on {{2}} is yours, enjoy the trip."), "1")
    assert fill(numbered, parameters("12A", "Friday")).text.startswith("Seat 12A on Friday")
    named = lint(wish("Seat {{seat}} is yours now.", parameter_format="NAMED"), "1")
    assert fill(named, parameters(seat="12A")).text == "Seat 12A is yours now."
    for given, code in (
        (parameters(row="12"), 132012),
        (parameters("12A", "x"), 132000),
        (parameters(seat="x" * 1024), 132005),
        ([{"type": "BODY", "parameters": [{"type": "text"}]}], 132012),
        (["x"], 132012),
    ):
        with pytest.raises(Refusal) as refused:
            fill(named, given)
        assert refused.value.code == code


def test_the_same_name_twice_is_refused(wa):
    wa.catalogue.create(wish())
    with pytest.raises(Refusal) as refused:
        wa.catalogue.create(wish())
    assert refused.value.subcode == 2388024
    wa.catalogue.create(wish(language="id"))


def test_a_template_taken_down_is_gone(wa):
    wa.catalogue.delete("hello_world")
    with pytest.raises(Refusal) as refused:
        wa.send_template("919800000001", "hello_world")
    assert refused.value.code == 132001
    with pytest.raises(Refusal):
        wa.catalogue.delete("hello_world")
