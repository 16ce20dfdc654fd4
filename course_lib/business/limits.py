"""How fast, how often, to how many: the platform's brakes, and the quality that moves them.

Throughput, pair rate and messaging limit follow the published rules; what makes quality fall is
secret at Meta, so ours is a short rule anyone can read: complaints in 30 days.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from course_lib.business.clock import DAY, HOUR, Clock
from course_lib.business.refusals import Refusal

PAIR_EVERY, PAIR_BURST = 6, 45
LEVELS = (250, 2_000, 10_000, 100_000, None)
LEVEL_NAMES = ("TIER_250", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
YELLOW, RED = 10, 30  # complaints in 30 days (ours)
GOOD_DELIVERIES = 2_000  # in 30 days: from 250 to 2,000 people


class Limits:
    """The brakes of one business number.

    >>> limits = Limits(Clock("2026-07-15"), 80, lambda event, level: None)
    >>> [limits.reach(str(user)) for user in range(251)].count(True)
    250
    """

    def __init__(self, clock: Clock, throughput: int, announce: Callable[[str, int], None]) -> None:
        self.clock, self.throughput, self.announce = clock, throughput, announce
        self.level = 0
        self.flagged = False
        self._second, self._in_second = -1, 0
        self._pair: dict[str, int] = {}
        self._reached: dict[str, int] = {}
        self._used_week: deque[int] = deque()
        self._complaints: deque[int] = deque()
        self._good: deque[int] = deque()
        self._reviewed = clock.now

    def admit(self, to: str) -> None:
        """Count one message out. Raises Refusal 131056 (one person) or 130429 (all), uncounted."""
        now = self.clock.now
        owed = self._pair.get(to, 0)
        owed = owed if owed > now else now
        if owed - now > (PAIR_BURST - 1) * PAIR_EVERY:
            raise Refusal(
                131056,
                details="Message failed to send because there were too many messages sent from "
                "this phone number to the same phone number in a short period of time",
                hint="One message in 6 seconds to one person, 45 borrowed at most.",
            )
        if now != self._second:
            self._second, self._in_second = now, 0
        if self._in_second >= self.throughput:
            raise Refusal(
                130429,
                details="Message failed to send because there were too many messages sent from "
                "this phone number in a short period of time",
                hint=f"{self.throughput} messages a second at most: let a second pass.",
            )
        self._in_second += 1
        self._pair[to] = owed + PAIR_EVERY

    def reach(self, to: str) -> bool:
        """May this person be written to outside the window? Counts people in a moving 24 hours."""
        now, most = self.clock.now, LEVELS[self.level]
        self._review()
        reached = self._reached
        while reached and now - next(iter(reached.values())) > DAY:
            del reached[next(iter(reached))]
        if to in reached:
            return True
        if most is not None and len(reached) >= most:
            return False
        reached[to] = now
        self._used_week.append(now)
        return True

    def delivered(self) -> None:
        """Count a delivery: 2,000 good ones in 30 days lift a new number off the lowest level."""
        if self.level == 0:
            self._good.append(self.clock.now)
            self._forget(self._good, 30 * DAY)
            if len(self._good) >= GOOD_DELIVERIES and self.quality == "GREEN":
                self._move(1)

    def complaint(self) -> None:
        """Count a block or report; a number that turns RED is flagged, and a week later lowered."""
        self._complaints.append(self.clock.now)
        if self.quality == "RED" and not self.flagged:
            self.flagged = True
            self.announce("FLAGGED", self.level)
            self.clock.after(7 * DAY, self._judge_flag)

    @property
    def quality(self) -> str:
        """GREEN, YELLOW or RED, from the complaints of 30 days."""
        self._forget(self._complaints, 30 * DAY)
        n = len(self._complaints)
        return "RED" if n >= RED else "YELLOW" if n >= YELLOW else "GREEN"

    def public(self) -> dict[str, Any]:
        """Quality, throughput and messaging limit as the number object shows them."""
        return {
            "quality_rating": self.quality,
            "messaging_limit_tier": LEVEL_NAMES[self.level],
            "throughput": {"level": "HIGH" if self.throughput > 80 else "STANDARD"},
        }

    def _judge_flag(self) -> None:
        self.flagged = False
        if self.quality == "RED":
            self._move(max(0, self.level - 1))
        else:
            self.announce("UNFLAGGED", self.level)

    def _review(self) -> None:
        """Every 6 hours: good quality and half the limit used in 7 days lift it one level."""
        if self.clock.now - self._reviewed < 6 * HOUR:
            return
        self._reviewed = self.clock.now
        self._forget(self._used_week, 7 * DAY)
        most = LEVELS[self.level]
        ready = self.level > 0 and self.quality == "GREEN" and not self.flagged
        if ready and most is not None and len(self._used_week) >= most // 2:
            self._move(self.level + 1)

    def _move(self, level: int) -> None:
        event = "UPGRADE" if level > self.level else "DOWNGRADE"
        self.level = level
        self.announce(event, level)

    def _forget(self, times: deque[int], age: int) -> None:
        while times and self.clock.now - times[0] > age:
            times.popleft()
