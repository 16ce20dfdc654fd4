"""The platform's way to say no: one table of codes, one shape of body.

Code, title and HTTP status as in the platform's error reference; `data/errors.csv` holds them.
The words that help a student never enter the body: they travel in a header and the journal.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any, NamedTuple

_HELP = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


class _Row(NamedTuple):
    http: int
    type: str
    title: str


def _table() -> dict[int, _Row]:
    text = files("course_lib.business").joinpath("data/errors.csv").read_text("utf-8")
    return {
        int(row["code"]): _Row(int(row["http"]), row["type"], row["title"])
        for row in csv.DictReader(text.splitlines())
    }


TABLE = _table()
RATE_LIMITS = frozenset({4, 80007, 130429, 131056})


class Refusal(Exception):  # noqa: N818 (the platform refuses; nothing is broken)
    """A request that the platform answers with an error. Nothing was sent and nothing changed.

    `details` goes into `error_data`, `message` replaces the usual "(#code) title", `hint` is ours.

    >>> no = Refusal(131030, details="Recipient phone number not in allowed list")
    >>> no.http, no.body("A1")["error"]["message"]
    (400, '(#131030) Recipient phone number not in allowed list')
    """

    def __init__(
        self,
        code: int,
        *,
        details: str | None = None,
        message: str | None = None,
        subcode: int | None = None,
        user: tuple[str, str] | None = None,
        hint: str = "",
    ) -> None:
        row = TABLE[code]
        self.code, self.details, self.subcode, self.user = code, details, subcode, user
        self.http = row.http
        self.message = message or (row.title if code in (104, 190) else f"(#{code}) {row.title}")
        self.type = "GraphMethodException" if (code, subcode) == (100, 33) else row.type
        self.hint = hint
        super().__init__(f"{self.message} {details or ''} {hint}".strip())

    def body(self, trace: str) -> dict[str, Any]:
        """The JSON the platform answers with; `trace` is its `fbtrace_id`."""
        error: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        if self.user:
            error |= {"is_transient": False}
            error |= {"error_user_title": self.user[0], "error_user_msg": self.user[1]}
        return {"error": error | {"fbtrace_id": trace}}


def parameter(message: str, hint: str = "") -> Refusal:
    """Code 100, the platform's answer to a malformed parameter (it has no `error_data`).

    >>> parameter("The parameter to is required.").message
    '(#100) The parameter to is required.'
    """
    return Refusal(100, message=f"(#100) {message}", hint=hint)


def invalid(details: str, hint: str = "") -> Refusal:
    """Code 131009: a value outside its limits.

    >>> invalid("Row title is too long. Max length is 24").code
    131009
    """
    return Refusal(131009, details=details, hint=hint)


def unknown_object(identifier: str, hint: str = "") -> Refusal:
    """Code 100, subcode 33: no such thing, or not allowed to see it.

    >>> unknown_object("42").type
    'GraphMethodException'
    """
    return Refusal(
        100,
        subcode=33,
        message=f"Unsupported post request. Object with ID '{identifier}' does not exist, cannot "
        "be loaded due to missing permissions, or does not support this operation. Please read "
        "the Graph API documentation at https://developers.facebook.com/docs/graph-api",
        hint=hint,
    )


def not_simulated(what: str) -> Refusal:
    """The platform's "no such object" for what this sandbox leaves out on purpose.

    >>> not_simulated("calls").hint
    'calls: not simulated here; the fidelity register lists what is.'
    """
    return unknown_object(what, f"{what}: not simulated here; the fidelity register lists what is.")


def notice(code: int, details: str = "") -> dict[str, Any]:
    """The same error as it appears in a webhook: title repeated as message, with a link.

    >>> notice(131026)["title"]
    'Message undeliverable'
    """
    title = TABLE[code].title
    error: dict[str, Any] = {"code": code, "title": title, "message": title}
    return error | {"error_data": {"details": details or title}, "href": _HELP}
