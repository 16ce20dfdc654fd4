"""What lesson 8 calls right agrees with its own notebook and with the models it uses."""

import pytest

from course_lib.ads import attribution, auction, targeting
from course_lib.economics import ledger
from course_lib.exercises import lesson_08 as ex


def test_the_price_rule_is_that_of_the_auction():
    for bids, reserve in (([60, 40, 15], 20), ([60, 40, 15], 50), ([30, 10], 30), ([9, 9, 9], 4)):
        done = auction.clear(bids, reserve=reserve)
        assert ex.price.answer(bids, reserve) == done.prices[0]
    assert ex.price.answer([60, 40], 70) == auction.clear([60, 40], reserve=70).prices[0] == 0


def test_a_tap_is_worth_what_the_steps_leave():
    assert pytest.approx(ex.worth.answer) == 0.8 * 0.75 * 0.2 * 600


def test_what_was_caused_is_the_holdouts_share_of_the_sales_after_a_tap():
    """Of all sales to people who saw the ad it is one in nine; a tap is paid, so divide by taps."""
    by = attribution.credited(attribution.simulate(people=400_000, seed=1)).set_index("method")
    taps = by.loc["last_click", "sales"]
    assert round(100 * by.loc["holdout", "sales"] / taps) == 23
    assert round(1 / by.loc["holdout", "share"]) == 9
    assert ex.caused.answer == pytest.approx(0.23 * ex.worth.answer)


@pytest.mark.parametrize("answer", [16, 16.3, 16.56, 17])
def test_about_is_taken_at_its_word(answer):
    assert ex.caused.judge(answer).ok


@pytest.mark.parametrize("answer", [8, 8.17, 7.9])
def test_a_share_of_all_sales_is_told_apart(answer):
    verdict = ex.caused.judge(answer)
    assert not verdict.ok
    assert "one in nine of *all* sales" in verdict.message


def test_numbers_in_the_prose_are_those_of_the_models(cells):
    people = attribution.simulate(people=400_000, seed=1)
    seen, held = (
        round(100 * two(people).lift().mid) for two in (attribution.naive, attribution.holdout)
    )
    assert f"{seen} percent" in cells["title"]
    assert f"{seen} percent became {held}" in cells["key-points"]
    price = 100 * ledger.tap()
    for told in ("tap-text", "scores-read", "credit-read", "key-points"):
        assert f"{price:g}" in cells[told]
    assert f"worth {ex.worth.answer} cents" in cells["key-points"]


def test_four_bidders_are_the_first_to_bring_the_platform_more():
    """By the closed form, and as the explorer shows it, in whole cents."""
    exact = {n: 1 - (1 + n) / 2**n for n in range(2, 9)}
    shown = {
        n: round(100 * targeting.thin_market(n, people=20_000)["platform"].iloc[1]) for n in exact
    }
    assert min(n for n, dollars in exact.items() if dollars > 0.5) == ex.bidders.answer
    assert min(n for n, cents in shown.items() if cents > 50) == ex.bidders.answer


def test_the_search_of_the_notebook_finds_its_number(cells):
    made = {"targeting": targeting}
    exec(cells["find"] + "\n" + cells["undo"].split("\n")[0], made)
    assert eval(cells["undo"].split("\n")[1], made) == ex.find.wrongs[1].answer
    exec(cells["check-find"].split("\n")[0], made)
    assert made["find"](made["secret"], "+62 000 5550 ") == ex.find.answer
    assert ex.find.judge(made["find"](made["secret"], "+62 000 5550")).ok
    assert made["find"](made["secret"], "+62 000 4713 ") is None
    found = eval(cells["undo-million"], made)
    assert targeting.fingerprint("+" + found.number) == made["digest"]
    assert 100_000 < found.tries < 1_000_000


def test_the_loop_of_the_notebook_is_the_second_price(cells):
    made = {}
    exec(cells["winner"] + "\n" + cells["bids"].split("\n")[0], made)
    assert made["winner"](made["bids"]) == ("Nusa Bus", 24)
    for bids in ([60, 40, 16], [16, 40, 60], [40, 40, 5], [9, 70, 30, 70]):
        done = auction.clear(bids)
        named = {str(place): bid for place, bid in enumerate(bids)}
        assert made["winner"](named) == (str(done.winners[0]), done.prices[0])


def test_the_lift_of_the_notebook_is_the_models(cells):
    made = {"attribution": attribution}
    exec(cells["lift"], made)
    people = attribution.simulate(people=50_000, seed=1)
    for two in (attribution.naive(people), attribution.holdout(people)):
        assert made["lift"](two) == pytest.approx(100 * two.lift().mid)
