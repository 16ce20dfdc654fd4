"""Two phones and one seat: what a bot that forgets sells, and whom the other one turns away."""

from functools import partial

import pytest
from playing import kept, played

from course_lib.scenes import lesson_06 as scene

race = partial(played, scene.Race)


def row(model):
    return model.parts[2]["items"]


def shown(model):
    return model.parts[3]["phones"]


def middle(model):
    return model.parts[3]["middle"]


def test_a_bot_that_does_not_look_again_sells_one_seat_twice():
    model = race("tap 0 12A", "tap 1 12A")
    assert model.seats == {0: "12A", 1: "12A"}
    assert [one["value"] for one in row(model)] == list(scene.GUESSES)
    assert [tag["id"] for tag in middle(model)["tags"]] == ["who-0", "who-1"]
    assert model.guess == ""


def test_the_guess_is_kept_and_locked():
    model = race("tap 1 12A", "tap 0 12A", "guess Budi")
    assert kept("who_sits") == ("Budi", "this bot cannot say")
    *people, guess, answer = middle(model)["tags"]
    assert [tag["text"][2:] for tag in people] == ["Budi", "Sari"]
    assert (guess["text"], guess["looks"]) == ("\u2717 Budi", ["guess", "missed"])
    assert answer["text"] == "\u2713 this bot cannot say"
    assert all(tag["off"] for tag in (guess, answer))


def test_who_says_that_the_bot_cannot_say_is_right():
    model = race("tap 1 12A", "tap 0 12A", "guess cannot")
    (*_, answer) = middle(model)["tags"]
    assert (answer["text"], answer["looks"]) == ("\u2713 this bot cannot say", ["guess", "true"])
    assert model.said.startswith("You said it")
    guess, answer = kept("who_sits")
    assert guess == answer


@pytest.mark.parametrize("first", [0, 1])
def test_a_bot_that_looks_again_keeps_to_the_order_of_arrival(first):
    second = 1 - first
    model = race("careful", f"tap {first} 12A", f"tap {second} 12A")
    assert model.order == [first, second]
    assert model.seats == {first: "12A"}
    headline = f"Taps: 1. {scene.NAMES[first]}, 2. {scene.NAMES[second]}"
    assert middle(model)["notes"] == [headline]
    assert [tag["value"] for tag in middle(model)["tags"]] == [first]
    assert [tag["value"] for tag in shown(model)[second]["tags"]] == [second], "still on the way"
    assert model.said.startswith(f"{scene.NAMES[first]}'s tap arrived first")
    assert "has just been taken" in model.said
    cells = [cell for row in shown(model)[second]["seats"] for cell in row]
    (gone,) = [cell for cell in cells if cell["value"].endswith(" 12A")]
    assert gone["off"]
    assert "taken" in gone["label"]
    model.act("tap", f"{second} 12B")
    assert model.seats == {first: "12A", second: "12B"}
    assert model.order == [first, second]


def test_two_different_seats_are_no_quarrel():
    model = race("tap 0 12A", "tap 1 3C")
    assert model.said == scene.phrase("apart")
    assert [tag["value"] for tag in middle(model)["tags"]] == [0]
    assert "guess" not in [one["act"] for one in row(model)]


def test_who_has_a_ticket_takes_no_second():
    model = race("tap 0 12A", "tap 0 12B")
    assert model.seats == {0: "12A"}


def test_the_still_shows_what_the_sandbox_would():
    model, still = race("tap 0 12A"), scene.Race(example=True)
    still.act("tap", "0 12A")
    assert (model.seats, model.order, model.lines) == (still.seats, still.order, still.lines)


def test_the_map_lies_on_its_side_so_that_all_fits_one_screen():
    rows = shown(race())[0]["seats"]
    assert [len(row) for row in rows] == [10, 10, 10, 10]
    assert rows[0][-1]["text"] == "12A"


def test_the_seat_keeps_its_number_and_has_nobodys_colour_once_it_is_sold_twice():
    model = race("tap 0 12A", "tap 1 12A")
    assert {one["act"] for one in row(model)} == {"guess"}, "the names are the way on"
    model.act("guess", "both")
    for phone in shown(model):
        cells = [cell for row in phone["seats"] for cell in row]
        (twice,) = [cell for cell in cells if cell["value"].endswith(" 12A")]
        assert (twice["text"], twice["looks"]) == ("12A", ["clash"])
        assert "sold twice" in twice["label"]
    (first,) = [one["act"] for one in row(model) if one.get("first")]
    assert first == "careful"


def test_start_again_and_hands():
    model = race("tap 0 12A", "hands", "again")
    assert (model.seats, model.order, model.sharing) == ({}, [], True)
    assert model.parts[3]["race"] is True
