"""A year of one's own, one step of the sale, scores by role: small calls of lesson 9."""

import pytest

from course_lib.economics import charts, hearing, ledger, platform


@pytest.mark.parametrize("what", ledger.earns().index)
def test_a_step_sums_to_zero(what):
    step = ledger.step(what)
    assert list(step) == [*ledger.PARTIES, "outside"]
    assert sum(step.values()) == pytest.approx(0, abs=1e-12)


def test_a_year_of_nothing_costs_meta_its_carrying():
    carried = ledger.own_year(0, 0)
    assert carried.low < carried.mid < carried.high < 0
    assert carried.mid == pytest.approx(-ledger.carrying())


def test_a_year_like_saris_has_the_ends_of_her_taps():
    taps = ledger.own_year(0, 4)
    none = ledger.own_year(0, 0)
    assert taps.mid - none.mid == pytest.approx(ledger.taps().mid)
    assert taps.high - none.high == pytest.approx(ledger.taps().high)
    assert taps.low == none.low, "nobody is known to pay for taps"


def test_a_chat_costs_what_the_sale_cost():
    assert ledger.own_year(10, 0).mid - ledger.own_year(0, 0).mid == pytest.approx(
        10 * ledger.sale().mid
    )


def test_it_is_said_as_a_range():
    said = charts.said_own(ledger.own_year(6, 4))
    assert "between -$" in said
    assert "estimate" in said


def test_scores_are_those_of_the_scorecards():
    setting = platform.Setting(ads=4, chat_price=0.02)
    scores = hearing.scores(setting)
    card = hearing.scorecards(platform.sweep(setting).iloc[0])
    assert list(scores.values()) == pytest.approx(card["score"].tolist(), abs=0.005)
    assert len(scores) == len(card)


def test_the_tables_to_read_hide_nobody_they_were_asked_for():
    assert charts.seen("Sari", "platform").columns.tolist() == ["step", "Sari", "platform"]
    assert charts.earned("platform")["platform"].max() == ledger.tap()
    assert "Sari buys seat 12A" in charts.earned("Sari")["step"].tolist()


def test_the_year_is_drawn_and_said():
    year = ledger.user_year(seed=5)
    chart = charts.draw_year(year).to_dict()
    assert len(next(iter(chart["datasets"].values()))) == 4
    assert "$1.71" in charts.said_year(year)
    assert "$22.08" in charts.said_year(year)
