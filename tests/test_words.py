import datetime as dt

import pytest

from course_lib import words


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.034567, 2, "0.035"),
        (23456, 2, "23,000"),
        (0, 2, "0.0"),
        (-0.00123, 1, "-0.001"),
        (999.6, 3, "1,000"),
    ],
)
def test_significant(value, digits, written):
    assert words.significant(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(999_999, "999,999"), (1e6, "1.0 million"), (-2.5e9, "-2.5 billion"), (1e12, "1.0 trillion")],
)
def test_large(value, written):
    assert words.large(value) == written


def test_money_keeps_the_sign_before_the_currency():
    assert words.money(-0.019, digits=3) == "-$0.019"
    assert words.money(16_250, "IDR", 0) == "Rp16,250"
    assert words.money(1, "EUR") == "€1.00"


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2e15, "2.0 PB")]
)
def test_size(value, written):
    assert words.size(value) == written


def test_listed():
    assert words.listed([]) == ""
    assert words.listed(["Sari"]) == "Sari"
    assert words.listed(["Sari", "Budi"], "or") == "Sari or Budi"


def test_day_and_time():
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert words.date(moment.date()) == "2 Jan 2024"
    assert words.time(moment) == "03:04:05"
