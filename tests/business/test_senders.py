"""A shop, a bank and a spammer: the same every time, and the blocks decide."""

import pandas as pd
import pytest

from course_lib import facts
from course_lib.business import senders


def test_a_month_is_the_same_again_and_another_with_another_seed():
    pd.testing.assert_frame_equal(senders.month("shop"), senders.month("shop"))
    assert not senders.month("shop").equals(senders.month("shop", seed=8))


def test_blocks_stop_the_spammer_and_nobody_else():
    ends = {kind: senders.month(kind).iloc[-1] for kind in senders.KINDS}
    assert {kind: end["offer"] for kind, end in ends.items()} == {
        "shop": "APPROVED",
        "bank": "APPROVED",
        "spammer": "DISABLED",
    }
    assert ends["bank"]["blocked"] == 0
    assert ends["spammer"]["arrived"] == 0


def test_the_bank_pays_the_list_price_for_what_arrives():
    frame = senders.month("bank")
    assert frame["owed"].sum() == pytest.approx(
        frame["arrived"].sum() * facts.fact("J13.2026.utility").value
    )
    assert frame["day"].tolist() == list(range(1, 31))


def test_a_new_number_reaches_250_people_a_day():
    assert senders.month("spammer")["arrived"].max() <= 250
