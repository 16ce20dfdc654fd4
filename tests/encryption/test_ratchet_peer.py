"""The ratchet against PyPI doubleratchet 1.3.0, byte for byte, whatever the network does."""

import random
import struct

import doubleratchet
import pytest
from doubleratchet.recommended import (
    HashFunction,
    aead_aes_hmac,
    diffie_hellman_ratchet_curve25519,
    kdf_hkdf,
    kdf_separate_hmacs,
)
from phones import Side, result

from course_lib.encryption import conversation, keys, ratchet
from course_lib.encryption.sealing import Specification

SECRET, AD = bytes(range(32)), b"Sari and Budi"
PREKEY = keys.demo_key_pair("budi signed prekey")


class RootKDF(kdf_hkdf.KDF):
    _get_hash_function = staticmethod(lambda: HashFunction.SHA_256)
    _get_info = staticmethod(lambda: b"WhisperRatchet")


class ChainKDF(kdf_separate_hmacs.KDF):
    _get_hash_function = staticmethod(lambda: HashFunction.SHA_256)


class Sealing(aead_aes_hmac.AEAD):
    _get_hash_function = staticmethod(lambda: HashFunction.SHA_256)
    _get_info = staticmethod(lambda: b"WhisperMessageKeys")


class PeerRatchet(doubleratchet.DoubleRatchet):
    @staticmethod
    def _build_associated_data(associated_data, header):
        return associated_data + raw(header)


def raw(header):
    numbers = header.previous_sending_chain_length, header.sending_chain_length
    return header.ratchet_pub + struct.pack(">II", *numbers)


PARTS = {
    "diffie_hellman_ratchet_class": diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet,
    "root_chain_kdf": RootKDF,
    "message_chain_kdf": ChainKDF,
    "message_chain_constant": b"\x02\x01",
    "dos_protection_threshold": 1000,
    "max_num_skipped_message_keys": 2000,
    "aead": Sealing,
}


class Peer:
    """The independent implementation, with frames in and out."""

    def __init__(self, writes_first, secret=SECRET, associated_data=AD, prekey=PREKEY):
        self.ad, self.parts = associated_data, {**PARTS, "shared_secret": secret}
        self.prekey, self.inside, self.writes_first = prekey, None, writes_first

    def write(self, plaintext):
        if self.inside is None:
            begin = PeerRatchet.encrypt_initial_message
            given = {"recipient_ratchet_pub": self.prekey.public, "associated_data": self.ad}
            self.inside, sent = result(begin(**self.parts, **given, message=plaintext))
        else:
            sent = result(self.inside.encrypt_message(plaintext, self.ad))
        return raw(sent.header) + sent.ciphertext

    def read(self, frame):
        header = doubleratchet.Header(frame[:32], *struct.unpack(">II", frame[32:40]))
        message = doubleratchet.EncryptedMessage(header, frame[40:])
        if self.inside is not None:
            return result(self.inside.decrypt_message(message, self.ad))
        begin, private = PeerRatchet.decrypt_initial_message, self.prekey.private
        given = {"own_ratchet_priv": private.private_bytes_raw(), "associated_data": self.ad}
        self.inside, plaintext = result(begin(**self.parts, **given, message=message))
        return plaintext

    def can_write(self):
        return self.writes_first or self.inside is not None


def talk(seed, we_write_first, steps=120):
    """A random talk over a bad network; returns how many messages were read, and how many late."""
    chance = random.Random(seed)
    wire = Specification(AD)
    alice = ratchet.start_alice(SECRET, PREKEY.public, wire)
    ours = alice if we_write_first else ratchet.start_bob(SECRET, PREKEY, wire)
    sides = [Side(ours), Peer(not we_write_first)]
    underway = []  # (place in the order of writing, reader, frame, plaintext)
    read = late = newest = 0
    for step in range(steps):
        if underway and chance.random() < 0.5:
            at = chance.randrange(len(underway)) if chance.random() < 0.5 else 0
            place, reader, frame, plaintext = underway.pop(at)
            if chance.random() < 0.1:
                continue  # lost
            assert sides[reader].read(frame) == plaintext
            read += 1
            late += place < newest
            newest = max(place, newest)
            continue
        able = [side for side in (0, 1) if sides[side].can_write()]
        writer = chance.choice(able)
        plaintext = chance.randbytes(chance.randrange(50))
        underway.append((step, 1 - writer, sides[writer].write(plaintext), plaintext))
    return read, late


@pytest.mark.parametrize("we_write_first", [True, False], ids=["we first", "peer first"])
def test_thirty_random_talks_of_120_steps_in_each_role(we_write_first):
    talks = [talk(seed, we_write_first) for seed in range(30)]
    assert sum(read for read, _ in talks) > 1200
    assert sum(late for _, late in talks) > 200


def test_the_peer_reads_the_recorded_frame_and_its_recorded_answer_is_read():
    record = conversation.recorded()
    prekey, first = (keys.demo_key_pair(name) for name in ("bob signed prekey", "alice ratchet 1"))
    peer = Peer(False, record["secret"], record["associated_data"], prekey)
    assert peer.read(record["ours"]) == b"hello bob"
    wire = Specification(record["associated_data"])
    alice = Side(ratchet.start_alice(record["secret"], prekey.public, wire, first))
    assert alice.write(b"hello bob") == record["ours"]
    for frame, text in ((record["theirs"], b"hello alice"), (peer.write(b"live"), b"live")):
        assert Side(alice.state).read(frame) == text
