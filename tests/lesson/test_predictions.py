import numpy as np
import pytest

from course_lib.lesson import predictions, store


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch):
    monkeypatch.setattr(predictions, "_asked", {})


@pytest.fixture
def bill(shown):
    return predictions.number("bill", "What does a year cost?", unit="US cents")


@pytest.fixture
def who(shown):
    return predictions.choice("who", "Who can read it?", options=["The relay", "Two phones"])


@pytest.mark.parametrize(
    ("said", "kept"),
    [(40, 40), (0.5, 0.5), ("40", 40), (" 1,500.5 ", 1500.5), (-3, -3), (2.0, 2), ("0", 0)],
)
def test_a_number_said_in_a_cell_is_kept(bill, said, kept):
    bill.say(said)
    value = store.get("predictions", "bill", None).value
    assert (value, type(value)) == (kept, type(kept))


@pytest.mark.parametrize("said", ["forty", "1,5,0", True, [40], float("inf"), float("nan"), "nan"])
def test_what_is_no_number_is_said_not_raised(bill, file, said):
    assert "not a number that can be kept" in repr(bill.say(said))
    assert not file.exists()


@pytest.mark.parametrize("said", [..., None, ""])
def test_no_guess_is_fine(bill, who, file, said):
    assert "that is fine" in repr(bill.say(said))
    assert "that is fine" in repr(who.say(said))
    assert not file.exists()


@pytest.mark.parametrize("said", ["b", "B)", " two phones ", "Two phones"])
def test_an_option_by_letter_or_text(who, said):
    assert repr(who.say(said)) == "Kept: Two phones. Read on to see."
    assert store.get("predictions", "who", None).value == "Two phones"


def test_another_option_is_refused_kindly(who):
    assert "one of the letters a, b" in repr(who.say("z"))
    assert "one of the letters a, b" in repr(who.say(3))


def test_reveal_puts_them_side_by_side(bill):
    bill.say(40)
    revealed = predictions.reveal("bill", answer=2.0123456, why="Text is small.")
    assert repr(revealed).splitlines() == [
        "Your guess: 40 US cents",
        "The answer: 2.012 US cents",
        "Why: Text is small.",
        "Your guess is about 20 times the answer.",
    ]
    html = revealed._repr_html_()
    assert html.count('<th scope="col"') == html.count("<td ") == 3


@pytest.mark.parametrize(
    ("guess", "answer", "says"),
    [
        (2, 2.1, "close"),
        (1, 10, "The answer is about 10 times"),
        (0, 5, ""),
        (-1, 5, ""),
        (5, 0, ""),
    ],
)
def test_the_distance_is_a_factor(bill, guess, answer, says):
    bill.say(guess)
    assert says in repr(predictions.reveal("bill", answer=answer, why="So."))


def test_an_answer_may_come_from_numpy(bill):
    assert "The answer: 1,500 US" in repr(predictions.reveal("bill", np.int64(1500), why="So."))


def test_reveal_without_a_guess_invites_and_answers(bill):
    said = repr(predictions.reveal("bill", answer=2, why="So."))
    assert "Your guess: none yet" in said
    assert "The answer: 2 US cents" in said
    assert "that is fine" in said


def test_reveal_needs_no_question_before_it():
    assert "The answer: 2\n" in repr(predictions.reveal("bill", answer=2, why="So."))


def test_reveal_of_a_choice(who):
    who.say("b")
    assert "You chose the answer." in repr(predictions.reveal("who", "Two phones", why="Keys."))
    who.say("a")
    assert "You chose" not in repr(predictions.reveal("who", "Two phones", why="Keys."))


def test_whatever_the_file_holds_is_shown_escaped(who):
    for value in ("<script>x</script>", {"a": "<b>"}, [1], None, True):
        store.record("predictions", "who", value)
        html = predictions.reveal("who", "Two phones", why="Keys.")._repr_html_()
        assert "<script>" not in html
        assert "<b>" not in html
        assert predictions.reveal("who", 5, why="Keys.")


def test_confidence_is_a_percentage_of_its_own_kind(shown):
    sure = predictions.confidence("claim 1", "Nobody else can read it.")
    assert repr(sure.say(80)) == "Kept: 80 percent. Read on to see."
    assert store.get("confidence", "claim 1", None) == (80, True)
    assert repr(sure.say(180)) == "180 is outside 0 to 100."
    assert store.get("confidence", "claim 1", None) == (80, True)


def test_the_box_keeps_only_on_the_button(bill, shown, file):
    _, box, button, said = shown[0][0].children
    box.value = "40"
    assert not file.exists()
    button.click()
    assert store.get("predictions", "bill", None).value == 40
    assert "Kept: 40 US cents" in said.value
    box.value = "<b>"
    button.click()
    assert "&lt;b&gt;" in said.value


def test_the_options_start_unmarked(who, shown, file):
    _, radio, button, said = shown[0][0].children
    assert radio.value is None
    button.click()
    assert "that is fine" in said.value
    assert not file.exists()
    radio.value = "Two phones"
    button.click()
    assert store.get("predictions", "who", None).value == "Two phones"


def test_an_earlier_guess_is_remembered(bill, shown):
    bill.say(40)
    predictions.number("bill", "What does a year cost?", unit="US cents")
    assert "You guessed before: 40 US cents" in shown[1][0].children[3].value


def test_the_still_twin_holds_question_and_options(who, bill, shown):
    (_, asked), (_, number) = shown
    assert asked["text/plain"].splitlines()[:3] == [
        "Your guess: Who can read it?",
        "a) The relay",
        "b) Two phones",
    ]
    assert "in US cents" in number["text/plain"]
