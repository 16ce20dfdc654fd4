"""Three tags: placed, sent, moved, and a reason for every place where one stood wrong."""

import itertools
from functools import partial

import playing
import pytest
from playing import kept, part

from course_lib import data
from course_lib.errors import CourseError
from course_lib.lesson import store, touch
from course_lib.scenes import lesson_00 as scene

SENT = "Is seat 12A free?"
placed = partial(playing.placed, scene.Tags)  # who can read it, pays and is paid


@pytest.mark.parametrize(
    "places", list(itertools.product(scene.Tags.places, repeat=3)), ids="-".join
)
def test_every_wrong_place_has_its_reason(places):
    model = placed(*places)
    model.act("send", SENT)
    assert model.at == scene.Tags.right
    shown = {place["id"]: place for place in part(model, "places")["places"]}
    for tag, place in model.was.items():
        ghosts = [one["value"] for one in shown[place]["tags"] if one["act"] == "was"]
        assert (tag in ghosts) == (place != scene.Tags.right[tag])
    wrong = sum(place != scene.Tags.right[tag] for tag, place in model.was.items())
    assert sum(len(place["notes"]) for place in shown.values()) == wrong
    assert model.said.startswith(f"{3 - wrong} of 3")


def test_who_holds_what_is_computed():
    model = placed("meta", "sari", "relay")
    model.act("send", "Hello there")
    html = touch.drawn(model.parts)
    assert html.count("Hello there") == 3, "her phone, the company and the field; not the relay"
    assert "48 bytes" in html
    assert "$0.0190" in html


def test_the_guess_is_kept():
    placed("meta", "sari", "meta").act("send", SENT)
    assert kept("tags")[0] == "is paid at Meta, pays at Sari, can read it at Meta"


def test_nothing_is_sent_before_all_tags_stand_or_without_a_sentence():
    model = scene.Tags()
    with pytest.raises(CourseError):
        model.act("send", SENT)
    model = placed("sari", "sari", "sari")
    with pytest.raises(CourseError):
        model.act("send", "  ")
    assert not model.was
    assert not store.load()["predictions"]


def test_a_tag_may_be_put_again_before_it_is_sent():
    model = placed("sari", "sari", "sari")
    model.act("put", "reads nusa")
    assert model.at["reads"] == "nusa"
    assert model.held == ""


def test_no_reason_is_there_for_nobody():
    words = data.toml("scenes", "lesson_00")
    reasons = {key for key in words if key.startswith("no_")}
    assert reasons == {
        f"no_{tag}_{place}"
        for tag, right in scene.Tags.right.items()
        for place in scene.Tags.places
        if place != right
    }


def test_a_reason_is_read_at_a_glance():
    words = data.toml("scenes", "lesson_00")
    assert max(len(words[key].split()) for key in words if key.startswith("no_")) <= 10


def carried(model):
    """What has come to each place, by the place: the envelope and the coin."""
    places = part(model, "places")["places"]
    found = {place["id"]: place["carries"] for place in places if place["carries"]}
    return {place: came for place, came in found.items() if came[0]["act"] != "unknown"}


def test_an_envelope_goes_through_the_relay_and_a_coin_comes_after_it():
    model = placed("meta", "sari", "relay")
    assert list(carried(model)) == ["sari"], "nothing moves before it is sent"
    model.act("send", SENT)
    came = carried(model)
    assert [one["path"] for one in came["nusa"]] == ["sari-stop relay-stop"]
    (coin,) = came["meta"]
    assert (coin["path"], coin["wait"] > 0, coin["text"]) == ("nusa-stop", True, "$0.0190")
    assert set(came) == {"nusa", "meta"}


def test_other_words_travel_again_and_the_guess_stays():
    model = placed("meta", "sari", "relay")
    model.act("send", SENT)
    first, guess = carried(model), kept("tags")
    model.act("send", "Where is my coach?")
    assert carried(model)["nusa"][0]["id"] != first["nusa"][0]["id"]
    assert "64 bytes" in model.said
    assert "Where is my coach?" in touch.drawn(model.parts)
    assert kept("tags") == guess
    model.act("again")
    assert list(carried(model)) == ["sari"]
