"""A shop that takes things back in the chat, and the notice that comes when the window is closed.

Order, reason, label: four free answers. The refund arrives 26 hours later, and by then only an
approved template gets through; free words are accepted and fail.
"""

from __future__ import annotations

from typing import Any

from course_lib import data
from course_lib.business import bot
from course_lib.business.emulator import Emulator

_TEXTS = data.toml("business", "returns")
ORDERS: dict[str, str] = _TEXTS["orders"]
REASONS: dict[str, str] = _TEXTS["reasons"]
NOTICE = "refund_sent"
_SAYS = _TEXTS["says"]


class Returns(bot.Bot):
    """The bot. `opened` maps a person to the order they are sending back."""

    def heard(self, sender: str, kind: str, content: Any, at: int) -> None:
        """One step of the conversation."""
        del at  # this shop has no calendar
        opened = self.__dict__.setdefault("opened", {})
        if kind == "tap" and content in ORDERS:
            opened[sender] = content
            self.buttons(sender, _SAYS["why"], REASONS)
        elif kind == "tap":
            label = _SAYS["label"].format(order=opened[sender], reason=REASONS[content])
            self.document(sender, f"label-{opened[sender]}.txt", label)
        elif "thank" in content.lower():
            self.text(sender, _SAYS["welcome"])
        else:
            self.choices(sender, _SAYS["which"], "Orders", ORDERS)

    def refund(self, to: str, *, template: bool = True) -> str:
        """Tell that the money is on its way, by template or in free words. Returns the id."""
        if not template:
            return self.text(to, _SAYS["refund"])
        return self.send(to, "template", {"name": NOTICE, "language": {"code": "en_US"}})


def start(wa: Emulator) -> Returns:
    """The shop opens beside the sandbox `wa`, with its notice already approved.

    >>> from course_lib.business import sandbox
    >>> with sandbox() as wa:
    ...     shop, asha = start(wa), wa.customer("919800000001", "Asha")
    ...     _ = asha.says("return")
    ...     wa.advance("26h")
    ...     late, notice = shop.refund("919800000001", template=False), shop.refund("919800000001")
    >>> wa.message(late).error, wa.message(notice).error
    (131047, 0)
    """
    wa.catalogue.approve(NOTICE, _SAYS["refund"])
    return bot.plug(Returns, wa)
