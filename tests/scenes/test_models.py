"""What openers 0 to 7 show is what the lessons' models give, worked out here from those models.

What a player is told, and what stays after a touch, stands in `plays.toml`.
"""

import math
import re
from collections import Counter
from itertools import pairwise, product

import pytest
from playing import DOTS, parsed

from course_lib import data, facts
from course_lib.business import rules
from course_lib.capacity import cost, load
from course_lib.encryption import keys, ratchet, thief

# --- lesson 0

WORDS = data.toml("scenes", "lesson_00")
PLACES = ("sari", "relay", "budi", "nusa", "meta")
TAGS = {"reads": "nusa", "pays": "nusa", "paid": "meta"}


@pytest.mark.parametrize("places", list(product(PLACES, repeat=3)), ids="-".join)
def test_every_wrong_place_has_its_reason(places, opened):
    put = dict(zip(TAGS, places, strict=True))
    acts = [f"put {tag} {place}" for tag, place in put.items()]
    page = opened("lesson_00.open", *acts, "put letter nusa")
    wrong = {tag: place for tag, place in put.items() if place != TAGS[tag]}
    for place in PLACES:
        ghosts = page.values(f"[data-id={place}] [data-act=was]")
        assert ghosts == [tag for tag in wrong if put[tag] == place]
        tags = page.values(f"[data-id={place}] [data-act=take]:not([data-value=letter])")
        assert tags == [tag for tag, right in TAGS.items() if right == place]
    reasons = page.texts(".touch-note")
    assert sorted(reasons) == sorted(WORDS[f"no_{tag}_{wrong[tag]}"] for tag in wrong)
    assert all(len(reason.split()) <= 10 for reason in reasons), "read at a glance"
    assert page.said.startswith(f"{3 - len(wrong)} of 3")


def test_no_reason_is_there_for_nobody():
    wrong = [pair for pair in product(TAGS, PLACES) if TAGS[pair[0]] != pair[1]]
    assert {key for key in WORDS if key.startswith("no_")} == {"_".join(["no", *w]) for w in wrong}


# --- lesson 1


