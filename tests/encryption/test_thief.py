"""What a thief can do, and broken phones that chat perfectly; strips and attacks: gives.toml.

A thief who writes, too, is in stories.toml.
"""

from contextlib import suppress

import pytest
from phones import BUDI, SARI, refused, talked

from course_lib.encryption import conversation, handshake, keys, ratchet, sealing, thief
from course_lib.encryption.keys import Refused
from course_lib.encryption.thief import PHONES


def test_the_thief_opens_exactly_what_the_strip_says():
    """With the keys that `spy` claims, the frames open; without, none of them does."""
    steps = conversation.play("AABBABAABB")
    for t in range(len(steps)):
        for step, known in zip(steps, thief.spy(steps, t), strict=True):
            opened = []
            for key in known:
                with suppress(Refused):
                    opened.append(step.before["A"].wire.open(step.frame, key))
            assert bool(opened) == (step.message_key in known)


def test_a_copied_identity_key_opens_a_new_session_under_the_same_sixty_digits():
    """That is what no answer takes back; the session of before goes on beside it."""
    phone, his = talked()
    hello = handshake.start(BUDI.identity, SARI.bundle)  # stolen
    framing = sealing.Specification(hello.associated_data)
    thief = ratchet.start_alice(hello.secret, SARI.bundle.signed_prekey, framing)
    frame = hello.header.to_bytes() + ratchet.encrypt(thief, b"Budi here, new phone")[1]
    assert handshake.accept(SARI, frame)[2] == b"Budi here, new phone"
    assert hello.header.identity == BUDI.identity.public, "all that the digits are made of"
    assert his.read(phone.write(b"Seven?")) == b"Seven?"


# --- the four broken phones: each chats perfectly, and its own case finds it


@pytest.mark.parametrize("name", PHONES)
def test_every_phone_chats_perfectly(name):
    sari, budi = PHONES[name].talk()
    for _ in range(3):
        first, second = sari.write(b"1"), sari.write(b"2")
        assert (budi.read(second), budi.read(first)) == (b"2", b"1")
        assert sari.read(budi.write(b"3")) == b"3"


def test_without_rollback_one_forged_message_ends_the_chat_for_ever():
    sari, budi = PHONES["no_rollback"].talk()
    refused(budi.read, keys.generate().public + sari.write(b"x")[32:])
    for _ in range(20):
        refused(budi.read, sari.write(b"x"))
        refused(sari.read, budi.write(b"x"))
