import re

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import predictions, store
from course_lib.lesson.tables import Note


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    monkeypatch.setattr(predictions, "_asked", {})


@pytest.fixture
def bill(shown):
    return predictions.number("bill", "What does a year cost?", unit="US cents")


@pytest.fixture
def who(shown):
    return predictions.choice("who", "Who can read it?", options=["The relay", "Two phones"])


@pytest.fixture
def panel(shown):
    """The box or the buttons of what was asked last, and a function for what is said."""

    def last():
        _, box, said = shown[-1][0].children
        return box, lambda: said.value

    return last


def kept(key, kind="predictions"):
    return store.get(kind, key, None).value


def test_reveal_puts_them_side_by_side(bill):
    bill.say("40")
    revealed = predictions.reveal("bill", answer=2.0123456, why="Text is small.")
    assert repr(revealed).splitlines() == [
        "Your guess: 40 US cents",
        "The answer: 2.012 US cents",
        "Why: Text is small.",
        "Your guess is about 20 times the answer.",
    ]
    assert kept("bill", "answers") == "2.012 US cents"
    assert kept("bill: why", "answers") == "Text is small."
    html = revealed._repr_html_()
    assert html.count('<th scope="col"') == html.count("<td ") == 3


def test_reveal_without_a_guess_invites_and_answers_once(bill, who):
    first = repr(predictions.reveal("bill", answer=2, why="So."))
    for said in ("Your guess: none yet", "The answer: 2 US cents", "that is fine"):
        assert said in first
    assert "that is fine" not in repr(predictions.reveal("who", "Two phones", why="Keys."))
    assert repr(predictions.reveal("bill", 2, why="So.")) == first
    assert "The answer: 2\n" in repr(predictions.reveal("never asked", answer=2, why="So."))


def test_reveal_of_a_choice(who):
    who.say("Two phones")
    assert "You chose the answer." in repr(predictions.reveal("who", "Two phones", why="Keys."))
    who.say("The relay")
    assert "You chose" not in repr(predictions.reveal("who", "Two phones", why="Keys."))


def test_whatever_the_file_holds_is_shown_escaped(who):
    for value in ("<script>x</script>", {"a": "<b>"}, [1], None, True):
        store.record("predictions", "who", value)
        html = predictions.reveal("who", "Two phones", why="Keys.")._repr_html_()
        assert not re.search("<script>|<b>", html)
        assert predictions.reveal("who", 5, why="Keys.")


def test_how_sure_is_one_panel_of_percentages_of_their_own_kind(shown):
    predictions.sure(1, 8)
    _, first, second, said = shown[0][0].children
    assert "Messages on WhatsApp can be encrypted." in first.children[0].value
    box, bar = first.children[1].children
    assert (box.value, bar.value, said.value) == (50, 50, "")
    for moved, value, other, both in ((bar, 80, box, 80), (box, 83, bar, 83), (box, 850, bar, 100)):
        moved.value = value
        assert other.value == kept("claim_1", "confidence") == both
        assert f"Kept: {both} percent" in said.value
    assert kept("claim_8", "confidence") is None, "what is not moved is not kept"
    assert second.children[1].children[0].description == "Claim 8, in percent"
    predictions.sure(1)
    assert shown[1][0].children[1].children[1].children[0].value == 100
    with pytest.raises(CourseError):
        predictions.sure(99)


def test_what_is_typed_is_kept_at_once(bill, panel, file):
    box, said = panel()
    for typed in ("forty", "9" * 5000):
        box.value = typed
        assert "not a number that can be kept" in said()
    assert not file.exists()
    for typed, value in [("4", 4), ("40", 40), ("40.", 40), ("40.5", 40.5), (" 1,200 ", 1200)]:
        box.value = typed
        assert kept("bill") == value
    assert "Kept: 1,200 US cents" in said()
    box.value = "<b>"
    assert "&lt;b&gt;" in said()
    assert "What is kept: 1,200 US cents." in said()
    box.value = ""
    assert kept("bill") == 1200


def test_what_is_chosen_is_kept_at_once(who, panel, file):
    radio, said = panel()
    assert radio.value is None
    assert not file.exists()
    radio.value = "Two phones"
    assert "Kept: Two phones. Read on to see." in said()
    assert kept("who") == "Two phones"


def test_what_cannot_be_kept_never_says_kept(bill, panel, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "nowhere" / "my_course.json"))
    box, said = panel()
    box.value = "0.55"
    assert "Kept" not in said()
    assert "Held, but not saved: 0.55 US cents" in said()
    assert "could not be written here" in said()
    assert "Your guess: 0.55 US cents" in repr(predictions.reveal("bill", 2, why="So."))


def test_after_a_reload_the_still_and_the_box_say_how_to_go_on(bill, shown, panel):
    assert "It is kept at once" in shown[0][1]["text/plain"]
    panel()[0].value = "40"
    go_on = "Run this cell to go on. You guessed 40 US cents."
    assert shown[-1][1]["text/plain"].endswith(go_on)
    predictions.number("bill", "What does a year cost?", unit="US cents")
    assert shown[-1][1]["text/plain"].endswith(go_on)
    box, said = panel()
    assert (box.value, said()) == ("40", "")


def test_what_gives_the_answer_away_lies_folded_without_a_guess(bill, monkeypatch):
    sent, result = [], Note("It is 2.5 cents.")
    monkeypatch.setattr(predictions, "display", lambda shown, **_: sent.append(shown))
    assert predictions.after("bill", result) is None
    assert sent[0]["text/html"].startswith("<details><summary>This gives the answer away")
    assert sent[0]["text/plain"] == "It is 2.5 cents."
    html = predictions.reveal("bill", 2.5, why="So.")._repr_html_()
    assert "2.5" not in re.sub(r"<details>.*?</details>", "", html)
    assert "<details><summary>The answer. Guess first" in html
    bill.say("3")
    assert predictions.after("bill", result) is result
    assert "<details>" not in predictions.reveal("bill", 2.5, why="So.")._repr_html_()


def test_the_words_of_an_answer_stand_in_the_lessons_file():
    revealed = predictions.reveal("chain")
    assert "The answer: 3 to 7" in repr(revealed)
    assert "turns one way" in repr(revealed)
    assert "from 1 to 2" in repr(predictions.reveal("remains", 1.35, low=1, high=2))
    for key in ("no such key", "nobody"):
        with pytest.raises(KeyError):
            predictions.reveal(key)


def test_the_still_twin_holds_question_and_options_and_keys_are_explained_once(who, bill, shown):
    predictions.choice("other", "Who else?", ["a", "b"])
    asked, number, _ = (still["text/plain"] for _, still in shown)
    lines = ["Your guess: Who can read it?", "a) The relay", "b) Two phones"]
    assert asked.splitlines()[:3] == lines
    assert "in US cents" in number
    heads = [widget.children[0].value for widget, _ in shown]
    assert ["Keys:" in head for head in heads] == [True, False, False]
