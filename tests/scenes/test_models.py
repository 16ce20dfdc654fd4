"""What pictures show is what the models of the lessons give, worked out here a second way.

What a picture shows in words and numbers stands in `plays.toml`.
"""

import re
from collections import Counter

import numpy as np
import pytest
from playing import parsed

from course_lib import data
from course_lib.ads import auction
from course_lib.economics import platform

DOTS = ".touch-dot:not(.touch-sign)"


def test_who_leaves_in_one_wave_stands_in_a_row_that_stays(opened):
    page = opened("lesson_04.open", "at 4", *["go"] * 8)
    dots = page.sizes(DOTS, "left", "top", "transition-delay")
    gone = Counter(top for left, top, _ in dots if left > 50)
    assert [count for _, count in sorted(gone.items())] == [7, 2, 2, 2, 2, 3, 5, 10, 24, 37, 6]
    assert len({(left, top) for left, top, _ in dots}) == 100, "none hides another"
    assert len({wait for *_, wait in dots}) == 10, "one wave after the other"
    page.do("at 3")
    stay = Counter(top for left, top in page.sizes(DOTS, "left", "top") if left > 50)
    assert not gone - stay


def test_the_still_of_lesson_6_shows_what_the_sandbox_would(opened):
    page = opened("lesson_06.open", "tap 0 12A")
    for letters in ("p", "strong"):
        still = [one.text for one in parsed(page.still["text/html"]).select(letters)]
        assert set(page.texts(f"{letters}:not(.touch-said)")) <= set(still)


def test_lines_join_the_rows_of_friends_and_fan_out_from_the_shop(opened):
    page, found = opened("lesson_07.open", "put friend p4", "put shop p3", "put sleeper p2"), []
    phones = [f"p{number}" for number in range(1, 7)]
    dots = [page.texts(f"[data-id={phone}] .touch-span") for phone in phones]
    assert all(len(row) == 24 and "●" in row for row in dots)
    for act in ("send", "next", "next"):
        page.do(act)
        drawn = [page.find(f"[data-id={phone}] path") for phone in phones]
        found.append([path[0]["d"].split("M")[1:] if path else [] for path in drawn])
        assert [page.texts(f"[data-id={phone}] .touch-span") for phone in phones] == dots
    friends, shop = ([sum(",0.5" in line for line in row) for row in each] for each in found[:2])
    assert friends == [16, 0, 0, 16, 0, 0]
    assert all(shop), "the shop's lines reach all to whom it wrote"
    assert max(shop) == shop[2]
    sent = data.toml("scenes", "lesson_07")["sent"]
    last = [max(at for at, sender, _ in sent if sender == phone) for phone in phones]
    assert found[2] == [[f"{at},0.5L240,0.5"] for at in last], "from the last dot on"


@pytest.mark.parametrize("card", [55, 65, 75])
def test_no_bid_keeps_as_much_as_the_card_that_can_be_drawn(card):
    assert {auction.Hall.drawn(seed).cards[0] for seed in range(60)} == {55, 65, 75}
    kept = Counter()
    for bid in range(0, 100, 5):
        cleared = [auction.clear([bid, rival]) for rival, _ in auction.rounds(card, bid)]
        kept[bid] = sum(card - one.prices[0] for one in cleared if one.winners[0] == 0)
    (best, most), (_, second), *_ = kept.most_common()
    assert (best, most > second) == (card, True)
    assert kept[card - 25] < 0.9 * most


def test_thirty_tokens_stay_at_their_prices_when_the_bid_moves(opened):
    tokens = ".touch-token:not(.touch-sign)"
    page = opened("lesson_08.open", "sealed", "bid 40", "rounds")
    before = page.sizes(tokens, "left", "top")
    assert (len(before), before) == (30, sorted(before, key=lambda place: place[0]))
    assert {text[0] for text in page.texts(f"{tokens}.touch-missed")} == {"\u2717"}
    assert page.do("mark 80").sizes(tokens, "left", "top") == before
    for n, (left, top) in enumerate(before):
        beside = [abs(left - x) for x, y in before[n + 1 :] if y == top]
        assert min(beside, default=9) > 3.5, "no two lie on each other"


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
    page = opened("lesson_09.open", "vote yes", "vote no")
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
