"""One request on its way through the platform: what came in, and small ways to look at it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.business.refusals import Refusal, parameter, unknown_object

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator


@dataclass
class Call:
    """Method, path, JSON body, query and uploaded files of a request.

    Handlers may set `mime` (of a file they return) and `challenge` (an address to be confirmed).
    """

    world: Emulator
    method: str
    path: str
    body: Any
    query: dict[str, str]
    files: dict[str, tuple[str, bytes]]
    base: str
    node: str = ""
    mime: str = "application/octet-stream"
    challenge: tuple[str, str] | None = None

    def kind(self, node: str) -> str:
        """What the first part of a path names: phone, waba, media, ... or "?"."""
        world, settings = self.world, self.world.settings
        if node == settings.phone_id:
            return "phone"
        fixed = {settings.waba_id: "waba", settings.app_id: "app", "oauth": "oauth"}
        fixed["whatsapp_business"] = "download"
        shelves: dict[str, Container[str]] = {
            "media": world.media,
            "template": world.catalogue.shelf,
            "flow": world.flows,
        }
        held = (kind for kind, shelf in shelves.items() if node in shelf)
        return fixed.get(node) or next(held, "?")

    def unknown(self, node: str) -> Refusal:
        """No such object."""
        mine = self.world.settings
        return unknown_object(
            node, f"Known here: phone id {mine.phone_id}, account id {mine.waba_id}."
        )

    def fields(self) -> dict[str, Any]:
        """The JSON body, with what the query adds. Raises Refusal if the body is no object."""
        if self.body is None:
            return dict(self.query)
        if not isinstance(self.body, dict):
            raise parameter("The request body must be a JSON object.")
        return {**self.query, **self.body}

    def text(self, name: str) -> str:
        """A required text of the body. Raises Refusal 100 without it."""
        value = self.fields().get(name)
        if not isinstance(value, str) or not value:
            raise parameter(f"The parameter {name} is required.")
        return value

    def only(self, shown: dict[str, Any]) -> dict[str, Any]:
        """The fields the query asks for (all without `fields`), always with the id."""
        asked = self.query.get("fields")
        if not asked:
            return shown
        wanted = {name.split("{")[0].split(".")[0].strip() for name in asked.split(",")} | {"id"}
        return {key: value for key, value in shown.items() if key in wanted}
