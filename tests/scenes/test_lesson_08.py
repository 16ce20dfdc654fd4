"""Three bid for one tap: who leaves, who wins and pays, what a bid keeps in many rounds."""

from functools import partial

import pytest
from playing import kept, part, played, steps

from course_lib.ads import auction
from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_08 as scene

bidding = partial(played, scene.Auction)


def test_rivals_leave_when_the_price_passes_their_card():
    model = bidding(*["raise"] * 6)
    assert model.hall.cards == [65, 55, 75]
    assert model.hall.out == {1: 60}
    assert model.hall.winner is None


def test_leaving_in_time_costs_nothing_and_the_last_one_pays():
    model = bidding(*["raise"] * 6, "out 0")
    assert model.hall.winner == 2
    assert model.hall.score(0) == 0
    assert "warung" in model.said
    assert "for 60 cents" in model.said


def test_leaving_at_once_lets_the_rivals_finish():
    model = bidding("out 0")
    assert (model.hall.winner, model.hall.price) == (2, 60)


def test_staying_too_long_wins_and_loses():
    model = bidding(*["raise"] * 9)
    assert (model.hall.winner, model.hall.price) == (0, 80)
    assert model.hall.score(0) == -15
    assert "the score is -15" in model.said


def test_the_sealed_price_is_the_second_bid_of_the_lessons_auction():
    model = bidding("sealed", "bid 60")
    assert model.hall.bids == {0: 60, 1: 55, 2: 35}
    done = auction.clear([60, 55, 35])
    assert (model.hall.winner, model.hall.paid) == (done.winners[0], done.prices[0])
    assert model.hall.score(0) == 65 - 55


def test_the_first_sealed_bid_is_the_guess():
    bidding("sealed", "bid 51", "again", "sealed", "bid 10")
    assert kept("sealed_bid") == (78, "100 percent")


@pytest.mark.parametrize("value", ["", "much", "-1", "101", "1e9"])
def test_what_is_no_bid_is_refused_and_changes_nothing(value):
    model = bidding("sealed")
    with pytest.raises(CourseError):
        model.act("bid", value)
    assert not model.hall.bids
    assert not store.load()["predictions"]


def keeps(card, bid):
    """What a bid keeps in all rounds, each cleared by the auction of the lesson."""
    cleared = [auction.clear([bid, rival]) for rival, _ in auction.rounds(card, bid)]
    return sum(card - float(one.prices[0]) for one in cleared if one.winners[0] == 0)


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
        if won:
            assert end == ("won" if rival <= 65 else "lost")
        else:
            assert end == ("missed" if rival < 65 else "dear")


def test_equal_bids_are_the_students_and_a_tap_at_the_card_is_not_missed():
    assert [auction.end(65, bid, rival) for bid, rival in ((55, 55), (60, 65), (70, 70))] == [
        "won",
        "dear",
        "lost",
    ]


def playing(*bids):
    return bidding("sealed", f"bid {bids[0]}", "rounds", *(f"mark {bid}" for bid in bids[1:]))


def stops(model):
    return {stop["value"]: stop for stop in steps(model)}


def tokens(model, look):
    return [dot for dot in part(model, "dots")["dots"] if look in dot["looks"]]


@pytest.mark.parametrize("bid", scene.BIDS)
def test_each_bid_that_was_tried_has_a_column_of_what_it_keeps(bid):
    model = playing(40, bid)
    assert stops(model)[bid]["below"] == keeps(65, bid)
    assert part(model, "figure")["text"] == f"Bid {bid}: 30 rounds keep {keeps(65, bid):.0f} cents"
    tried = [at for at, stop in stops(model).items() if isinstance(stop["below"], int)]
    assert tried == sorted({40, bid})


def test_thirty_tokens_refill_when_the_bid_moves_and_stay_at_their_prices():
    model = playing(40)
    before = [dot["x"] for dot in tokens(model, "token")]
    assert (len(before), before) == (30, sorted(before))
    assert [len(tokens(model, look)) for look in scene.SIGNS] == [5, 10, 0, 15]
    assert {dot["sign"][0] for dot in tokens(model, "missed")} == {"\u2717"}
    model.act("mark", "80")
    assert [dot["x"] for dot in tokens(model, "token")] == before
    assert [len(tokens(model, look)) for look in scene.SIGNS] == [17, 0, 9, 4]
    for text in ("17 won: +287", "9 lost: \u221267", "4 too dear"):
        assert text in part(model, "dots")["label"]


def test_no_two_tokens_lie_on_each_other():
    found = tokens(playing(40), "token")
    for one, other in ((a, b) for a in found for b in found if a is not b and a["y"] == b["y"]):
        assert abs(one["x"] - other["x"]) > 3.5


