"""The envelope and its table: six columns. What is wrong with a table: gives.toml."""

import datetime as dt
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from course_lib import relay
from course_lib.relay import Envelope

SEVEN = dt.datetime(2024, 10, 19, 7, 0, 0, 123456, tzinfo=dt.UTC)
PLAIN = Envelope(SEVEN, "Sari", "Budi", "text", 312)
MANY = [
    replace(PLAIN, kind="prekey"),
    PLAIN,
    replace(PLAIN, sender=None),
    replace(PLAIN, recipient="Budi/laptop", kind="media", size=2**31 - 1, group="class 11B"),
    replace(PLAIN, sender="Budi", recipient="Sari", kind="receipt", size=1),
]


def good():
    return relay.log_frame(MANY)


def test_table_has_the_six_columns_and_types():
    for frame in (good(), relay.log_frame([])):
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == relay.COLUMNS
        assert relay.validate(frame) == []
    assert list(relay.COLUMNS) == ["sent_at", "sender", "recipient", "kind", "size", "group"]


def test_table_says_what_the_envelopes_say():
    frame = good()
    assert len(frame) == len(MANY)
    for (_, row), envelope in zip(frame.iterrows(), MANY, strict=True):
        values = {name: None if pd.isna(value) else value for name, value in row.items()}
        assert values == vars(envelope)


def test_table_in_bulk_is_the_same_table():
    columns = {name: [getattr(one, name) for one in MANY] for name in relay.COLUMNS}
    pd.testing.assert_frame_equal(relay.typed(columns), good())
    columns["sent_at"] = np.array([one.sent_at.replace(tzinfo=None) for one in MANY], "M8[us]")
    pd.testing.assert_frame_equal(relay.typed(columns), good())


def test_envelope_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        PLAIN.size = 1
