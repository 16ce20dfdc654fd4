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

OWN = "Is seat 12A free?"
placed = partial(playing.placed, scene.Tags)  # who can read it, pays and is paid


def carried(*places, to=("nusa",)):
    model = placed(*(places or ("meta", "sari", "relay")))
    for place in to:
        model.act("put", f"letter {place}")
    return model


def shown(model):
    return {place["id"]: place for place in part(model, "places")["places"]}


def came(model):
    """What has come to each place: letters, which lie at Sari's at first, and the coin."""
    found = {place: [one["id"] for one in told["carries"]] for place, told in shown(model).items()}
    return {place: ids for place, ids in found.items() if ids and "unknown" not in ids[0]}


@pytest.mark.parametrize("places", list(itertools.product(scene.PLACES, repeat=3)), ids="-".join)
def test_every_wrong_place_has_its_reason(places):
    model = carried(*places)
    right = scene.RIGHT["nusa"]
    assert model.at == right
    for tag, place in model.was.items():
        ghosts = [one["value"] for one in shown(model)[place]["tags"] if one["act"] == "was"]
        assert (tag in ghosts) == (place != right[tag])
    wrong = sum(place != right[tag] for tag, place in model.was.items())
    reasons = [note for place in shown(model).values() for note in place["notes"]]
    assert len(reasons) == wrong
    assert all(len(reason.split()) <= 10 for reason in reasons), "read at a glance"
    assert model.said.startswith(f"{3 - wrong} of 3")


@pytest.mark.parametrize("to", scene.RIGHT)
def test_who_holds_what_is_computed(to):
    model = carried(to=["nusa", to])
    model.act("write", "Hello there")
    html = touch.drawn(model.parts)
    assert html.count("Hello there") == 3, "her letter, its reader and the field; not the relay"
    assert "48 bytes" in html
    assert ("$0.0190" in html) == (to == "nusa")


def test_nothing_moves_before_the_letter_is_carried_and_then_a_coin_comes_after_it():
    model = placed("meta", "sari", "relay")
    assert came(model) == {"sari": ["letter-0"]}
    assert part(model, "bar")["rows"] == [], "nor does an arrow tell the way"
    model = carried()
    assert came(model) == {"sari": ["letter-0"], "nusa": ["letter-1"], "meta": ["coin-1"]}
    (letter,), (coin,) = shown(model)["nusa"]["carries"], shown(model)["meta"]["carries"]
    assert (letter["path"], coin["path"]) == ("sari-stop relay-stop", "nusa-stop")
    assert (coin["wait"] > 0, coin["text"]) == (True, "$0.0190")


def test_for_a_letter_to_a_friend_nobody_pays():
    model = carried(to=("nusa", "budi"))
    assert came(model) == {"sari": ["letter-0"], "budi": ["letter-2"]}
    tags = {place: [one["text"] for one in told["tags"]] for place, told in shown(model).items()}
    assert tags["budi"] == ["\u2713 can read it"]
    assert not any(tags[place] for place in ("relay", "nusa", "meta"))
    ways = [[piece["text"] for piece in row] for row in part(model, "bar")["rows"]]
    assert ways[1][1:] == [scene.phrase("bill")]
    assert ways[3] == [scene.phrase("pays_budi")]
    model.act("put", "letter nusa")
    assert came(model)["meta"] == ["coin-3"]
    assert model.at == scene.RIGHT["nusa"]


def test_the_guess_is_kept_once():
    model = carried("meta", "sari", "meta")
    guess = kept("tags")
    assert guess[0] == "is paid at Meta, pays at Sari, can read it at Meta"
    model.act("put", "letter budi")
    model.act("write", OWN)
    assert kept("tags") == guess
    model.act("again")
    assert (came(model), model.text) == ({"sari": ["letter-0"]}, scene.phrase("example"))


@pytest.mark.parametrize(
    ("tags", "act"),
    [
        ((), ("put", "letter nusa")),
        (("sari",) * 3, ("put", "letter budi")),
        (("sari",) * 3, ("put", "letter meta")),
        (("sari",) * 3, ("write", "  ")),
    ],
)
def test_what_cannot_be_carried_is_refused_and_changes_nothing(tags, act):
    model = placed(*tags) if tags else scene.Tags()
    before = touch.drawn(model.parts)
    with pytest.raises(CourseError):
        model.act(*act)
    assert touch.drawn(model.parts) == before
    assert not store.load()["predictions"]


def test_a_tag_or_the_words_may_be_changed_before_it_is_carried():
    model = placed("sari", "sari", "sari")
    model.act("put", "reads nusa")
    model.act("write", OWN)
    assert (model.at["reads"], model.held, model.text, model.to) == ("nusa", "", OWN, "")


def test_no_reason_is_there_for_nobody():
    words = data.toml("scenes", "lesson_00")
    reasons = {key for key in words if key.startswith("no_")}
    right = scene.RIGHT["nusa"].items()
    assert reasons == {
        f"no_{tag}_{at}" for tag, place in right for at in scene.PLACES if at != place
    }
