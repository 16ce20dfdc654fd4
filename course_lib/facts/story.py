"""What happens to Sari, once for all lessons: choices of ours, in `data/story.toml`.

It holds no price and no sum: what a message costs comes from the rate cards and the rules, what a
tap costs from the auction (`economics.ledger.tap`), dollars and rupiah from fact J17.
"""

from __future__ import annotations

from typing import Any

from course_lib import data, facts

STORY: dict[str, Any] = data.toml("facts", "story")


def weighed() -> dict[str, float]:
    """The bids for her tap in dollars, each weighed by its chance beside the company's chance.

    So a bid twice as likely to be tapped counts twice: the highest wins and pays the second.

    >>> weighed()
    {'football shop': 0.15, 'Nusa Bus': 0.4, 'warung': 0.24}
    """
    (own,) = (bid["rate"] for bid in STORY["bid"] if bid["ad"] == STORY["company"])
    return {bid["ad"]: round(bid["cents"] * bid["rate"] / own / 100, 6) for bid in STORY["bid"]}


def answer(came_by: str) -> float:
    """Dollars for answering her on the day of the sale: nothing after an ad (fact R11).

    >>> answer("ad"), answer("herself")
    (0.0, 0.019)
    """
    return 0.0 if came_by == "ad" else facts.value("J13.2024.service")
