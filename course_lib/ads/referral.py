"""A tap on an ad in lesson 5's sandbox: the referral, the free entry window, and the bill after it.

The prices are the sandbox's own (`business.bill`), by its clock and its rate cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from course_lib.business import journal, sandbox
from course_lib.business.clock import HOUR
from course_lib.errors import CourseError

_OFFER = "seats"


def follow_tap(
    reply_after: str = "1h",
    offers: Sequence[int] = (2, 26, 50, 71, 73, 98),
    ad: bool = True,
    start: str = "2026-07-15T09:00:00Z",
    number: str = "6281200000001",
) -> pd.DataFrame:
    """Sari taps an ad, Nusa Bus replies after `reply_after`, and sends a marketing template at each
    of `offers`, in whole hours after that reply. One row a message of the company.

    Columns: hour (since the reply), category, entry_open (was the free entry window open?), dollars
    and reason. With `ad=False` she writes by herself and the rest is the same. A reply within 24
    hours opens the window for 72 (fact R11); a later one opens nothing and, being free text, fails.
    The sandbox's daily cap on marketing is lifted, so that only prices speak. Raises CourseError
    for hours that do not rise from 1 on.

    >>> bill = follow_tap(offers=(50, 73))
    >>> bill[["hour", "entry_open"]].values.tolist(), bill["dollars"].gt(0).tolist()
    ([[0, True], [50, True], [73, False]], [False, False, True])
    """
    if any(later <= sooner for sooner, later in pairwise((0, *offers))):
        raise CourseError(
            expected="hours after the reply that rise, from 1 on",
            got=str(list(offers)),
            do="Write for example offers=(2, 50, 73).",
        )
    with sandbox(start=start, marketing_cap=len(offers) + 1) as wa:
        wa.catalogue.approve(_OFFER, "Seats to Jakarta from 3 dollars.", "MARKETING")
        sari = wa.customer(number, "Sari", chat_open=True)
        sari.taps_ad() if ad else sari.says("Hello")
        wa.advance(reply_after)
        replied = wa.clock.now
        sent = [wa.send_text(sari, "A seat at noon?")]
        for hour in offers:
            wa.at(replied + hour * HOUR)
            sent.append(wa.send_template(sari, _OFFER))
        wa.advance("1m")
        rows = [
            (
                (one.at - replied) // HOUR,
                one.case.category,
                one.case.entry_open,
                float(journal.owed(one)),
                journal.cause(one),
            )
            for one in sent
        ]
    return pd.DataFrame(rows, columns=["hour", "category", "entry_open", "dollars", "reason"])
