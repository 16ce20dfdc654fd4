import re

import pytest

from course_lib.errors import CourseError
from course_lib.lesson import predictions, store
from course_lib.lesson.tables import Note

WORDS = predictions._reveals()


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    monkeypatch.setattr(predictions, "_asked", {})
    own = {key: {"why": "{why}"} for key in ("bill", "who", "never asked")}
    monkeypatch.setattr(predictions, "_reveals", lambda: WORDS | own)


@pytest.fixture
def bill(shown):
    return predictions.number("bill", "What does a year cost?", unit="US cents")


@pytest.fixture
def who(shown):
    return predictions.choice("who", "Who can read it?", options=["The relay", "Two phones"])


def test_what_is_no_number_is_said_not_raised(bill, file):
    for said in ("forty", "9" * 5000):
        assert "not a number that can be kept" in repr(bill.say(said))
    assert not file.exists()


def test_reveal_puts_them_side_by_side(bill):
    bill.say("40")
    revealed = predictions.reveal("bill", answer=2.0123456, why="Text is small.")
    assert repr(revealed).splitlines() == [
        "Your guess: 40 US cents",
        "The answer: 2.012 US cents",
        "Why: Text is small.",
        "Your guess is about 20 times the answer.",
    ]
    assert store.get("answers", "bill", None).value == "2.012 US cents"
    assert store.get("answers", "bill: why", None).value == "Text is small."
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
        assert "<script>" not in html
        assert "<b>" not in html
        assert predictions.reveal("who", 5, why="Keys.")


def test_how_sure_is_one_panel_of_percentages_of_their_own_kind(shown):
    predictions.sure(1, 8)
    _, first, second, said = shown[0][0].children
    assert "Messages on WhatsApp can be encrypted." in first.children[0].value
    box, bar = first.children[1].children
    assert (box.value, bar.value, said.value) == (50, 50, "")
    bar.value = 80
    assert box.value == 80
    assert "Kept: 80 percent" in said.value
    assert store.get("confidence", "claim_1", None) == (80, True)
    box.value = 83
    assert bar.value == 83
    assert store.get("confidence", "claim_1", None) == (83, True)
    box.value = 850
    assert store.get("confidence", "claim_1", None) == (100, True)
    assert not store.get("confidence", "claim_8", None).yours, "what is not moved is not kept"
    assert second.children[1].children[0].description == "Claim 8, in percent"
    predictions.sure(1)
    assert shown[1][0].children[1].children[1].children[0].value == 100
    with pytest.raises(CourseError):
        predictions.sure(99)


def test_what_is_typed_is_kept_at_once(bill, shown):
    _, box, said = shown[0][0].children
    for typed, kept in [("4", 4), ("40", 40), ("40.", 40), ("40.5", 40.5), (" 1,200 ", 1200)]:
        box.value = typed
        assert store.get("predictions", "bill", None).value == kept
    assert "Kept: 1,200 US cents" in said.value
    box.value = "<b>"
    assert "&lt;b&gt;" in said.value
    assert "What is kept: 1,200 US cents." in said.value
    box.value = ""
    assert store.get("predictions", "bill", None).value == 1200


def test_what_is_chosen_is_kept_at_once(who, shown, file):
    _, radio, _ = shown[0][0].children
    assert radio.value is None
    assert not file.exists()
    radio.value = "Two phones"
    assert "Kept: Two phones. Read on to see." in shown[0][0].children[2].value
    assert store.get("predictions", "who", None).value == "Two phones"


def test_what_cannot_be_kept_never_says_kept(bill, shown, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_STORE", str(tmp_path / "nowhere" / "my_course.json"))
    _, box, said = shown[0][0].children
    box.value = "0.55"
    assert "Kept" not in said.value
    assert "Held, but not saved: 0.55 US cents" in said.value
    assert "could not be written here" in said.value
    assert "Your guess: 0.55 US cents" in repr(predictions.reveal("bill", 2, why="So."))


def test_after_a_reload_the_still_and_the_box_say_how_to_go_on(bill, shown):
    assert "It is kept at once" in shown[0][1]["text/plain"]
    shown[0][0].children[1].value = "40"
    go_on = "Run this cell to go on. You guessed 40 US cents."
    assert shown[-1][1]["text/plain"].endswith(go_on)
    predictions.number("bill", "What does a year cost?", unit="US cents")
    assert shown[-1][1]["text/plain"].endswith(go_on)
    _, box, said = shown[-1][0].children
    assert (box.value, said.value) == ("40", "")


def test_without_a_guess_the_answer_lies_folded(bill):
    html = predictions.reveal("bill", 2.5, why="So.")._repr_html_()
    assert re.sub(r"<details>.*?</details>", "", html).count("2.5") == 0
    assert "<details><summary>The answer. Guess first" in html
    bill.say("3")
    assert "<details>" not in predictions.reveal("bill", 2.5, why="So.")._repr_html_()


def test_what_gives_the_answer_away_lies_folded(bill, monkeypatch):
    sent = []
    monkeypatch.setattr(predictions, "display", lambda shown, **_: sent.append(shown))
    result = Note("It is 2.5 cents.")
    assert predictions.after("bill", result) is None
    assert sent[0]["text/html"].startswith("<details><summary>This gives the answer away")
    assert sent[0]["text/plain"] == "It is 2.5 cents."
    bill.say("3")
    assert predictions.after("bill", result) is result


def test_the_words_of_an_answer_stand_in_the_lessons_file():
    revealed = predictions.reveal("chain")
    assert "The answer: 3 to 7" in repr(revealed)
    assert "turns one way" in repr(revealed)
    assert "from 1 to 2" in repr(predictions.reveal("remains", 1.35, low=1, high=2))
    for key, answer in (("no such key", None), ("nobody", None)):
        with pytest.raises(KeyError):
            predictions.reveal(key, answer)


def test_the_keys_are_explained_once(who, shown):
    predictions.choice("other", "Who else?", ["a", "b"])
    first, second = (widget.children[0].value for widget, _ in shown)
    assert "Keys:" in first
    assert "Keys:" not in second


def test_the_still_twin_holds_question_and_options(who, bill, shown):
    (_, asked), (_, number) = shown
    assert asked["text/plain"].splitlines()[:3] == [
        "Your guess: Who can read it?",
        "a) The relay",
        "b) Two phones",
    ]
    assert "in US cents" in number["text/plain"]
