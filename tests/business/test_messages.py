"""Every limit of the platform's table: the largest value passes, one more is refused."""

import pytest
from doors import ASHA, REQUESTS, interactive, made, reply

from course_lib.business.messages import LIMITS, Refusal, read

ROW = {"id": "1", "title": "r"}
TO = {"messaging_product": "whatsapp", "to": ASHA}


def buttons(title="a", ident="1", text="x", **more):
    return interactive("button", {"buttons": [reply(ident, title)]}, text, **more)


def listed(row=None, button="b", text="x", title="t"):
    row = {"id": "1", "title": "r"} | (row or {})
    section = {"title": title, "rows": [row]}
    return interactive("list", {"button": button, "sections": [section]}, text)


@pytest.mark.parametrize("what", LIMITS)
def test_every_limit(what):
    longest, asked = LIMITS[what], REQUESTS["limit"][what]
    read(made(asked, **globals(), v="x" * longest))
    with pytest.raises(Refusal) as refused:
        read(made(asked, **globals(), v="x" * (longest + 1)))
    assert refused.value.code in (100, 131009)
    assert str(longest) in f"{refused.value.message} {refused.value.details}"


@pytest.mark.parametrize(("wrong", "code"), REQUESTS["message"].items())
def test_refused_at_once(wrong, code):
    with pytest.raises(Refusal) as refused:
        read(made(wrong, **globals()))
    assert refused.value.code == code
