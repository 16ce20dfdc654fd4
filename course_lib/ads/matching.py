"""Custom audiences: two lists of phone numbers compared by hash, and why a hash hides no number.

An advertiser uploads the SHA-256 of each number, the platform hashes its own users' numbers, and
equal hashes meet. Phone numbers are so few that whoever holds a hash can try them all; Hagen et
al., "All the Numbers are US" (2020), measured it (fact Y14). Nothing here is a stand-in: the hash
is `hashlib`'s, the numbers belong to nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import phonenumbers

from course_lib.errors import CourseError


def normalise(number: str, region: str = "ID") -> str:
    """A phone number as digits only, country code first: the form of E.164 without its plus sign.

    `region` (two letters) is where a number without a country code is dialled from. Two ways to
    write one number must come out the same, or their hashes would differ. A number that no
    country's plan knows, such as the invented ones, keeps its digits and needs its plus sign.
    Raises CourseError for what is no phone number.

    >>> normalise("0812-3456 7890"), normalise("+62 812 34567890"), normalise("+62 000-1234")
    ('6281234567890', '6281234567890', '620001234')
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise _unread(number) from None
    if phonenumbers.is_valid_number(parsed):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]
    if not number.strip().startswith("+"):
        raise _unread(number)
    return phonenumbers.normalize_digits_only(number)


def fingerprint(number: str, region: str = "ID") -> str:
    """The SHA-256 of the normalised number, as 64 hex digits.

    >>> fingerprint("+62 000 1234") == fingerprint("+62-000-1234")
    True
    >>> fingerprint("+62 000 1234")[:8]
    '1f6a879d'
    """
    return hashlib.sha256(normalise(number, region).encode()).hexdigest()


def match(uploaded: Iterable[str], accounts: Iterable[str], region: str = "ID") -> list[str]:
    """Those of the platform's `accounts` (numbers) whose hash is among the uploaded ones.

    The custom audience, in the order of `accounts`. Both sides now know something: the platform,
    that these people are somebody's customers.

    >>> nusa_bus = [fingerprint("+62 000 0001"), fingerprint("+62 000 0002")]
    >>> match(nusa_bus, ["+62 000-0002", "+62 000 0003"])
    ['+62 000-0002']
    """
    known = set(uploaded)
    return [account for account in accounts if fingerprint(account, region) in known]


def number_range(prefix: str, digits: int) -> Iterator[str]:
    """Every number that begins with `prefix` and has `digits` more, in order, as digits only.

    Raises CourseError for a prefix that is not a number and for no digits.

    >>> numbers = number_range("+62 000", 4)
    >>> next(numbers), next(numbers)
    ('620000000', '620000001')
    """
    start = prefix.lstrip("+").replace(" ", "").replace("-", "")
    if not (start.isascii() and start.isdigit()) or digits < 1:
        raise CourseError(
            expected="a prefix of digits, and at least one digit more",
            got=f"{prefix!r} and {digits}",
            do='Write number_range("+62 000", 6) for a million numbers.',
        )
    return (f"{start}{number:0{digits}d}" for number in range(10**digits))


class Search(NamedTuple):
    """The number behind a hash (None if the range does not hold it), and how many were tried."""

    number: str | None
    tries: int


def undo(digest: str, numbers: Iterable[str]) -> Search:
    """Hash every number until one gives `digest`. This is the whole attack.

    `numbers` are normalised already, as from `number_range`. A million take a second or so. To go
    from there to a country, divide: `metadata.crowd.enumeration_hours(numbers, per_hour)`.

    >>> undo(fingerprint("+62 000 1234"), number_range("+62 000", 4))
    Search(number='620001234', tries=1235)
    """
    tries = 0
    for number in numbers:
        tries += 1
        if hashlib.sha256(number.encode()).hexdigest() == digest:
            return Search(number, tries)
    return Search(None, tries)


def _unread(number: str) -> CourseError:
    return CourseError(
        expected="a phone number",
        got=repr(number),
        do='Write it with a plus sign and its country code: "+62 000 123456".',
    )
