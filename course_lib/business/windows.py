"""Two clocks: one for what a company may say, one for what it pays.

The customer service window (24 hours from the customer's last message) decides whether words of
your own may be sent. The free entry point (72 hours, opened by answering somebody who came from an
ad) decides only about price. Facts R10 and R11.
"""

from __future__ import annotations

from typing import NamedTuple

from course_lib import words
from course_lib.business.clock import HOUR

SERVICE_WINDOW = 24 * HOUR
ANSWER_WITHIN = 24 * HOUR


class Window(NamedTuple):
    """Whether a window is open, until when (seconds since 1970; None if it never was), and why."""

    open: bool
    until: int | None
    reason: str


def is_open(last_word: int | None, now: int) -> bool:
    """May the company speak freely? Yes for 24 hours after the customer's last message.

    >>> is_open(0, 24 * 3600), is_open(0, 24 * 3600 + 1), is_open(None, 0)
    (True, False, False)
    """
    return last_word is not None and now - last_word <= SERVICE_WINDOW


def service(last_word: int | None, now: int) -> Window:
    """The window to speak, with the reason in words.

    >>> service(0, 24 * 3600).open, service(0, 24 * 3600 + 1).reason
    (True, 'window closed: the customer last wrote 24.0 h ago')
    """
    if last_word is None:
        return Window(False, None, "window closed: the customer has never written")
    until, ago = last_word + SERVICE_WINDOW, words.number((now - last_word) / HOUR, 1)
    if is_open(last_word, now):
        return Window(True, until, f"window open: the customer wrote {ago} h ago")
    return Window(False, until, f"window closed: the customer last wrote {ago} h ago")


def may_open_entry(came_from_ad: int | None, now: int) -> bool:
    """Is an answer now in time (24 hours from the tap on the ad) to open the free entry point?

    >>> may_open_entry(0, 3600), may_open_entry(0, 25 * 3600), may_open_entry(None, 0)
    (True, False, False)
    """
    return came_from_ad is not None and now - came_from_ad <= ANSWER_WITHIN


def entry(answered: int | None, now: int, hours: int = 72) -> Window:
    """The window to pay nothing: `hours` (72 since June 2023, fact R3) from the business's answer.

    It does not open the window to speak: at hour 50 a template is free and a free text still fails.

    >>> entry(0, 71 * 3600).open, entry(0, 72 * 3600).open, entry(None, 5).open
    (True, False, False)
    """
    if answered is None:
        return Window(False, None, "no free entry point: nobody answered a tap on an ad in time")
    until = answered + hours * HOUR
    return Window(now < until, until, f"free entry point: {hours} h from the answer to the ad")
