"""Three bid for one tap: where each stands on the rail, and what a bid keeps in many rounds."""

from functools import partial

import pytest
from playing import part, played, touched, worn

from course_lib.ads import auction
from course_lib.errors import CourseError
from course_lib.lesson import touch
from course_lib.scenes import lesson_08 as scene

bidding = partial(played, scene.Auction)


def keeps(card, bid):
    """What a bid keeps in all rounds, each cleared by the auction of the lesson."""
    cleared = [auction.clear([bid, rival]) for rival, _ in auction.rounds(card, bid)]
    return sum(card - float(one.prices[0]) for one in cleared if one.winners[0] == 0)


def playing(*bids):
    return bidding("sealed", f"bid {bids[0]}", "rounds", *(f"mark {bid}" for bid in bids[1:]))


def dots(model, look=""):
    return [dot for dot in part(model, "dots")["dots"] if not look or look in dot["looks"]]


def marks(model):
    return [mark["x"] for mark in part(model, "dots")["marks"]]


def test_the_sealed_price_is_that_of_the_lessons_auction():
    model, done = bidding("sealed", "bid 60"), auction.clear([60, 55, 35])
    assert [*model.hall.bids.values()] == [60, 55, 35]
    assert (model.hall.winner, model.hall.paid) == (done.winners[0], done.prices[0])


def test_what_is_no_bid_is_refused_and_changes_nothing():
    model = bidding("sealed")
    with pytest.raises(CourseError):
        model.act("bid", "101")
    assert not model.hall.bids


@pytest.mark.parametrize("card", [55, 65, 75])
def test_no_bid_keeps_as_much_as_the_card_that_can_be_drawn(card):
    assert {auction.Hall.drawn(seed).cards[0] for seed in range(60)} == {55, 65, 75}
    all_kept = {bid: keeps(card, bid) for bid in scene.BIDS}
    assert max(all_kept, key=all_kept.get) == card
    assert sorted(all_kept.values())[-2] < all_kept[card]
    assert all_kept[card - 25] < 0.9 * all_kept[card]


@pytest.mark.parametrize("bid", [0, 20, 40, 51, 65, 80, 100])
def test_a_round_ends_as_the_bid_the_card_and_the_rival_say(bid):
    for rival, end in auction.rounds(65, bid):
        won = int(auction.clear([bid, rival]).winners[0]) == 0
        ends = ("lost", "won")[rival <= 65] if won else ("dear", "missed")[rival < 65]
        assert end == ends


@pytest.mark.parametrize("bid", scene.BIDS)
def test_each_bid_that_was_tried_has_a_column_of_what_it_keeps(bid):
    model = playing(40, bid)
    stops = {stop["value"]: stop for stop in touched(model)}
    assert stops[bid]["below"] == keeps(65, bid)
    assert part(model, "figure")["text"] == f"Bid {bid}: 30 rounds keep {keeps(65, bid):.0f} cents"
    assert [at for at, stop in stops.items() if stop["below"] != ""] == sorted({40, bid})
    gold = [at for at, stop in stops.items() if stop["look"]]
    assert gold == [65] * (bid == 65), "only the card itself, and only when it was tried"
    assert ("touch-true" in touch.drawn(model.parts)) == (bid == 65)


def test_thirty_tokens_refill_when_the_bid_moves_and_stay_at_their_prices():
    model = playing(40)
    before = [dot["x"] for dot in dots(model, "token")]
    assert (len(before), before) == (30, sorted(before))
    assert [len(dots(model, look)) for look in scene.SIGNS] == [5, 10, 0, 15]
    assert {dot["sign"][0] for dot in dots(model, "missed")} == {"\u2717"}
    model.act("mark", "80")
    found = dots(model, "token")
    assert [dot["x"] for dot in found] == before
    assert [len(dots(model, look)) for look in scene.SIGNS] == [17, 0, 9, 4]
    for text in ("17 won: +287", "9 lost: \u221267", "4 too dear"):
        assert text in part(model, "dots")["label"]
    for one, other in ((a, b) for a in found for b in found if a is not b and a["y"] == b["y"]):
        assert abs(one["x"] - other["x"]) > 3.5, "no two lie on each other"


@pytest.mark.parametrize(
    ("bid", "end", "told"),
    [
        (40, "missed", "football shop pays 40 cents, the second bid"),
        (50, "missed", "football shop pays 50 cents, the second bid"),
        (55, "won", "Nusa Bus (you) pays 55 cents, the second bid"),
        (100, "won", "Nusa Bus (you) pays 55 cents, the second bid"),
    ],
)
def test_the_round_that_was_played_has_a_token_and_the_winner_pays_the_second_bid(bid, end, told):
    model = bidding("sealed", f"bid {bid}")
    (token,) = dots(model, "token")
    assert end in token["looks"]
    assert token["sign"].endswith("10"), "65 for 55"
    assert part(model, "figure")["text"] == told
    assert len([dot for dot in dots(model) if "\u265b" in dot.get("text", "")]) == 1
    assert all(stop["off"] for stop in touched(model))
    assert marks(model) == [scene._along(65), scene._along(bid)]
    at = [dot["x"] + 1.6 for dot in dots(model)[:3]]
    assert at == pytest.approx([scene._along(min(n, 95)) for n in (bid, 55, 35)])


def test_a_bid_is_seen_on_the_rail_and_in_the_field_before_it_is_sealed():
    model = bidding("sealed", "mark 55")
    assert part(model, "form")["value"] == "55"
    assert worn(touched(model), "guess") == [11]


@pytest.mark.parametrize("acts", [(), ("raise",), ("people", "sealed"), ("people",)])
def test_no_price_of_the_rail_is_touched_while_it_rises_or_three_bid_in_secret(acts):
    assert all(stop["off"] for stop in touched(bidding(*acts)))


def test_three_people_hide_their_cards_and_write_one_after_the_other():
    model = bidding("people")
    assert "card 65" not in touch.drawn(model.parts)
    assert marks(model) == [], "the line would tell the card"
    assert {stop["below"] for stop in touched(model)} == {""}
    model.act("peek", "1")
    assert f"card {model.hall.cards[1]}" in touch.drawn(model.parts)
    model.act("sealed")
    for bid in ("30", "55"):
        model.act("bid", bid)
        assert model.hall.winner is None
        assert 'type="password"' in touch.drawn(model.parts)


def test_a_card_is_no_secret_from_its_owner_but_rivals_are():
    html = touch.drawn(bidding().parts)
    assert html.count(": secret card</span>") == 2
    assert [text in html for text in ("card 65", "card 75", "card 55")] == [True, False, False]


def test_a_bidder_stands_below_the_price_and_never_leaves_the_picture():
    model = bidding("raise", "raise")
    assert {dot["x"] + 1.6 for dot in dots(model)} == {scene._along(20)}
    assert marks(model) == [scene._along(65)]
    model = bidding("people", *["raise"] * 16, "out 0", "out 1")
    assert model.hall.price > 100
    assert max(dot["x"] for dot in dots(model)) < 100
