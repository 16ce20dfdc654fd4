"""What one tap is worth: impression, tap, chat, reply in time, purchase, and the money at each end.

Expected profit = impressions x P(tap) x P(chat) x P(reply in time) x P(purchase) x margin
- cost of the impressions - message fees. Amounts are US dollars. The default numbers are made up.
What the messages after a tap cost is played in lesson 5's sandbox, by its clock and rate cards.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from course_lib import checks, data, facts
from course_lib.business import coach, sandbox
from course_lib.business.rules import HOUR
from course_lib.errors import require

STEPS = ("impression", "tap", "chat", "reply", "purchase")

_OFFER, _SARI = "seats", "6281200000001"
_phrase = data.phrases("ads")


@dataclass(frozen=True)
class Funnel:
    """A campaign that opens chats. Each share is of those who came through the step before.

    `price`: dollars for a thousand impressions, paid to the platform. A person who waits for an
    answer gives up at a steady pace: half are gone after `patience` hours. `margin`: dollars a sale
    leaves before the ad; `fees`: dollars of messages for each chat answered, see
    `follow_tap`. Raises CourseError for shares outside 0 to 1 and negative amounts.

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
        checks.whole(self.impressions, "ads.impressions", most=10**15)
        for name in ("tap", "chat", "answered", "purchase"):
            checks.share(getattr(self, name), "ads.funnel_share", name=name)
        for name in ("price", "wait", "margin", "fees"):
            checks.not_negative(getattr(self, name), "ads.funnel_amount", name=name)
        checks.positive(self.patience, "ads.patience")

    def expect(self) -> pd.DataFrame:
        """The average campaign: a row a step (a key), people, dollars; dollars add up to profit.

        >>> Funnel(wait=0).expect()[["step", "people"]].values.tolist()[-2:]
        [['reply', 800.0], ['purchase', 160.0]]
        """
        return self._table(np.cumprod([self.impressions, *self._shares]))

    def simulate(self, seed: int) -> pd.DataFrame:
        """One campaign as chance has it, in the columns of `expect`.

        Raises CourseError for a seed below zero.

        >>> Funnel().simulate(seed=1)["people"].is_monotonic_decreasing
        True
        """
        random, people = checks.generator(seed), [self.impressions]
        for share in self._shares:
            people.append(int(random.binomial(people[-1], share)))
        return self._table(np.array(people))

    @property
    def _shares(self) -> tuple[float, ...]:
        in_time = self.answered * 0.5 ** (self.wait / self.patience)  # before the customer has gone
        return self.tap, self.chat, in_time, self.purchase

    def _table(self, people: Any) -> pd.DataFrame:
        dollars = [
            -self.price * self.impressions / 1000,  # to the platform
            0.0,
            0.0,
            -self.fees * people[3],  # to the platform
            self.margin * people[4],  # from customers
        ]
        return pd.DataFrame({"step": STEPS, "people": people, "dollars": dollars})


def follow_tap(
    reply_after: str = "1h",
    offers: Sequence[int] = (2, 26, 50, 71, 73, 98),
    ad: bool = True,
    start: str = "2026-07-15T09:00:00Z",
) -> pd.DataFrame:
    """Sari taps an ad, Nusa Bus replies after `reply_after`, and sends a marketing template at each
    of `offers`, in whole hours after that reply. One row a message of the company.

    Columns: hour (since the reply), category, entry_open (was the free entry window open?), dollars
    and reason. With `ad=False` she writes by herself and the rest is the same. A reply within 24
    hours opens the window for 72 (fact R11); a later one opens nothing and, being free text, fails.
    Raises CourseError for hours that do not rise from 1 on.

    >>> bill = follow_tap(offers=(50, 73))
    >>> bill[["hour", "entry_open"]].values.tolist(), bill["dollars"].gt(0).tolist()
    ([[0, True], [50, True], [73, False]], [False, False, True])
    """
    require(all(one < two for one, two in pairwise((0, *offers))), "ads.hours", list(offers))
    with sandbox(start=start) as wa:
        wa.catalogue.approve(_OFFER, _phrase("chat.offer"), "MARKETING")
        sari = wa.customer(_SARI, "Sari", chat_open=True)
        sari.taps_ad() if ad else sari.says(_phrase("chat.hello"))
        wa.advance(reply_after)
        replied = wa.clock.now
        sent = [wa.send_text(sari, _phrase("chat.reply"))]
        for hour in offers:
            wa.advance(replied + hour * HOUR - wa.clock.now)
            sent.append(wa.send_template(sari, _OFFER))
        wa.advance("1m")
        rows = []
        for one in sent:
            hour, case = (one.at - replied) // HOUR, one.case
            rows.append((hour, case.category, case.entry_open, float(one.owed), one.cause))
    return pd.DataFrame(rows, columns=["hour", "category", "entry_open", "dollars", "reason"])


def referral() -> dict[str, str]:
    """Sari taps an ad of Nusa Bus on the story's later day: what it is told with her first word.

    >>> list(referral())
    ['source_type', 'headline', 'ctwa_clid']
    """
    day = facts.STORY["later"]["tap"]["day"]
    with sandbox(start=f"{day}T09:00:00Z") as wa:
        coach.start(wa)
        wa.customer(_SARI, "Sari").taps_ad()
        wa.advance("10s")
        hello = json.loads(wa.frame("webhooks")["json"].iloc[0])["messages"][0]
    return {key: hello["referral"][key] for key in ("source_type", "headline", "ctwa_clid")}


checks.guard(__name__, error=None)
