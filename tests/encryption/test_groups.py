"""Groups: one frame for all, keys in pairs, signatures, caps, and a member who leaves."""

from dataclasses import replace

import pytest
from phones import refused, touched

from course_lib.encryption import groups, keys, ratchet, sealing
from course_lib.encryption.groups import SenderKey
from course_lib.encryption.ratchet import Duplicate, TooManySkipped
from course_lib.errors import CourseError


@pytest.fixture
def pair():
    mine = groups.new_sender_key(5)
    return mine, SenderKey.from_bytes(mine.to_bytes())


@pytest.fixture
def three():
    return groups.start({"Sari": 1, "Budi": 1, "Wati": 1})[0]


def write(mine, count):
    frames = []
    for number in range(count):
        mine, frame = groups.encrypt(mine, b"%d" % number)
        frames.append(frame)
    return mine, frames


def test_frame_is_version_protobuf_signature(pair):
    mine, _ = pair
    _, frame = groups.encrypt(replace(mine, iteration=300), b"hi")
    key_id, iteration, ciphertext = sealing.unpack(frame[1:-64], (int, int, bytes))
    assert (frame[:1], key_id, iteration) == (b"\x33", 5, 300)
    assert keys.verify(mine.signing, frame[:-64], frame[-64:])
    message_key = ratchet.kdf_ck(mine.chain)[1]
    derived = keys.hkdf(message_key, b"WhisperGroup", 48)  # the start first, then the key
    assert ciphertext == sealing.encrypt(derived[16:], derived[:16], b"hi")


def test_distribution_is_version_protobuf_and_says_nothing_private_and_cut_is_refused(pair):
    mine, theirs = pair
    raw = mine.to_bytes()
    fields = sealing.unpack(raw[1:], (int, int, bytes, bytes))
    assert fields == [5, 0, mine.chain, b"\x05" + mine.signing]
    assert theirs.private is None
    refused(groups.encrypt, theirs, b"in her name", says="your own sender key", kind=CourseError)
    for length in range(len(raw)):
        refused(SenderKey.from_bytes, raw[:length])
    refused(SenderKey.from_bytes, b"\x44" + raw[1:], says="version 3")


def test_any_order_once_each(pair):
    mine, theirs = pair
    _, frames = write(mine, 5)
    for number in (4, 0, 2, 1, 3):
        theirs, plaintext = groups.decrypt(theirs, frames[number])
        assert plaintext == b"%d" % number
    assert not theirs.skipped
    for frame in frames:
        refused(groups.decrypt, theirs, frame, kind=Duplicate)


def test_more_missing_than_anybody_loses_is_refused_without_work(pair, monkeypatch):
    mine, theirs = pair
    _, frame = groups.encrypt(replace(mine, iteration=1001), b"x")
    monkeypatch.setattr(ratchet, "kdf_ck", lambda *_: pytest.fail("a key was derived"))
    refused(groups.decrypt, theirs, frame, kind=TooManySkipped)


def test_oldest_key_goes_first(pair, monkeypatch):
    monkeypatch.setattr(ratchet, "MAX_STORED", 10)
    mine, theirs = pair
    _, frames = write(mine, 14)
    theirs, _ = groups.decrypt(theirs, frames[13])
    assert sorted(theirs.skipped) == list(range(3, 13))
    refused(groups.decrypt, theirs, frames[2], says="too late for its key", kind=Duplicate)
    assert groups.decrypt(theirs, frames[3])[1] == b"3"


def test_every_flipped_byte_is_refused_before_decryption(pair, monkeypatch):
    mine, theirs = pair
    _, frame = groups.encrypt(mine, b"Seven?")
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted"))
    for other in touched(frame):
        refused(groups.decrypt, theirs, other)


def test_one_frame_for_every_device_and_keys_in_pairs():
    group, handed_out = groups.start({"Sari": 2, "Budi": 1, "Wati": 1})
    assert len(handed_out) == 4 * 3
    for writer in list(group):
        group, frame = groups.send(group, writer, writer.encode())
        for reader in set(group) - {writer}:
            group, plaintext = groups.read(group, reader, writer, frame)
            assert plaintext == writer.encode()
            refused(groups.read, group, reader, writer, frame, kind=Duplicate)


def test_who_leaves_reads_until_the_keys_are_new_and_is_not_read_after(three):
    wati = three["Wati 1"].theirs["Sari 1"]
    _, unrotated = groups.send(three, "Sari 1", b"Wati is out")
    assert groups.decrypt(wati, unrotated)[1] == b"Wati is out"

    rest, handed_out = groups.leave(three, "Wati")
    assert (sorted(rest), len(handed_out)) == (["Budi 1", "Sari 1"], 2)
    rest, frame = groups.send(rest, "Sari 1", b"a surprise for Wati")
    assert groups.read(rest, "Budi 1", "Sari 1", frame)[1] == b"a surprise for Wati"
    refused(groups.decrypt, wati, frame, says="one under another")
    same_id = replace(wati, key_id=2)  # even if she calls her old key by the new name
    refused(groups.decrypt, same_id, frame, says="signature")

    assert [{*rest[name].theirs} for name in ("Budi 1", "Sari 1")] == [{"Sari 1"}, {"Budi 1"}]
    _, hers = groups.send(three, "Wati 1", b"I am still here")
    for writer, sent in (("Wati 1", hers), ("Sari 1", frame), ("Mallory 1", frame)):
        refused(groups.read, rest, "Sari 1", writer, sent, says="sender key this phone has")
    gone = rest, "Wati 1", "Sari 1", frame
    refused(groups.read, *gone, says="one of Budi 1 or Sari 1", kind=CourseError)


def test_a_new_reader_gets_the_chain_from_here_on():
    mine = groups.new_sender_key(1)
    mine, frames = write(mine, 3)
    newcomer = SenderKey.from_bytes(mine.to_bytes())
    refused(groups.decrypt, newcomer, frames[2], kind=Duplicate)
    assert groups.decrypt(newcomer, groups.encrypt(mine, b"welcome")[1])[1] == b"welcome"


def test_a_member_cannot_write_in_the_name_of_another(three):
    forger = replace(three["Wati 1"].theirs["Sari 1"], private=keys.generate())
    _, forged = groups.encrypt(forger, b"Sari pays for all")
    refused(groups.read, three, "Budi 1", "Sari 1", forged, says="the writer's signature")