@pytest.mark.parametrize("place", range(32))
def test_a_bit_breaks_its_block_and_one_letter_of_the_next(place, opened):
    """Any letter can be struck: the bolt is dragged there, and the flip is the first."""
    page = opened("lesson_01.open")
    wrote = page.texts(".touch-letter")
    reads = page.do(f"hit bolt {place}", "mark 0", "flip").texts(".touch-letter")
    wrong = {n for n, letter in enumerate(reads) if letter != wrote[n]}
    block, echo = {n for n in range(48) if n // 16 == place // 16}, place + 16
    assert wrong - block == {echo}
    assert len(wrong & block) >= 14, "noise meets a letter by chance now and then"
    assert page.values(".touch-letter.touch-hit") == [f"{place}", f"{echo}"]
    assert page.values(".touch-echo") == [f"{echo}"], "a colour that no other letter has"
    assert max(map(len, reads)) == 1, "a sign would hide the letter"


@pytest.mark.parametrize("place", ["wifi", "operator", "relay", "list"])
def test_a_spy_reads_only_where_keys_are_handed_out_and_only_there_the_digits_differ(place, opened):
    page = opened("lesson_01.places")
    assert page.texts(".touch-message") == []
    page.do(f"put {place}")
    reads = page.texts(f"[data-id={place}] .touch-words") == ["Seat 12A is for you."]
    sari, budi = page.texts(".touch-message")
    assert reads == (sari != budi) == (place == "list")
    assert page.texts(".touch-message.touch-broken") == [sari, budi] * reads
    assert page.texts(".touch-words").count("?") == 3
    assert page.values(".touch-put[aria-disabled]") == [place]


# --- lesson 2


@pytest.mark.parametrize("moment", range(1, 8))
def test_what_falls_is_what_the_thief_of_the_lesson_reads(moment, opened):
    page = opened("lesson_02.open", f"theft {moment}", "mark 0 1")
    lines = page.texts(".touch-bubble")
    page.do("mark 1 2 3", "run")
    table = thief.steal("ABABABAB", moment)
    read = sorted(table[table.readable].message)
    assert min(read) >= moment, "what was before stays sealed"
    assert page.values(".touch-true") == [f"{number}" for number in read]
    told = page.texts(".touch-bubble")
    assert [n for n, line in enumerate(lines) if line in told[n]] == read, "the others are noise"
    assert page.values(".touch-theft [data-value]") == [f"{moment}"]


def test_the_crank_turns_as_the_ratchet_does_and_not_back(opened):
    page, chain = opened("lesson_02.crank"), keys.demo_key("sari", "budi")
    for number in range(8):
        chain, message_key = ratchet.kdf_ck(chain)
        assert message_key.hex().startswith(page.do("forward").texts(".touch-tag")[number])
        held = page.texts(".touch-words")
        assert chain.hex().startswith(held[0].partition("…")[0])
    assert page.do("back").texts(".touch-words") == held, "what is deleted stays deleted"
    assert len(str(2**256 // (10**12 * 365 * 24 * 3600))) == 58, "as it says of the years"


# --- lesson 3: the crowd, and one person's year by the bill of the lesson

RATE = facts.value("J17")
CROWDS = (30, 100, 300, 1_000, 3_000, 10_000, 100_000, facts.value("Y13.Indonesia"))
PRICES = {"phone": 2_000_000, "bakso": 20_000, "sweet": 1_000}


def year(users):
    return cost.total(cost.per_user(cost.bill(load.Load(users)), users))


@pytest.mark.parametrize("number", range(len(CROWDS)))
def test_what_is_told_and_drawn_is_the_bill_of_the_lesson_divided_with_its_range(number, opened):
    page, users = opened("lesson_03.open", "at 4", *["go"] * 8, f"at {number}"), CROWDS[number]
    told = page.said.replace(",", "").partition("bill of Rp")[2]
    bill, mid, low, high = (float(each) for each in re.findall(r"\d+", told)[:4])
    assert [low, mid, high] == pytest.approx([end * RATE for end in year(users)], rel=0.06)
    bill *= 1e9 if "billion" in told else 1e6
    assert bill == pytest.approx(year(users).mid * RATE * users, rel=0.06)
    assert page.sizes(".touch-slice", "width") == [[pytest.approx(100 / users)]]
    share, bought = float(re.search(r"Rp(\d+)", told)[1]), page.texts(".touch-column")[number]
    assert page.texts("[data-id=figure]") == [f"Your piece: Rp{share:,.0f} = {bought}"]
    price = next(price for thing, price in PRICES.items() if thing in bought)
    assert abs(math.log(int(bought.split()[0]) * price / share)) < 0.25


@pytest.mark.parametrize("count", range(len(CROWDS) + 1))
def test_one_step_after_the_other_a_column_comes(count, opened):
    page = opened("lesson_03.open", "at 2", *["go"] * count)
    known = [number < count for number in range(len(CROWDS))]
    assert [text != "?" for text in page.texts(".touch-column")] == known
    assert [high > 0 for (high,) in page.sizes(".touch-height.touch-estimate", "height")] == known
    assert page.values(".touch-tag.touch-true") == ["4"] * (count > 4), "not before it is reached"
    assert page.texts("[data-id=figure]")[0].endswith("?") == (count == 0)


def test_the_bill_stands_until_the_share_does():
    bills = [year(users).mid * users for users in CROWDS if users <= 10_000]
    assert max(bills) < 1.2 * min(bills)
    assert year(CROWDS[-2]).mid == pytest.approx(year(CROWDS[-1]).mid, rel=0.01)
    assert year(3_000).mid * RATE <= PRICES["bakso"] < year(1_000).mid * RATE


def test_the_axis_is_a_log_scale_and_each_column_ends_at_its_share(opened):
    page = opened("lesson_03.open", "at 4", *["go"] * 8)
    tops = (top for (top,) in page.sizes(".touch-mark", "top"))
    lines = dict(zip(page.texts(".touch-mark"), tops, strict=True))
    axis = [lines[f"Rp{rupiah:,}"] for rupiah in (1_000, 10_000, 100_000, 1_000_000)]
    (ten,) = {round(low - high, 6) for low, high in pairwise(axis)}
    assert axis[0] == pytest.approx(10.7 - 1.4), "a line of text above the ground of the columns"
    assert axis[0] - lines["a bowl of bakso: Rp20,000"] == pytest.approx(ten * math.log10(20))
    highs = [high for (high,) in page.sizes(".touch-height", "height")]
    shares = [year(users).mid * RATE for users in CROWDS]
    assert highs == pytest.approx([ten * math.log10(share / 1_000) for share in shares])


# --- lesson 4


def test_the_last_raise_goes_in_waves_and_each_wave_is_a_row_that_stays(opened):
    page = opened("lesson_04.open", "at 4", *["go"] * 8)
    falls, waits = page.texts(".touch-fall"), page.sizes(".touch-fall", "animation-delay")
    assert waits == sorted(waits)
    assert len({wait for (wait,) in waits}) == len(falls), "one after the other"
    assert page.sizes(".touch-said", "animation-delay") == [waits[-1]], "the end is told after it"
    dots = page.sizes(DOTS, "left", "top", "transition-delay")
    rows = Counter(top for left, top, _ in dots if left > 50)
    gone = [before - after for before, after in pairwise([100, 93, *map(int, falls)])]
    assert [count for _, count in sorted(rows.items())] == gone
    assert len({(left, top) for left, top, _ in dots}) == 100, "none hides another"
    assert len({wait for *_, wait in dots}) == len(falls)
    here = [int(count or 0) for count in page.texts(".touch-column")]
    highs = [high for (high,) in page.sizes(".touch-height", "height")]
    assert highs == pytest.approx([8.4 * count / 100 for count in here])
    page.do("at 3")
    stay = Counter(top for left, top in page.sizes(DOTS, "left", "top") if left > 50)
    assert not rows - stay
    assert not page.find(".touch-said.touch-late")


# --- lesson 5


@pytest.mark.parametrize("step", range(18))
def test_a_field_says_what_the_rules_say_and_the_mark_is_right_on_all_of_the_dearest(step, opened):
    """The window opens with her word; a reviewed text passes later, and an offer always costs."""
    page, (row, column) = opened("lesson_05.open", f"at {step}", *["go"] * 6), divmod(step, 6)
    free = rules.is_open(0, (4 + 8 * column) * 3600)
    told = {0: "Rp0" if free else "never", 1: "Rp0" if free else "Rp388", 2: "Rp637"}[row]
    (field,) = page.find(f".touch-letter[data-value='{step}']")
    assert field.text.split()[-1] == told
    look = {"Rp0": "touch-free", "never": "touch-broken"}.get(told, "touch-paid")
    assert {"touch-free", "touch-broken", "touch-paid"} & {*field["class"]} == {look}
    assert ("touch-edge" in field["class"]) == (column == 3), "the wall stands at the 24th hour"
    assert field["aria-label"].endswith(told)
    assert ("stood right" in page.said) == (row == 2)
    assert page.values(".touch-letter.touch-guess") == [f"{step}"]
    assert page.values(".touch-missed") == [f"{step}"] * (row < 2)
    assert page.values(".touch-true") == [f"{n}" for n in range(12, 18)]


# --- lesson 6


def test_the_still_of_lesson_6_shows_what_the_sandbox_would(opened):
    page = opened("lesson_06.open", "tap 0 12A")
    for letters in ("p", "strong"):
        still = [one.text for one in parsed(page.still["text/html"]).select(letters)]
        assert set(page.texts(f"{letters}:not(.touch-said)")) <= set(still)


# --- lesson 7: counted in the envelopes

EVENING = data.toml("scenes", "lesson_07")
PHONES = ["p1", "p2", "p3", "p4", "p5", "p6"]
OWNERS = {"friend": "p4", "shop": "p3", "sleeper": "p2"}
LAST = [max(at for at, sender, _ in EVENING["sent"] if sender == phone) for phone in PHONES]


def counted(tag, phone):
    theirs = [{*both} - {phone} for _, *both in EVENING["sent"] if phone in both]
    if tag == "sleeper":
        hours, minutes = divmod(LAST[PHONES.index(phone)], 60)
        return f"{19 + hours}:{minutes:02}"
    return theirs.count({"p1"}) if tag == "friend" else len(set().union(*theirs))


@pytest.mark.parametrize("place", PHONES)
def test_one_name_is_told_at_a_time_beside_what_was_counted_at_the_wrong_phone(place, opened):
    page = opened("lesson_07.open", *(f"put {tag} {place}" for tag in OWNERS))
    for told, (tag, right) in enumerate(OWNERS.items()):
        page.do("next" if told else "send")
        counts = {phone: counted(tag, phone) for phone in PHONES}
        for number, (each, theirs) in enumerate(OWNERS.items()):
            at = page.values(f".touch-lane:has([data-act=take][data-value={each}])")
            assert at == [theirs if number <= told else place]
        assert str(counts[right]) in page.said
        beside = f"Your guess, {EVENING[place]}: {counts[place]}."
        assert (beside in page.said) == (right != place)
        assert list(counts.values()).count(counts[right]) == 1, "each answer stands alone"
    assert f"{[*OWNERS.values()].count(place)} of 3 stood right" in page.said
    assert page.values(".touch-acts:not([data-id=tray]) button") == [""]
    assert [one["data-act"] for one in page.find("[data-first]")] == ["hide"]


def test_lines_join_the_rows_of_friends_and_fan_out_from_the_shop(opened):
    page = opened("lesson_07.open", *(f"put {tag} {phone}" for tag, phone in OWNERS.items()))
    dots, found = [page.texts(f"[data-id={phone}] .touch-span") for phone in PHONES], []
    assert all(len(row) == 24 and "●" in row for row in dots)
    for act in ("send", "next", "next"):
        page.do(act)
        drawn = [page.find(f"[data-id={phone}] path") for phone in PHONES]
        found.append([path[0]["d"].split("M")[1:] if path else [] for path in drawn])
        assert [page.texts(f"[data-id={phone}] .touch-span") for phone in PHONES] == dots
    friends, shop = ([sum(",0.5" in line for line in row) for row in each] for each in found[:2])
    assert friends == [16, 0, 0, 16, 0, 0]
    assert all(shop), "the shop's lines reach all to whom it wrote"
    assert max(shop) == shop[2]
    assert found[2] == [[f"{at},0.5L240,0.5"] for at in LAST], "from the last dot on"
    assert min(LAST) == LAST[1]
