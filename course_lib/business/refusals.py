"""The platform's way to say no: one table of codes, one shape of body.

Code, title and HTTP status as in the platform's error reference (`data/errors.csv`); its sentences,
with their places, in `data/platform.toml`. The words that help a student never enter the body: they
travel in a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course_lib import data

_HELP = (
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"
)
TABLE = {int(row["code"]): row for row in data.rows("business", "errors")}


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 (the platform refuses; nothing is broken)
    """A request that the platform answers with an error. Nothing was sent and nothing changed.

    `details` goes into `error_data`, `message` replaces the usual "(#code) title", `title` and
    `user` are its words for people, `hint` is ours.

    >>> no = Refusal(131030, details="Recipient phone number not in allowed list")
    >>> no.http, no.body("A1")["error"]["message"]
    (400, '(#131030) Recipient phone number not in allowed list')
    """

    code: int
    details: str = ""
    message: str = ""
    subcode: int = 0
    title: str = ""
    user: str = ""
    hint: str = ""
    http: int = 0

    def __post_init__(self) -> None:
        row = TABLE[self.code]
        self.http = self.http or int(row["http"])
        plain = self.code in (104, 190)
        self.message = self.message or (row["title"] if plain else f"(#{self.code}) {row['title']}")
        parts = (self.message, self.details, self.user, self.hint)
        super().__init__(" ".join(filter(None, parts)))

    def body(self, trace: str) -> dict[str, Any]:
        """The JSON the platform answers with; `trace` is its `fbtrace_id`."""
        kind = (
            "GraphMethodException" if (self.code, self.subcode) == (100, 33) else "OAuthException"
        )
        error: dict[str, Any] = {"message": self.message, "type": kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.user:
            error |= {"is_transient": False}
            error |= {"error_user_title": self.title, "error_user_msg": self.user}
        return {"error": error | {"fbtrace_id": trace}}


def no(key: str, /, **values: object) -> Refusal:
    """The refusal named `key` in `data/platform.toml`, {places} filled, to be raised.

    >>> no("required", path="to").message
    '(#100) The parameter to is required.'
    >>> no("not_simulated", what="calls").hint
    'calls: not simulated here; the fidelity register lists what is.'
    """
    said: dict[str, Any] = data.toml("business", "platform")[key]
    filled: dict[str, Any] = {
        k: v.format(**values) if isinstance(v, str) else v for k, v in said.items()
    }
    return Refusal(**filled)


def notice(code: int, details: str = "") -> dict[str, Any]:
    """The same error as it appears in a webhook: title repeated as message, with a link.

    >>> notice(131026)["title"]
    'Message undeliverable'
    """
    title = TABLE[code]["title"]
    error: dict[str, Any] = {"code": code, "title": title, "message": title}
    return error | {"error_data": {"details": details or title}, "href": _HELP}
