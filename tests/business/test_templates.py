import tomllib
from pathlib import Path

import pytest
from doors import REQUESTS, TEMPLATES, made, wish

from course_lib.business.messages import Refusal
from course_lib.business.state import Template
from course_lib.business.templates import fill, lint, review

REVIEWED = tomllib.loads(Path(__file__).with_name("reviewed.toml").read_text(encoding="utf-8"))
BODY = {"type": "BODY", "text": "Your seat is kept."}
SAMPLE = {"example": {"header_text": ["1A", "2"]}}


@pytest.mark.parametrize(("asked", "told"), REQUESTS["template"].items())
def test_lint(asked, told):
    with pytest.raises(Refusal) as refused:
        lint(made(asked, **globals()), "1")
    code, more = told
    assert refused.value.code == code
    if isinstance(more, str):
        assert more in str(refused.value)
    else:
        assert refused.value.subcode == more
        assert refused.value.body("x")["error"]["error_user_title"]


@pytest.mark.parametrize(
    ("text", "category"),
    [(text, "MARKETING") for text in REVIEWED["offers"]]
    + [(text, "UTILITY") for text in REVIEWED["news"]],
)
def test_an_offer_is_one_in_any_of_twelve_languages(text, category):
    asked = wish(text, language="en_US")
    assert review(lint(asked, "1")) == category


def test_review_moves_no_code_to_marketing():
    code = [{"type": "BODY", "text": "A discount for you."}]
    assert review(Template("1", "a", "en_US", "AUTHENTICATION", code)) == "AUTHENTICATION"


def parameters(*values, **named):
    held = [{"type": "text", "text": v} for v in values]
    held += [{"type": "text", "text": v, "parameter_name": k} for k, v in named.items()]
    return [{"type": "BODY", "parameters": held}]


def test_filling_in():
    named = lint(wish("Seat {{seat}} is yours now.", parameter_format="NAMED"), "1")
    assert fill(named, parameters(seat="12A")).text == "Seat 12A is yours now."
    for given, code in (
        (parameters(row="12"), 132012),
        (parameters("12A", "x"), 132000),
        (["x"], 132012),
    ):
        with pytest.raises(Refusal) as refused:
            fill(named, given)
        assert refused.value.code == code


def test_a_template_is_there_once_and_taken_down_is_gone(wa):
    wa.catalogue.delete("hello_world")
    with pytest.raises(Refusal) as refused:
        wa.send_template("919800000001", "hello_world")
    assert refused.value.code == 132001
    with pytest.raises(Refusal):
        wa.catalogue.delete("hello_world")
    wa.catalogue.create(wish())
    with pytest.raises(Refusal) as refused:
        wa.catalogue.create(wish())
    assert refused.value.subcode == 2388024
    wa.catalogue.delete("seat")
    wa.catalogue.create(wish(language="id"))
    wa.advance("1d")
    assert [u.value["message_template_language"] for u in wa.courier.log] == ["id"]


def test_one_language_is_taken_down_by_its_id(wa, door):
    first, second = wa.catalogue.create(wish()), wa.catalogue.create(wish(language="id"))
    assert door.delete(TEMPLATES, params={"hsm_id": first.id}).told == {"success": True}
    for query in ({"hsm_id": first.id}, {"hsm_id": first.id, "name": "seat"}, {}):
        assert door.delete(TEMPLATES, params=query).code == 100
    assert [template.name for template in wa.catalogue] == ["hello_world", "seat"]
    assert list(wa.catalogue)[1] is second


def test_a_template_is_disabled_once(wa):
    news = wa.catalogue.approve("news", "Your seat is kept.")
    people = [wa.customer(f"9198000100{n}") for n in range(10, 24)]
    for person in people:
        wa.send_template(person, "news")
    wa.advance("10s")
    for person in people:
        person.blocks()
        person.blocks()
    assert (news.status, news.complaints) == ("DISABLED", 14)
    told = [update.value.get("event") for update in wa.courier.log]
    assert told.count("DISABLED") == 1
    wa.advance("1d")
    assert news.status == "DISABLED"
    with pytest.raises(Refusal, match="approved or paused"):
        wa.catalogue.edit(news, {})


def test_an_earlier_pause_does_not_end_a_later_one(wa):
    news = wa.catalogue.approve("news", "Your seat is kept.")
    for _ in range(3):
        wa.catalogue.complaint(news)
    wa.advance("1h")
    wa.advance("1h")
    for _ in range(3):
        wa.catalogue.complaint(news)
    wa.advance("2h")
    assert news.status == "PAUSED"
    wa.advance("4h")
    assert news.status == "APPROVED"


def test_a_block_while_a_template_is_read_again_is_no_strike(wa):
    news = wa.catalogue.approve("news", "Your seat is kept.")
    for _ in range(3):
        wa.catalogue.complaint(news)
    wa.catalogue.edit(news, {"category": "MARKETING"})  # as the platform allows while it is paused
    for _ in range(3):
        wa.catalogue.complaint(news)
    assert (news.status, news.complaints) == ("PENDING", 3)
    wa.advance("1d")
    assert (news.status, news.category) == ("APPROVED", "MARKETING")
