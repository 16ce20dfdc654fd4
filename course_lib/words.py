"""How numbers, money, shares, dates, sizes and bytes are written, and in which language.

No other module formats.
"""

import datetime as dt
import math
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import babel.dates
import babel.numbers

from course_lib import data
from course_lib.errors import refuse, require

_SIZES = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
_LARGE: tuple[tuple[float, str], ...] = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

Number = int | float | Decimal

_phrase = data.phrases(data.GROUND)


def speak(language: str) -> None:
    """Speak another language, by its code ("id"), from here on. A notebook's first cell calls it.

    Raises CourseError for a code that Babel does not know, or once texts have been read in
    another language.
    """
    try:
        babel.Locale.parse(language)
    except (ValueError, TypeError, babel.UnknownLocaleError):
        raise refuse("ground.language", repr(language)) from None
    if data.was_read and language != data.language:
        raise refuse("ground.language_late", repr(language), now=data.language)
    data.language = language


def number(value: Number, digits: int = 0) -> str:
    """`value` with grouped thousands and exactly `digits` decimals.

    >>> number(1234567.891, 2)
    '1,234,567.89'
    """
    return babel.numbers.format_decimal(+value, _pattern("#,##0", digits), locale=data.language)


def significant(value: Number, digits: int = 2) -> str:
    """`value` with `digits` significant digits: for estimates, where more would pretend.

    Raises CourseError for an infinite number and for NaN.

    >>> significant(0.034567), significant(23456)
    ('0.035', '23,000')
    """
    require(math.isfinite(value), "ground.finite", value)
    rounded = float(f"{float(value):.{digits}g}")
    exponent = int(f"{rounded:e}".split("e")[1])
    return number(rounded, max(0, digits - 1 - exponent))


def large(value: Number, digits: int = 1) -> str:
    """Millions and above in words, smaller values grouped.

    >>> large(2_950_000_000), large(450_000_000, 0), large(1200)
    ('3.0 billion', '450 million', '1,200')
    """
    for scale, name in _LARGE:
        if abs(float(value)) >= scale:
            return _phrase(f"large.{name}", number=number(float(value) / scale, digits))
    return number(value)


class Range(NamedTuple):
    """The low end, the best single guess and the high end of one amount.

    >>> Range(0.02, 0.05, 0.1).mid
    0.05
    """

    low: float
    mid: float
    high: float

    def in_words(self) -> str:
        """US dollars with their range, in cents below one dollar: no more digits than it deserves.

        >>> Range(0.0589, 0.2104, 0.8768).in_words()
        '21 cents (5.9 to 88)'
        >>> Range(565, 3231, 21_210).in_words()
        '3,200 dollars (560 to 21,000)'
        """
        key, unit = ("range.cents", 100) if self.mid < 1 else ("range.dollars", 1)
        low, mid, high = (significant(unit * end) for end in self)
        return _phrase(key, low=low, mid=mid, high=high)


def money(value: Number, currency: str = "USD", digits: int = 2) -> str:
    """An amount with its currency sign; give more `digits` for prices below a cent.

    >>> money(0.0107, digits=4), money(-1234.5), money(16250, "IDR", 0)
    ('$0.0107', '-$1,234.50', 'Rp16,250')
    """
    sign = "Rp" if currency == "IDR" else babel.numbers.get_currency_symbol(currency, data.language)
    return f"-{sign}{number(-value, digits)}" if value < 0 else f"{sign}{number(value, digits)}"


def percent(share: Number, digits: int = 0) -> str:
    """A share of one as a percentage.

    >>> percent(0.4379, 1)
    '43.8%'
    """
    return babel.numbers.format_percent(+share, _pattern("0", digits) + "%", locale=data.language)


def count(n: int, noun: str) -> str:
    """A number with its noun, one of those in `data/words.toml`, in the form the language asks.

    >>> count(1, "message"), count(1200, "try")
    ('1 message', '1,200 tries')
    """
    forms = data.toml(data.GROUND, "words")["noun"][noun]
    form = babel.Locale.parse(data.language).plural_form(n)
    return str(forms.get(form, forms["other"])).format(n=number(n))


def date(day: dt.date) -> str:
    """A calendar day.

    >>> date(dt.date(2024, 10, 19))
    '19 Oct 2024'
    """
    return babel.dates.format_date(day, "d MMM y", locale=data.language)


def time(moment: dt.datetime) -> str:
    """A moment with seconds, in the time zone it carries.

    >>> time(dt.datetime(2024, 10, 19, 7, 5, 9))
    '07:05:09'
    """
    return babel.dates.format_time(moment, "HH:mm:ss", locale=data.language)


def size(n_bytes: Number, digits: int = 1) -> str:
    """Bytes in the largest unit that keeps the number above one (1 kB = 1000 bytes).

    >>> size(312), size(1_250_000)
    ('312 bytes', '1.2 MB')
    """
    value, step = float(n_bytes), 0
    while abs(value) >= 1000 and step < len(_SIZES) - 1:
        value, step = value / 1000, step + 1
    return f"{number(value, digits if step else 0)} {_SIZES[step]}"


def hex8(raw: bytes) -> str:
    """The first eight hex digits of `raw`: enough to tell two keys apart, too few to use one.

    >>> hex8(bytes(range(32)))
    '00010203'
    """
    return raw[:4].hex()


def listed(items: list[str], last: str = "and") -> str:
    """Words in a row, with commas and a last joining word.

    >>> listed(["Sari", "Budi", "the relay"])
    'Sari, Budi and the relay'
    """
    return f" {_phrase(f'list.{last}')} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


@cache
def _pattern(whole: str, digits: int) -> str:
    require(digits >= 0, "ground.decimals", digits)
    return whole + ("." + "0" * digits if digits else "")
