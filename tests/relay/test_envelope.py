"""The envelope and its table: six columns, checked one by one."""

import datetime as dt
import subprocess
import sys
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


@pytest.mark.parametrize("name", list(relay.COLUMNS))
def test_missing_column_is_named(name):
    assert relay.validate(good().drop(columns=name)) == [f"Column {name} is not there."]


@pytest.mark.parametrize("name", list(relay.COLUMNS))
def test_wrong_type_is_named(name):
    wrong = relay.validate(good().astype({name: object}))
    assert wrong == [f"Column {name} must be of type {relay.COLUMNS[name]}, not object."]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        (
            {"sent_at": [SEVEN, pd.NaT, SEVEN, SEVEN, pd.NaT]},
            "Column sent_at is missing in 2 rows.",
        ),
        ({"recipient": ["Budi", None, "a", "b", "c"]}, "Column recipient is missing in 1 row."),
        ({"kind": ["text", None, "text", "text", "text"]}, "Column kind is missing in 1 row."),
        (
            {"sender": ["", "a", "a", None, "a"]},
            "Column sender holds something that is not a name.",
        ),
        ({"recipient": [7, 8, 9, 7, 8]}, "Column recipient holds something that is not a name."),
        ({"size": [1, 0, -3, 1, 1]}, "Column size is below 1 byte in 2 rows."),
        (
            {"kind": ["text", "letter", "text", "fax", "text"]},
            "Column kind holds fax and letter; it can be prekey, text, media, receipt or call.",
        ),
    ],
)
def test_wrong_value_is_named(columns, wrong):
    frame = relay.typed({name: good()[name].astype(object) for name in relay.COLUMNS} | columns)
    assert relay.validate(frame) == [wrong]


def test_milliseconds_and_local_time_are_wrong_types():
    for dtype in ("datetime64[ms, UTC]", "datetime64[us, Asia/Jakarta]"):
        assert relay.validate(good().astype({"sent_at": dtype})) == [
            f"Column sent_at must be of type datetime64[us, UTC], not {dtype}."
        ]


def test_an_inside_does_not_belong_in_the_log():
    assert relay.validate(good().assign(text="Seven at the station?")) == [
        "Column text does not belong in a log of envelopes."
    ]


def test_several_wrongs_are_all_said():
    assert len(relay.validate(good().drop(columns="group").assign(text="", size=0))) == 3


def test_what_is_no_table_is_said():
    assert relay.validate(MANY) == ["This is not a table: make one with relay.log_frame."]


def test_importing_the_room_loads_no_pandas_and_no_cryptography():
    code = (
        "import sys, course_lib.relay; "
        "print(*[m for m in ('pandas', 'numpy', 'cryptography', 'course_lib.encryption')"
        " if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