def test_only_the_card_itself_is_gold_and_only_when_it_was_tried():
    model = playing(40, 60, 70)
    assert "touch-true" not in touch.drawn(model.parts)
    model.act("mark", "65")
    assert [at for at, stop in stops(model).items() if stop["look"]] == [65]
    assert "No bid keeps more than the card itself" in model.said


@pytest.mark.parametrize(
    ("bid", "end"), [(40, "missed"), (50, "missed"), (55, "won"), (65, "won"), (100, "won")]
)
def test_the_round_that_was_played_has_a_token_too(bid, end):
    model = bidding("sealed", f"bid {bid}")
    (token,) = tokens(model, "token")
    assert end in token["looks"]
    assert token["sign"].endswith("10"), "65 for 55"


def test_a_bid_is_put_on_the_rail_and_moved_until_it_is_sealed():
    model = bidding("sealed")
    assert model.act("mark", "40") is False
    assert model.act("mark", "40 55") is False, "dragged from 40 to 55"
    (field,) = [part for part in model.parts if part["kind"] == "form"]
    assert field["value"] == "55"
    assert [at for at, stop in stops(model).items() if stop["looks"] == ["guess"]] == [55]
    assert not store.load()["predictions"], "not before it is sealed"
    model.act("bid", "55")
    assert all(stop["off"] for stop in stops(model).values())


@pytest.mark.parametrize("acts", [(), ("raise",), ("people", "sealed"), ("people",)])
def test_no_price_of_the_rail_is_touched_while_it_rises_or_three_bid_in_secret(acts):
    assert all(stop["off"] for stop in stops(bidding(*acts)).values())


def test_three_people_hide_their_cards_and_write_one_after_the_other():
    model = bidding("people")
    assert "card 65" not in touch.drawn(model.parts)
    assert "edge" not in str(part(model, "dots")["marks"]), "the line would tell the card"
    assert {stop["below"] for stop in stops(model).values()} == {""}
    model.act("peek", "1")
    assert f"card {model.hall.cards[1]}" in touch.drawn(model.parts)
    model.act("sealed", "")
    for bid in ("30", "55"):
        model.act("bid", bid)
        assert model.hall.winner is None
        assert 'type="password"' in touch.drawn(model.parts)
    model.act("bid", "40")
    assert model.hall.winner == 1
    assert model.hall.paid == 40


def test_nobody_is_put_out_by_the_course_when_three_play():
    model = bidding("people", *["raise"] * 12)
    assert not model.hall.out
    model.act("out", "1")
    model.act("out", "2")
    assert model.hall.winner == 0


def test_a_card_is_no_secret_from_its_owner_but_rivals_are():
    html = touch.drawn(bidding().parts)
    assert "card 65" in html
    assert html.count(": secret card</span>") == 2
    assert "card 75" not in html
    assert "card 55" not in html


def test_the_sealed_auction_keeps_the_students_card_and_no_other():
    model = bidding(*["raise"] * 6, "out 0", "sealed")
    assert model.hall.cards == [65, 55, 35]
    model = bidding("people", *["raise"] * 3, "sealed")
    assert model.hall.cards == auction.Hall.drawn(model.turn + scene.SEALED).cards


@pytest.mark.parametrize(
    ("bid", "told"),
    [
        (40, "football shop pays 40 cents, the second bid"),
        (60, "Nusa Bus (you) pays 55 cents, the second bid"),
        (100, "Nusa Bus (you) pays 55 cents, the second bid"),
    ],
)
def test_the_winner_pays_the_second_bid_in_large_letters(bid, told):
    model = bidding("sealed", f"bid {bid}")
    assert part(model, "figure")["text"] == told
    crowned = [
        dot["text"] for dot in part(model, "dots")["dots"] if "\u265b" in dot.get("text", "")
    ]
    assert len(crowned) == 1


def test_all_bidders_go_along_one_scale():
    """A bidder stands below its price, in each state; the card is a line, the bid another."""
    model = bidding("raise", "raise")
    (x,) = {dot["x"] for dot in part(model, "dots")["dots"]}
    assert x + 1.6 == pytest.approx(scene._along(20))
    assert part(model, "dots")["marks"][0]["x"] == scene._along(65)
    model = bidding("sealed", "bid 40")
    dots = part(model, "dots")["dots"][:3]
    assert [dot["x"] + 1.6 for dot in dots] == pytest.approx(
        [scene._along(n) for n in (40, 55, 35)]
    )
    assert [mark["x"] for mark in part(model, "dots")["marks"]] == [
        scene._along(65),
        scene._along(40),
    ]


def test_nobody_leaves_the_picture_above_the_highest_price():
    model = bidding("people", *["raise"] * 16, "out 0", "out 1")
    assert model.hall.price > 100
    assert max(dot["x"] for dot in part(model, "dots")["dots"]) < 100
