"""Two phones and one seat: what a bot that forgets sells, and whom the other one turns away."""

from functools import partial

import pytest
from playing import part, played

from course_lib.scenes import lesson_06 as scene

race, BOTH = partial(played, scene.Race), ("tap 0 12A", "tap 1 12A")


def row(model):
    return [one["act"] for one in model.parts[2]["items"]]


def middle(model):
    return part(model, "phones")["middle"]


def seat(model, hand):
    """Seat 12A on the map of a phone."""
    cells = [cell for row in part(model, "phones")["phones"][hand]["seats"] for cell in row]
    return next(cell for cell in cells if cell["value"].endswith(" 12A"))


def test_a_bot_that_does_not_look_again_sells_one_seat_twice():
    model = race(*BOTH)
    assert model.seats == {0: "12A", 1: "12A"}
    assert [one["value"] for one in model.parts[2]["items"]] == list(scene.GUESSES)
    assert [tag["id"] for tag in middle(model)["tags"]] == ["who-0", "who-1"]
    assert model.guess == ""


@pytest.mark.parametrize("guess", scene.GUESSES)
def test_the_guess_stays_beside_the_answer_and_the_seat_is_nobodys(guess):
    model = race("tap 1 12A", "tap 0 12A", f"guess {guess}")
    right, cannot = guess == scene.RIGHT, scene.phrase(scene.RIGHT)
    *people, answer = [tag["text"] for tag in middle(model)["tags"]]
    assert answer == f"\u2713 {cannot}"
    assert people[2:] == ([] if right else [f"\u2717 {scene.phrase(guess)}"])
    assert model.said.startswith("You said it") == right
    assert all(tag["off"] for tag in middle(model)["tags"])
    for hand in range(2):
        assert (seat(model, hand)["text"], seat(model, hand)["looks"]) == ("12A", ["clash"])
        assert "sold twice" in seat(model, hand)["label"]
        assert seat(model, hand)["hand"] == hand + 1, "each touches a drawing of their own"
    assert row(model)[0] == "careful"


@pytest.mark.parametrize("first", [0, 1])
def test_a_bot_that_looks_again_keeps_to_the_order_of_arrival(first):
    second = 1 - first
    model = race("careful", f"tap {first} 12A", f"tap {second} 12A")
    assert (model.order, model.seats) == ([first, second], {first: "12A"})
    headline = f"Taps: 1. {scene.NAMES[first]}, 2. {scene.NAMES[second]}"
    assert middle(model)["notes"] == [headline]
    assert [tag["value"] for tag in middle(model)["tags"]] == [first]
    still = part(model, "phones")["phones"][second]["tags"]
    assert [tag["value"] for tag in still] == [second], "on the way"
    assert model.said.startswith(f"{scene.NAMES[first]}'s tap arrived first")
    assert "has just been taken" in model.said
    assert seat(model, second)["off"]
    assert "taken" in seat(model, second)["label"]
    model.act("tap", f"{second} 12B")
    assert (model.order, model.seats) == ([first, second], {first: "12A", second: "12B"})


def test_two_different_seats_are_no_quarrel_and_nobody_takes_two():
    model = race("tap 0 12A", "tap 0 12B", "tap 1 3C")
    assert (model.said, model.seats) == (scene.phrase("apart"), {0: "12A", 1: "3C"})
    assert [tag["value"] for tag in middle(model)["tags"]] == [0]
    assert "guess" not in row(model)


def test_the_still_shows_what_the_sandbox_would():
    model, still = race("tap 0 12A"), scene.Race.played("tap 0 12A")
    assert (model.seats, model.order, model.lines) == (still.seats, still.order, still.lines)


def test_the_map_lies_on_its_side_and_two_hands_begin_anew():
    model = race("tap 0 12A", "hands", "again")
    rows = part(model, "phones")["phones"][0]["seats"]
    assert [len(row) for row in rows] == [10, 10, 10, 10]
    assert rows[0][-1]["text"] == "12A"
    assert (model.seats, model.order, part(model, "phones")["race"]) == ({}, [], True)
