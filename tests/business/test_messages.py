"""Every limit of the platform's table: the largest value passes, one more is refused."""

import pytest
from conftest import ASHA, body, interactive

from course_lib.business.messages import LIMITS, Refusal, read

ROW = {"id": "1", "title": "r"}
TO = {"messaging_product": "whatsapp", "to": ASHA}


def reply(ident, title):
    return {"type": "reply", "reply": {"id": ident, "title": title}}


def buttons(title="a", ident="1", text="x", **more):
    return interactive("button", {"buttons": [reply(ident, title)]}, text, **more)


def listed(row=None, button="b", text="x", title="t"):
    row = {"id": "1", "title": "r"} | (row or {})
    section = {"title": title, "rows": [row]}
    return interactive("list", {"button": button, "sections": [section]}, text)


MAKE = {
    "text body": lambda v: body("text", {"body": v}),
    "button body": lambda v: buttons(text=v),
    "list body": lambda v: listed(text=v),
    "header text": lambda v: buttons(header={"type": "text", "text": v}),
    "footer text": lambda v: buttons(footer={"text": v}),
    "button title": lambda v: buttons(title=v),
    "button id": lambda v: buttons(ident=v),
    "list button": lambda v: listed(button=v),
    "section title": lambda v: listed(title=v),
    "row id": lambda v: listed({"id": v}),
    "row title": lambda v: listed({"title": v}),
    "row description": lambda v: listed({"description": v}),
    "display text": lambda v: interactive(
        "cta_url",
        {"name": "cta_url", "parameters": {"display_text": v, "url": "https://example.com"}},
    ),
    "flow cta": lambda v: interactive(
        "flow", {"name": "flow", "parameters": {"flow_id": "1", "flow_cta": v}}
    ),
    "callback data": lambda v: body("text", {"body": "x"}) | {"biz_opaque_callback_data": v},
    "caption": lambda v: body("image", {"link": "https://example.com/a.jpg", "caption": v}),
}


@pytest.mark.parametrize("what", LIMITS)
def test_every_limit(what):
    longest = LIMITS[what]
    read(MAKE[what]("x" * longest))
    with pytest.raises(Refusal) as refused:
        read(MAKE[what]("x" * (longest + 1)))
    assert refused.value.code in (100, 131009)
    assert str(longest) in f"{refused.value.message} {refused.value.details}"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ([], 100),
        (TO, 100),
        (TO | {"type": "smoke"}, 100),
        (body("text", {}), 100),
        (body("text", {"body": ""}), 100),
        (body("text", {"body": "x"}) | {"to": "Sari"}, 131009),
        (body("text", {"body": "x"}) | {"to": None}, 100),
        (body("text", {"body": "x"}) | {"messaging_product": "x"}, 100),
        (body("text", {"body": "x"}) | {"context": {}}, 100),
        (body("image", {"id": "1", "link": "x"}), 100),
        (body("location", {"latitude": 91, "longitude": 0}), 100),
        (body("location", {"latitude": "north", "longitude": 0}), 100),
        (body("contacts", []), 100),
        (body("contacts", [{}]), 100),
        (body("contacts", [{"name": {"first_name": "Sari"}}]), 100),
        (body("image", {"link": "a picture"}), 100),
        (body("video", {"link": "ftp://example.com/a"}), 100),
        (body("text", {"body": "x"}) | {"recipient_type": "group"}, 100),
        (buttons(header={"type": []}), 131009),
        (buttons(header={"type": {}}), 131009),
        (body("reaction", {"message_id": "x"}), 100),
        (body("template", {"name": "x"}), 100),
        (body("interactive", {"type": "smoke"}), 131009),
        (body("interactive", {"type": "product"}), 100),
        (interactive("button", {"buttons": []}), 131009),
        (interactive("button", {}), 131008),
        (interactive("list", {"button": "x", "sections": []}), 131009),
        (interactive("list", {"button": "x", "sections": [{"rows": []}]}), 131009),
        (interactive("flow", {"name": "flow", "parameters": {"flow_cta": "x"}}), 131008),
        (buttons(header={"type": "smoke"}), 131009),
        (interactive("button", {"buttons": [reply("1", "a"), reply("2", "a")]}), 131009),
        (interactive("button", {"buttons": [reply("1", "a"), reply("1", "b")]}), 131009),
        (interactive("list", {"button": "x", "sections": [{"rows": [ROW, ROW]}]}), 131009),
    ],
)
def test_refused_at_once(wrong, code):
    with pytest.raises(Refusal) as refused:
        read(wrong)
    assert refused.value.code == code


def test_a_body_without_type_but_with_text_is_a_text():
    assert read(TO | {"text": {"body": "hi"}}).type == "text"


def test_a_number_may_be_written_the_human_way():
    assert read(body("text", {"body": "x"}) | {"to": "+62 (811) 20-30.40"}).to == "62811203040"
