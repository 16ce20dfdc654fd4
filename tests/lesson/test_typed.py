"""Letters, orders and numbers are read as people write them, in one way everywhere."""

import pytest

from course_lib.lesson import plain

OPTIONS = {"a": "the relay", "b": 'they say "yes"', "c": "b) or not"}


@pytest.mark.parametrize(
    "said",
    [
        "a",
        " A ",
        "(a)",
        "a)",
        "'a'",
        '"a"',
        "[a]",
        "a.",
        "the relay",
        "The  relay.",
        "a) the relay",
        ["a"],
        ["(a)"],
    ],
)
def test_an_option_is_meant(said):
    assert plain.letter(said, OPTIONS) == "a"


@pytest.mark.parametrize(
    "said", ["d", "", "ab", "a b", None, 1, ["a", "b"], [["a"]], "the", "b) the relay"]
)
def test_no_option_is_meant(said):
    assert plain.letter(said, OPTIONS) == ""


def test_the_text_of_an_option_is_read_with_its_quotes():
    assert plain.letter("they say 'yes'", OPTIONS) == ""
    assert plain.letter('They say "yes"', OPTIONS) == "b"
    assert plain.letter("b) or not", OPTIONS) == "c"


@pytest.mark.parametrize(
    "said",
    [
        *["b a c", "bac", "B, A, C", "(b) (a) (c)", "b -> a -> c", "b then a then c", "b, a and c"],
        *[["b", "a", "c"], ["ba", "c"], ['They say "yes"', "The relay.", "(c)"]],
    ],
)
def test_an_order_is_read(said):
    assert plain.letters(said, OPTIONS) == ["b", "a", "c"]


def test_a_letter_that_is_none_is_seen():
    assert plain.letters("b x a", OPTIONS) == ["b", "x", "a"]
    assert plain.letters("bxa", OPTIONS) == ["b", "x", "a"]
    assert plain.letters("1 2 3", OPTIONS) == plain.letters(123, OPTIONS) == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        pytest.param("9" * 5000, None, id="a long text"),
        pytest.param(10**5000, None, id="a long number"),
        (float("nan"), None),
        (float("inf"), None),
        ("1e3", 1000),
        ("1,234.5", 1234.5),
        (2.0, 2),
        (True, None),
        ([1], None),
    ],
)
def test_numbers(said, meant):
    assert plain.number(said) == meant
