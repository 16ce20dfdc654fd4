"""The four broken phones: each chats perfectly, and its own case finds it."""

import pytest

from course_lib.encryption import conversation, keys, thief
from course_lib.encryption.keys import Refused
from course_lib.encryption.thief import ATTACKS, PHONES

FOUND_BY = {
    "ours": set(),
    "open_header": {"changed_header", "other_peoples_code"},
    "no_rollback": {"forged_message"},
    "no_cap": {"absurd_number"},
    "labels_swapped": {"other_peoples_code"},
}


def test_each_case_finds_its_phones_and_no_other():
    table = thief.attacks()
    failed = table[~table.passes].groupby("phone").attack.apply(set).to_dict()
    assert {name: failed.get(name, set()) for name in PHONES} == FOUND_BY
    assert len(table) == len(PHONES) * len(ATTACKS)


@pytest.mark.parametrize("name", PHONES)
def test_every_phone_chats_perfectly(name):
    sari, budi = PHONES[name].talk()
    for _ in range(3):
        first, second = sari.write(b"1"), sari.write(b"2")
        assert (budi.read(second), budi.read(first)) == (b"2", b"1")
        assert sari.read(budi.write(b"3")) == b"3"


def forged(frame):
    return keys.generate().public + frame[32:]


def test_without_rollback_one_forged_message_ends_the_chat_for_ever():
    sari, budi = PHONES["no_rollback"].talk()
    with pytest.raises(Refused):
        budi.read(forged(sari.write(b"x")))
    for _ in range(20):
        with pytest.raises(Refused):
            budi.read(sari.write(b"x"))
        with pytest.raises(Refused):
            sari.read(budi.write(b"x"))


def test_ours_shrugs_off_forged_messages():
    sari, budi = PHONES["ours"].talk()
    frame, state = sari.write(b"Seven?"), budi.state
    for _ in range(50):
        with pytest.raises(Refused):
            budi.read(forged(frame))
    assert budi.state is state
    assert budi.read(frame) == b"Seven?"


def test_flips_say_what_refused_each_byte_and_that_nothing_moved():
    step = conversation.play("AAB")[1]
    outcomes = thief.flips(step.before["B"], step.frame)
    assert len(outcomes) == len(step.frame)
    assert set(outcomes) == {"tag", "skipped", "duplicate"}
    assert outcomes[36:40] == ["skipped", "skipped", "tag", "duplicate"]


def test_flips_would_show_a_byte_that_nothing_refuses():
    states = conversation.start(thief.OpenHeader.wire)
    alice = thief.Phone(states["A"])
    outcomes = thief.flips(states["B"], alice.write(b"first"))
    assert [at for at, outcome in enumerate(outcomes) if outcome == "read"] == [32, 33, 34, 35]
