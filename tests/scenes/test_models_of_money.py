"""What the openers of lessons 8 and 9 show is what the auction and the platform's model give."""

import re

import numpy as np
import pytest
from playing import DOTS

from course_lib.ads import auction
from course_lib.economics import platform

# --- lesson 8: three bid for one tap

BIDS = range(0, 100, 5)


def along(cents):
    """Where a price lies on the rail, in percent of its width."""
    return pytest.approx(100 * (cents / 5 + 0.5) / len(BIDS))


def keeps(card, bid):
    """What a bid keeps in all rounds, each cleared by the auction of the lesson."""
    cleared = [auction.clear([bid, rival]) for rival, _ in auction.rounds(card, bid)]
    return sum(card - float(one.prices[0]) for one in cleared if one.winners[0] == 0)


@pytest.mark.parametrize("card", [55, 65, 75])
def test_no_bid_keeps_as_much_as_the_card_that_can_be_drawn(card):
    assert {auction.Hall.drawn(seed).cards[0] for seed in range(60)} == {55, 65, 75}
    all_kept = {bid: keeps(card, bid) for bid in BIDS}
    assert [bid for bid in BIDS if all_kept[bid] == max(all_kept.values())] == [card]
    assert all_kept[card - 25] < 0.9 * all_kept[card]


@pytest.mark.parametrize("bid", [0, 20, 40, 51, 65, 80, 100])
def test_a_round_ends_as_the_bid_the_card_and_the_rival_say(bid):
    at_edges = [(rival, auction.end(65, bid, rival)) for rival in BIDS[1:]]
    for rival, end in auction.rounds(65, bid) + at_edges:
        won = int(auction.clear([bid, rival]).winners[0]) == 0
        assert end == (("lost", "won")[rival <= 65] if won else ("dear", "missed")[rival < 65])


@pytest.mark.parametrize("bid", BIDS)
def test_each_bid_that_was_tried_has_a_column_of_what_it_keeps(bid, opened):
    page = opened("lesson_08.open", "sealed", "bid 40", "rounds", f"mark {bid}")
    kept = {tried: keeps(65, tried) for tried in (40, bid)}
    told = [f"{kept[at]:.0f}" if at in kept else "" for at in BIDS]
    assert page.texts(".touch-column") == told
    assert page.texts("[data-id=figure]") == [f"Bid {bid}: 30 rounds keep {kept[bid]:.0f} cents"]
    highs = [high for (high,) in page.sizes(".touch-height", "height")]
    assert highs == pytest.approx([0.8 * kept.get(at, 0) / 65 for at in BIDS])
    assert page.values(".touch-tag.touch-true") == ["65"] * (bid == 65), "only if it was tried"
    assert len(page.find(".touch-height.touch-true")) == (bid == 65)


TOKENS = ".touch-token:not(.touch-sign)"


def test_thirty_tokens_stay_at_their_prices_when_the_bid_moves(opened):
    page = opened("lesson_08.open", "sealed", "bid 40", "rounds")
    before = page.sizes(TOKENS, "left", "top")
    assert (len(before), before) == (30, sorted(before, key=lambda place: place[0]))
    assert {text[0] for text in page.texts(f"{TOKENS}.touch-missed")} == {"\u2717"}
    assert page.do("mark 80").sizes(TOKENS, "left", "top") == before
    for n, (left, top) in enumerate(before):
        beside = [abs(left - x) for x, y in before[n + 1 :] if y == top]
        assert min(beside, default=9) > 3.5, "no two lie on each other"


