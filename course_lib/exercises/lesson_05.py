"""Exercises of lesson 5: a message's life, a bill and its reasons, a redesign, where free ends."""

import hashlib
import json

from numpy.random import Generator

from course_lib import facts
from course_lib.business.webhooks import sign
from course_lib.lesson.exercise import Complete, Write, load

_words = load(__file__, globals())
_STEPS = ("sent", "delivered", "read", "failed")
_NAMES = ("Budi", "Sari", "Zoë", "José", "Ayşe", "कन्नड")


def _lost(statuses: list[dict[str, str]]) -> list[str]:
    return [status["id"] for status in statuses if status["status"] == "failed"]


def _some_statuses(random: Generator) -> tuple[list[dict[str, str]]]:
    drawn = enumerate(random.integers(0, 4, int(random.integers(3, 9))), start=1)
    return ([{"id": f"m{n}", "status": _STEPS[step]} for n, step in drawn],)


def _bill(messages: int) -> float:
    return max(0, messages - 1000) * 0.025


def _gap(messages: int) -> float:
    if messages < 1000:
        cost = 0.0
    if messages > 1000:
        cost = _bill(messages)
    return cost


def _genuine(secret: str, body: bytes, header: str) -> bool:
    return sign(secret, body) == header


def _rewritten(secret: str, body: bytes, header: str) -> bool:
    again = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False)
    return sign(secret, again.encode()) == header


def _webhook(name: str, secret: str = "s3cret") -> tuple[str, bytes, str]:  # noqa: S107
    body = json.dumps({"name": name}, separators=(",", ":")).encode()
    return secret, body, sign(secret, body)


def _hashed(body: bytes) -> str:
    return "sha256=" + hashlib.sha256(body).hexdigest()


def _some_webhook(random: Generator) -> tuple[str, bytes, str]:
    secret, body, header = _webhook(str(random.choice(_NAMES)), f"secret-{random.integers(1000)}")
    return secret, body.replace(b"name", b"nome") if random.random() < 0.5 else body, header


_reminder, _offer = facts.value("J13.2026.utility"), facts.value("J13.2026.marketing")

lost = Write(
    _words["lost"],
    _lost,
    random=_some_statuses,
    wrongs={
        "whole": lambda statuses: [s for s in statuses if s["status"] == "failed"],
        "unread": lambda statuses: [s["id"] for s in statuses if s["status"] != "read"],
        "counted": lambda statuses: len(_lost(statuses)),
        "kept": lambda statuses: [s["id"] for s in statuses if s["status"] != "failed"],
    },
)
owed = Complete(
    _words["owed"],
    round(2 * _reminder + _offer, 4),
    wrongs={
        "before": round(_reminder + _offer, 4),
        "inside": round(3 * _reminder + _offer, 4),
        "free_offer": 2 * _reminder,
        "only_budi": _reminder,
        "cents": round(200 * _reminder + 100 * _offer, 2),
        "rupiah": round((2 * _reminder + _offer) * facts.value("J17")),
    },
)
bill = Write(
    _words["bill"],
    _bill,
    random=lambda random: (int(random.integers(0, 20_000)),),
    wrongs={
        "negative": lambda messages: (messages - 1000) * 0.025,
        "no_allowance": lambda messages: messages * 0.025,
        "cliff": lambda messages: messages * 0.025 if messages > 1000 else 0,
        "count": lambda messages: max(0, messages - 1000),
        "gap": _gap,
        "cents": lambda messages: 100 * _bill(messages),
        "rounded": lambda messages: round(_bill(messages), 2),
        "comma": lambda messages: max(0, messages - 1, 0) * 0.025,
        "late": lambda messages: max(0, messages - 1001) * 0.025,
    },
)
genuine = Write(
    _words["genuine"],
    _genuine,
    named={
        "budi": _webhook("Budi"),
        "zoe": _webhook("Zoë"),
        "another_secret": (*_webhook("Budi")[:2], _webhook("Budi", "guess")[2]),
        "no_secret": (*_webhook("Budi")[:2], _hashed(_webhook("Budi")[1])),
    },
    random=_some_webhook,
    wrongs={
        "rewritten": _rewritten,
        "prefix": lambda secret, body, header: sign(secret, body)[7:] == header,
        "no_secret": lambda secret, body, header: header == _hashed(body),
        "trusting": lambda secret, body, header: header.startswith("sha256="),
    },
)
