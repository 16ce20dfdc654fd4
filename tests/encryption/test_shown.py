"""What a notebook shows of an object holds no secret; what is frozen is frozen inside, too."""

from dataclasses import replace

import pytest

from course_lib.encryption import conversation, groups, handshake, media, ratchet, sealing

KEY, RING = bytes(range(32)), handshake.demo_keyring("budi", one_time=3)
HELLO, STEP = handshake.start(RING.identity, RING.bundle), conversation.play("AAA")[2]
LATE = ratchet.decrypt(conversation.start()["B"], STEP.frame)[0]
SENDER, PHOTO = groups.new_sender_key(5), media.lock(b"photo", "Image")[0]
PAIRS = (RING.identity, RING.signed_prekey, *RING.one_time)
HOLDERS = [
    (HELLO, [HELLO.secret]),
    (RING, [pair.private.private_bytes_raw() for pair in PAIRS]),
    (LATE, [LATE.root, LATE.receiving, *LATE.skipped.values()]),
    (SENDER, [SENDER.chain]),
    (PHOTO, [PHOTO.media_key]),
    (sealing.message_keys(KEY), [*sealing.message_keys(KEY)]),
    (media.media_keys(KEY, "Image"), [*media.media_keys(KEY, "Image")]),
    ([STEP], [STEP.message_key]),
]


@pytest.mark.parametrize(("holder", "secrets"), HOLDERS, ids=lambda one: type(one).__name__)
def test_no_secret_shows(holder, secrets):
    shown = repr(holder)
    assert "secret" not in shown
    assert "private" not in shown
    for secret in secrets:
        assert secret.hex()[:8] not in shown
        assert repr(secret) not in shown


def test_late_keys_are_among_the_secrets():
    assert len(LATE.skipped) == 2


SARI = groups.start({"Sari": 1, "Budi": 1})[0]["Sari 1"]
HELD = [SARI.theirs, SARI.sessions, SENDER.skipped, STEP.before, STEP.after]


@pytest.mark.parametrize("mapping", [*HELD, LATE.skipped, conversation.start()["A"].skipped])
def test_a_mapping_inside_cannot_be_changed(mapping):
    with pytest.raises(TypeError):
        mapping["new"] = None


def test_a_mapping_that_was_given_is_not_kept():
    own = {7: bytes(32)}
    ahead = replace(SENDER, skipped=own)
    own.clear()
    assert 7 in ahead.skipped
