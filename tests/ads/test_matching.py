"""Hashes meet exactly where normalised numbers do, and can be undone."""

import hashlib

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.ads import targeting

numbers = st.integers(0, 99).map(lambda n: f"62000{n:04d}")
styles = st.sampled_from(("+{c}{n}", "+{c} {n}", " +{c}-{n}", "+{c} ({n})"))


@st.composite
def written(draw):
    number = draw(numbers)
    return draw(styles).format(c=number[:2], n=number[2:])


def test_the_hash_of_a_known_number():
    """Made with `printf 6281234567890 | sha256sum`."""
    digest = "dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725"
    assert targeting.fingerprint("0812-3456-7890") == digest


@pytest.mark.parametrize("region", ["ID", "IN", "BR", "US", "DE", "IT"])
def test_every_way_to_write_a_number_is_one_number(region):
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    forms = [
        phonenumbers.format_number(example, form)
        for form in (
            phonenumbers.PhoneNumberFormat.E164,
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
            phonenumbers.PhoneNumberFormat.NATIONAL,
        )
    ]
    assert len({*forms}) > 1
    assert {targeting.normalise(form, region) for form in forms} == {forms[0][1:]}


@settings(deadline=None, derandomize=True)
@given(st.lists(written()), st.lists(written()))
def test_matching_is_the_intersection_of_the_numbers(customers, accounts):
    audience = targeting.match(map(targeting.fingerprint, customers), accounts)
    theirs = {targeting.normalise(number) for number in customers}
    assert audience == [number for number in accounts if targeting.normalise(number) in theirs]


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**5 - 1))
def test_a_hash_is_undone_after_as_many_tries_as_the_number_is_high(number):
    written = f"+62 000 {number:05d}"
    found = targeting.undo(targeting.fingerprint(written), targeting.number_range("+62 000", 5))
    assert found == targeting.Search(targeting.normalise(written), number + 1)


def test_a_number_outside_the_range_stays_hidden():
    digest = targeting.fingerprint("+62 001 0000")
    found = targeting.undo(digest, targeting.number_range("+62 000", 3))
    assert (found.number, found.tries) == (None, 1000)


@pytest.mark.parametrize("digits", range(1, 9))
def test_a_range_is_written_as_numbers_are_normalised(digits):
    some = zip(range(200), targeting.number_range("+62-000", digits), strict=False)
    for _, number in some:
        assert targeting.normalise("+" + number) == number
        assert hashlib.sha256(number.encode()).hexdigest() == targeting.fingerprint("+" + number)


def test_a_range_is_complete_and_in_order():
    all_of_it = list(targeting.number_range("62000", 3))
    assert len(set(all_of_it)) == 1000
    assert all_of_it == sorted(all_of_it)
    assert {len(number) for number in all_of_it} == {8}
