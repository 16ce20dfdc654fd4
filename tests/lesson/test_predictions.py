"""A guess is kept as it is made; sample/guesses.ipynb has the answers beside guesses."""

import re

import ipywidgets as widgets
import pytest

from course_lib.lesson import predictions, store

GO_ON = "Run this cell to go on. You guessed 40 US dollars."


@pytest.fixture
def bill(shown):
    predictions.number("remains", "What does a year cost?")
    return shown[-1]


@pytest.fixture
def who(shown):
    predictions.choice("who", "Who can read it?", options=["The relay", "Two phones"])
    return shown[-1]


def say(cell, guess):
    """Type it, or choose it."""
    cell.part((widgets.Text, widgets.RadioButtons)).value = guess


def kept(key, kind="predictions"):
    return store.get(kind, key, None).value


@pytest.mark.parametrize("value", ["<script>x</script>", {"a": "<b>"}, [1], None, True, 10**30])
def test_whatever_the_file_holds_is_shown_escaped(who, value):
    store.record("predictions", "who", value)
    html = predictions.reveal("who", "Two phones", why="Keys.")._repr_html_()
    assert not re.search("<script>|<b>", html)
    assert predictions.reveal("who", 5, why="Keys.")


def test_how_sure_is_one_panel_of_percentages_of_their_own_kind(shown):
    predictions.sure(1, 8)
    (cell,) = shown
    assert "Messages on WhatsApp can be encrypted." in cell.html
    box, bar, *_ = cell.parts((widgets.BoundedFloatText, widgets.IntSlider))
    assert box.description == "Claim 1, in percent"
    assert (box.value, bar.value, cell.said) == (50, 50, "")
    for moved, value, now, near in ((bar, 80, 80, 80), (box, 83, 83, 85), (box, 850, 100, 100)):
        moved.value = value
        assert box.value == kept("claim_1", "confidence") == now
        assert bar.value == near, "the nearest step"
        assert f"Kept: {now} percent" in cell.said
    assert cell.part(widgets.BoundedFloatText, "Claim 8, in percent").value == 50
    assert kept("claim_8", "confidence") is None, "what is not moved is not kept"
    predictions.sure(1)
    assert shown[-1].part(widgets.IntSlider).value == 100


def test_what_is_typed_is_kept_at_once(bill, file):
    for typed in ("umpteen", "9" * 40, "9" * 5000):
        say(bill, typed)
        assert "not a number that can be kept" in bill.said
    assert not file.exists()
    numbers = [("4", 4), ("40", 40), ("40.", 40), ("40.5", 40.5), ("about 30 US dollars?", 30)]
    for typed, value in [*numbers, (" 1 200 ", 1200)]:
        say(bill, typed)
        assert kept("remains") == value
    say(bill, "   ")
    assert "Kept: 1,200 US dollars" in bill.said
    say(bill, "<b>")
    assert "&lt;b&gt;" in bill.html
    assert "What is kept: 1,200 US dollars." in bill.said
    say(bill, "")
    assert kept("remains") == 1200


def test_what_is_chosen_is_kept_at_once(who, file):
    assert who.part(widgets.RadioButtons).value is None
    assert not file.exists()
    say(who, "Two phones")
    assert "Kept: Two phones. Read on to see." in who.said
    assert kept("who") == "Two phones"


def test_what_cannot_be_kept_never_says_kept(bill, nowhere):
    say(bill, "0.55")
    assert "Kept" not in bill.said
    assert "Held, but not saved: 0.55 US dollars" in bill.said
    assert "could not be written here" in bill.said
    assert "Your guess: 0.55 US dollars" in repr(predictions.reveal("remains", 2, why="So."))


def test_after_a_reload_the_still_and_the_box_say_how_to_go_on(bill, shown):
    assert "It is kept at once" in bill.still
    say(bill, "40")
    assert bill.still.endswith(GO_ON)
    predictions.number("remains", "What does a year cost?")
    assert shown[-1].still.endswith(GO_ON)
    assert (shown[-1].part(widgets.Text).value, shown[-1].said) == ("40", "")


@pytest.mark.parametrize(("key", "label"), [("remains", "in US dollars"), ("rate", "Your guess")])
def test_a_box_has_a_label_with_a_unit_and_without(shown, key, label):
    predictions.number(key, "What does a year cost?")
    assert shown[-1].part(widgets.Text).description == label


@pytest.mark.usefixtures("who", "bill")
def test_keys_are_explained_once(shown):
    predictions.choice("other", "Who else?", ["a", "b"])
    assert ["Keys:" in cell.html for cell in shown] == [True, False, False]