@pytest.mark.parametrize(
    ("bid", "end", "told"),
    [
        (40, "missed", "football shop pays 40 cents, the second bid"),
        (50, "missed", "football shop pays 50 cents, the second bid"),
        (55, "won", "Nusa Bus (you) pays 55 cents, the second bid"),
        (100, "won", "Nusa Bus (you) pays 55 cents, the second bid"),
    ],
)
def test_the_round_that_was_played_has_a_token_and_the_winner_pays_the_second_bid(
    bid, end, told, opened
):
    page = opened("lesson_08.open", "sealed", f"bid {bid}")
    (token,) = page.texts(f"{TOKENS}.touch-{end}")
    assert token.endswith("10"), "65 for 55"
    assert page.texts("[data-id=figure]") == [told]
    assert sum("\u265b" in text for text in page.texts(".touch-dot")) == 1
    assert page.values(".touch-tag:not([aria-disabled])") == []
    assert page.sizes(".touch-mark", "left") == [[along(65)], [along(bid)]]
    at = [left + 1.6 for (left,) in page.sizes(f".touch-dot:not({TOKENS}, .touch-sign)", "left")]
    assert at == [along(min(cents, 95)) for cents in (bid, 55, 35)]


def test_a_bidder_stands_below_the_price_and_never_leaves_the_picture(opened):
    page = opened("lesson_08.open", "raise", "raise")
    assert [left + 1.6 for (left,) in page.sizes(DOTS, "left")] == [along(20)] * 3
    assert page.sizes(".touch-mark", "left") == [[along(65)]]
    page = opened("lesson_08.open", "people", *["raise"] * 16, "out 0", "out 1")
    assert "for 160 cents" in page.said
    assert max(page.sizes(DOTS, "left")) < [100]


# --- lesson 9: two goals, three controls


@pytest.fixture(scope="module")
def settings():
    """Every setting of the three controls, with chats for 2 cents, played for five years."""
    steps = np.arange(0, 6.5, 0.5), np.arange(21.0), np.linspace(0, 1, 11)
    return platform.sweep(platform.Setting(*np.meshgrid(*steps), chat_price=0.02))


def test_each_goal_can_be_reached_and_no_setting_reaches_both(settings):
    for table in (settings, platform.models()):  # with every price of a chat, too
        owner, people = table["profit"] >= 4.0, table["people_gain"] >= 5.5
        assert owner.any()
        assert people.any()
        assert not (owner & people).any()


def test_the_second_vote_shows_every_setting_where_the_model_puts_it_and_none_in_the_corner(
    settings, opened
):
    page = opened("lesson_09.open", "vote yes", "ads 3", "vote no")
    sprays = [spray["d"] for spray in page.find("path")]
    assert len(sprays) == 21, "one after the other, by their ads"
    x, y = np.array(re.findall(r"M([-\d.]+) ([-\d.]+)h0", " ".join(sprays)), float).T
    ((right, high),) = page.sizes(".touch-goal", "left", "height")
    assert not ((x > right) & (y < high)).any()
    profit, gain = settings["profit"].to_numpy(), settings["people_gain"].to_numpy()
    across = np.polyfit([profit.min(), profit.max()], [x.min(), x.max()], 1)
    down = np.polyfit([gain.min(), gain.max()], [y.max(), y.min()], 1)
    goal = np.polyval(across, 4.0), np.polyval(down, 5.5)
    assert goal == pytest.approx((right, high), abs=0.1)
    apart = np.hypot(
        *(
            np.subtract.outer(np.polyval(scale, dollars), drawn)
            for scale, dollars, drawn in ((across, profit, x), (down, gain, y))
        )
    )
    assert apart.min(axis=0).max() < 0.2, "a dot that is no setting"
    assert apart.min(axis=1).max() < 0.2, "a setting without a dot"
    best = profit[gain >= 5.5].max()
    assert page.texts(".touch-dot .touch-name") == ["now", f"profit at most ${best:.2f}"]
    assert f"{len(settings):,} settings reaches both" in page.said


def test_now_is_on_the_plane_from_the_start_where_the_model_puts_it_and_leaves_a_trace(opened):
    page, dots = opened("lesson_09.open"), ".touch-dot:has(.touch-name)"
    (first,) = page.sizes(dots, "left", "top")
    (now,) = page.do("ads 2").sizes(dots, "left", "top")
    assert now == pytest.approx(first, abs=0.1)
    page.do("again", "ads 1")
    (been,) = page.sizes(".touch-dot:not(:has(.touch-name))", "left")
    assert abs(been[0] - first[0]) < 2
    assert page.sizes(dots, "left") != [first[:1]]
