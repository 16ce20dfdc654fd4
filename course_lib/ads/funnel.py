"""What one tap is worth: impression, tap, chat, reply in time, purchase, and the money at each end.

Expected profit = impressions x P(tap) x P(chat) x P(reply in time) x P(purchase) x margin
- cost of the impressions - message fees. Amounts are US dollars. The default numbers are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course_lib.capacity import checks

STEPS = ("impression", "tap", "chat opened", "reply in time", "purchase")


@dataclass(frozen=True)
class Funnel:
    """A campaign that opens chats. Each share is of those who came through the step before.

    `price`: dollars for a thousand impressions, paid to the platform. A person who waits for an
    answer gives up at a steady pace: half are gone after `patience` hours. `margin`: dollars a sale
    leaves before the ad; `fees`: dollars of messages for each chat answered, see
    `referral.follow_tap`. Raises CourseError for shares outside 0 to 1 and negative amounts.

    >>> round(Funnel(wait=0).expect()["dollars"].sum())
    720
    """

    impressions: int = 100_000
    price: float = 2.0
    tap: float = 0.01
    chat: float = 0.8
    answered: float = 1.0
    wait: float = 1.0
    patience: float = 4.0
    purchase: float = 0.2
    margin: float = 6.0
    fees: float = 0.05

    def __post_init__(self) -> None:
        checks.whole(self.impressions, "impressions", "Use at least one.")
        for name in ("tap", "chat", "answered", "purchase"):
            checks.share(getattr(self, name), f"a share for {name}")
        for name in ("price", "wait", "margin", "fees"):
            checks.not_negative(getattr(self, name), name, "Write hours and dollars from 0 up.")
        checks.positive(self.patience, "patience", "Hours after which half have given up.")

    @property
    def in_time(self) -> float:
        """Chance that a chat is answered before the customer has gone.

        >>> Funnel(wait=4, patience=4).in_time
        0.5
        """
        return self.answered * 0.5 ** (self.wait / self.patience)

    def expect(self) -> pd.DataFrame:
        """The average campaign: one row a step with people and dollars; dollars add up to profit.

        >>> Funnel(wait=0).expect()[["step", "people"]].values.tolist()[-2:]
        [['reply in time', 800.0], ['purchase', 160.0]]
        """
        return self._table(np.cumprod([self.impressions, *self._shares]))

    def simulate(self, seed: int) -> pd.DataFrame:
        """One campaign as chance has it, in the columns of `expect`.

        >>> Funnel().simulate(seed=1)["people"].is_monotonic_decreasing
        True
        """
        random, people = np.random.default_rng(seed), [self.impressions]
        for share in self._shares:
            people.append(int(random.binomial(people[-1], share)))
        return self._table(np.array(people))

    @property
    def _shares(self) -> tuple[float, ...]:
        return self.tap, self.chat, self.in_time, self.purchase

    def _table(self, people: Any) -> pd.DataFrame:
        dollars = [
            -self.price * self.impressions / 1000,  # to the platform
            0.0,
            0.0,
            -self.fees * people[3],  # to the platform
            self.margin * people[4],  # from customers
        ]
        return pd.DataFrame({"step": STEPS, "people": people, "dollars": dollars})
