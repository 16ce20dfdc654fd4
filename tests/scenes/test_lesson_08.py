"""Three bid for one tap: who leaves, who wins and pays, what a bid keeps in many rounds."""

import pytest

from course_lib.ads import auction
from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_08 as scene


def played(*acts):
    model = scene.Auction()
    for act in acts:
        name, _, value = act.partition(" ")
        model.act(name, value)
    return model


def test_rivals_leave_when_the_price_passes_their_card():
    model = played(*["raise"] * 6)
    assert model.hall.cards == [65, 55, 75]
    assert model.hall.out == {1: 60}
    assert model.hall.winner is None


def test_leaving_in_time_costs_nothing_and_the_last_one_pays():
    model = played(*["raise"] * 6, "out 0")
    assert model.hall.winner == 2
    assert model.hall.score(0) == 0
    assert "warung" in model.said
    assert "for 60 cents" in model.said


def test_leaving_at_once_lets_the_rivals_finish():
    model = played("out 0")
    assert (model.hall.winner, model.hall.price) == (2, 60)


def test_staying_too_long_wins_and_loses():
    model = played(*["raise"] * 9)
    assert (model.hall.winner, model.hall.price) == (0, 80)
    assert model.hall.score(0) == -15
    assert "the score is -15" in model.said


def test_the_sealed_price_is_the_second_bid_of_the_lessons_auction():
    model = played("sealed", "bid 50")
    assert model.hall.bids == {0: 50, 1: 35, 2: 15}
    done = auction.clear([50, 35, 15])
    assert (model.hall.winner, model.hall.paid) == (done.winners[0], done.prices[0])
    assert model.hall.score(0) == 65 - 35


def test_the_first_sealed_bid_is_the_guess():
    played("sealed", "bid 51", "sealed", "bid 10")
    assert store.get("predictions", "sealed_bid", None) == (78, True)
    assert store.get("answers", "sealed_bid", None).value == "100 percent"


@pytest.mark.parametrize("value", ["", "much", "-1", "101", "1e9"])
def test_what_is_no_bid_is_refused_and_changes_nothing(value):
    model = played("sealed")
    with pytest.raises(CourseError):
        model.act("bid", value)
    assert not model.hall.bids
    assert not store.load()["predictions"]


@pytest.mark.parametrize("card", range(5, 100, 10))
def test_no_bid_keeps_more_than_the_card(card):
    best, missed, lost = auction.rounds(card, card)
    assert (missed, lost) == (0, 0)
    for bid in range(0, 101, 5):
        kept, missed, lost = auction.rounds(card, bid)
        assert kept <= best
        assert not (missed and lost)
        assert missed == 0 or kept + missed == best
        assert lost == 0 or bid > card


@pytest.mark.parametrize("card", [55, 65, 75])
def test_shading_and_overbidding_both_cost_something(card):
    best = auction.rounds(card, card)[0]
    assert auction.rounds(card, card - 25)[0] < 0.9 * best
    assert auction.rounds(card, min(100, card + 25))[0] < best


@pytest.mark.parametrize(("bid", "end"), [(40, "\u2717 misses 125"), (100, "\u2717 loses 220")])
def test_more_rounds_show_what_the_bid_keeps_beside_the_card(bid, end):
    mine, true = bars(played("sealed", f"bid {bid}"), last=True)
    assert mine[0] == (f"30 rounds: bid {bid}", scene.NAMED)
    assert mine[-1][0] == end
    assert true == [
        ("\u2713 30 rounds: card 65", scene.NAMED),
        ("keeps 371 cents", scene.BEST),
    ]
    assert sum(wide for _, wide in mine) == pytest.approx(sum(wide for _, wide in true))


def test_a_bid_equal_to_the_card_is_one_row():
    ((name, _), _) = bars(played("sealed", "bid 65"), last=True)[0]
    assert name == "\u2713 30 rounds: card 65"
    mine, _ = bars(played("sealed", "bid 70"), last=True)
    assert len(mine) == 2, "no rival lay between, so nothing is lost"


def test_the_pieces_of_a_picture_come_one_after_the_other():
    parts = [part for part in played("sealed", "bid 40").parts if part["kind"] == "bar"]
    waits = [one["wait"] for row in parts[-1]["rows"] for one in row]
    assert waits == sorted(set(waits))


def test_three_people_hide_their_cards_and_write_one_after_the_other():
    model = played("people")
    assert "65" not in touch.drawn(model.parts)
    model.act("peek", "1")
    assert f"{model.hall.cards[1]} cents" in touch.drawn(model.parts)
    model.act("sealed", "")
    for bid in ("30", "55"):
        model.act("bid", bid)
        assert model.hall.winner is None
        assert 'type="password"' in touch.drawn(model.parts)
    model.act("bid", "40")
    assert model.hall.winner == 1
    assert model.hall.paid == 40


def test_nobody_is_put_out_by_the_course_when_three_play():
    model = played("people", *["raise"] * 12)
    assert not model.hall.out
    model.act("out", "1")
    model.act("out", "2")
    assert model.hall.winner == 0


def test_a_card_is_no_secret_from_its_owner_but_rivals_are():
    html = touch.drawn(played().parts)
    assert "card: 65 cents" in html
    assert "75" not in html


def test_the_sealed_auction_keeps_the_students_card_and_no_other():
    model = played(*["raise"] * 6, "out 0", "sealed")
    assert model.hall.cards == [65, 35, 15]
    model = played("people", *["raise"] * 3, "sealed")
    assert model.hall.cards == auction.Hall.drawn(model.turn).cards


def bars(model, last=False):
    """Text and width of the pieces: of this round, or of the rounds after it."""
    found = [part for part in model.parts if part["kind"] == "bar"]
    rows = found[-1 if last else 0]["rows"]
    return [[(one["text"], one["wide"]) for one in row] for row in rows]


@pytest.mark.parametrize("bid", [40, 70, 100])
def test_the_winner_pays_the_second_bid_whatever_was_bid(bid):
    model = played("sealed", f"bid {bid}")
    html = touch.drawn(model.parts)
    assert html.count("pays 35 cents, the second bid") == 1
    assert "the score is 30" in model.said
    assert html.count(" wins<") == 1
    assert "\u265b Nusa Bus (you) wins" in html


def test_nothing_is_split_before_a_sale_and_a_price_above_the_card_is_a_loss():
    assert not [part for part in played("raise").parts if part["kind"] == "bar"]
    assert bars(played("out 0")) == [[("paid: 60 cents", 60), ("kept: 15 cents", 15)]]
    assert bars(played(*["raise"] * 9)) == [[("paid: 80 cents", 65), ("15 cents of it lost", 15)]]
    model = played("people", *["raise"] * 16, "out 0", "out 1")
    (row,) = bars(model)
    assert sum(wide for _, wide in row) == pytest.approx(100)


def test_after_a_sealed_sale_one_scale_shows_one_gold_piece():
    """The rounds, and no bar of another scale: what the card itself keeps."""
    for bid, gap in ((20, 1), (40, 1), (65, 0), (100, 1)):
        shown = [part for part in played("sealed", f"bid {bid}").parts if part["kind"] == "bar"]
        (part,) = shown
        looks = [look for row in part["rows"] for one in row for look in one["looks"]]
        assert (looks.count("true"), looks.count("broken")) == (1, gap)
        assert part["rows"][-1][-1]["looks"] == ["true"]
