"""How fast the ratchet is, in ratios of one run. By hand: python tests/benchmarks/ratchet.py

Beside PyPI doubleratchet 1.3.0, and beside the same primitive calls with no state kept. Each ratio
is the median of nine rounds, and in each round both sides do the same work by turns. Messages per
second move with the machine; ratios hardly do, so only they have a gate. Exits with 1 below a gate.

Where the rest goes. In order: ten primitives a message (four HMACs of chains, two HKDFs, AES and
a tag on each side), most of it crossing from Python to OpenSSL and back; the ratchet adds about a
fifth, for two states of ten fields and their headers, and for looking at what kind each value is.
Ping-pong: three scalar multiplications a message, which nobody can save. In reverse: each message
copies the store of up to a thousand keys; that is the price of states that can all be kept.
"""

import hmac
import statistics
import sys
import time

from doubleratchet import DoubleRatchet
from doubleratchet.recommended import (
    HashFunction,
    aead_aes_hmac,
    diffie_hellman_ratchet_curve25519,
    kdf_hkdf,
    kdf_separate_hmacs,
)

from course_lib.encryption import keys, ratchet, sealing
from course_lib.encryption.sealing import Specification

ROUNDS = 9
TEXT = b"Seven at the station, as always?"
SECRET, AD = bytes(range(32)), b"Sari and Budi"
BUDI = keys.demo_key_pair("budi signed prekey")


class RootKDF(kdf_hkdf.KDF):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256

    @staticmethod
    def _get_info():
        return b"WhisperRatchet"


class ChainKDF(kdf_separate_hmacs.KDF):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256


class Sealing(aead_aes_hmac.AEAD):
    @staticmethod
    def _get_hash_function():
        return HashFunction.SHA_256

    @staticmethod
    def _get_info():
        return b"WhisperMessageKeys"


class PeerRatchet(DoubleRatchet):
    @staticmethod
    def _build_associated_data(associated_data, header):
        numbers = (header.previous_sending_chain_length, header.sending_chain_length)
        return (
            associated_data + header.ratchet_pub + b"".join(n.to_bytes(4, "big") for n in numbers)
        )


PARTS = {
    "diffie_hellman_ratchet_class": diffie_hellman_ratchet_curve25519.DiffieHellmanRatchet,
    "root_chain_kdf": RootKDF,
    "message_chain_kdf": ChainKDF,
    "message_chain_constant": b"\x02\x01",
    "dos_protection_threshold": 1000,
    "max_num_skipped_message_keys": 2000,
    "aead": Sealing,
}


def done(coroutine):
    """The value of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stopped:
        return stopped.value
    raise AssertionError("it waited")


class Ours:
    """Two sides of our ratchet, with one message read."""

    def __init__(self):
        wire = Specification(AD)
        self.sides = [
            ratchet.start_alice(SECRET, BUDI.public, wire),
            ratchet.start_bob(SECRET, BUDI, wire),
        ]
        self.read(1, self.write(0))

    def write(self, side):
        self.sides[side], frame = ratchet.encrypt(self.sides[side], TEXT)
        return frame

    def read(self, side, frame):
        self.sides[side], plaintext = ratchet.decrypt(self.sides[side], frame)
        assert plaintext == TEXT


class Theirs:
    """Two sides of PyPI doubleratchet, with one message read."""

    def __init__(self):
        first = PeerRatchet.encrypt_initial_message(
            **PARTS, shared_secret=SECRET, recipient_ratchet_pub=BUDI.public,
            message=TEXT, associated_data=AD,
        )  # fmt: skip
        alice, frame = done(first)
        second = PeerRatchet.decrypt_initial_message(
            **PARTS, shared_secret=SECRET, own_ratchet_priv=BUDI.private.private_bytes_raw(),
            message=frame, associated_data=AD,
        )  # fmt: skip
        self.sides = [alice, done(second)[0]]

    def write(self, side):
        return done(self.sides[side].encrypt_message(TEXT, AD))

    def read(self, side, frame):
        assert done(self.sides[side].decrypt_message(frame, AD)) == TEXT


class Bare:
    """The same calls into the library, on the same lengths, remembering nothing."""

    def __init__(self):
        self.chain = bytes(32)
        self.before = AD + bytes(40)

    def write(self, side):
        message_key = self._step()
        used = sealing.message_keys(message_key)
        ciphertext = sealing.encrypt(used.encryption, used.start, TEXT)
        return ciphertext, sealing.tag(used.authentication, self.before + ciphertext)

    def read(self, side, frame):
        used = sealing.message_keys(self._step())
        ciphertext, tag = frame
        sealing.check(used.authentication, self.before + ciphertext, tag)
        assert sealing.decrypt(used.encryption, used.start, ciphertext) == TEXT

    def _step(self):
        hmac.digest(self.chain, b"\x02", "sha256")
        return hmac.digest(self.chain, b"\x01", "sha256")


def in_order(chat, n=400):
    """Seconds for `n` messages in one direction, each read at once."""
    start = time.process_time()
    for _ in range(n):
        chat.read(1, chat.write(0))
    return time.process_time() - start


def ping_pong(chat, n=200):
    """Seconds for `n` messages, each an answer to the one before."""
    start = time.process_time()
    for turn in range(1, n + 1):
        chat.read(1 - turn % 2, chat.write(turn % 2))
    return time.process_time() - start


def in_reverse(chat, n=1000):
    """Seconds to read `n` messages, the last one first (it derives all keys and is not timed)."""
    *frames, last = [chat.write(0) for _ in range(n)]
    chat.read(1, last)
    start = time.process_time()
    for frame in reversed(frames):
        chat.read(1, frame)
    return time.process_time() - start


def ratio(work, one, other):
    """How many times as fast as `other` is `one`: median, least and most of the rounds."""
    ratios = []
    for turn in range(ROUNDS):
        both = {}
        for kind in (one, other) if turn % 2 else (other, one):
            both[kind] = work(kind())
        ratios.append(both[other] / both[one])
    return statistics.median(ratios), min(ratios), max(ratios)


CASES = [  # name, work, beside, aim, gate
    ("in order, beside doubleratchet", in_order, Theirs, 2.7, 2.2),
    ("ping-pong, beside doubleratchet", ping_pong, Theirs, 1.8, 1.5),
    ("a thousand in reverse, beside doubleratchet", in_reverse, Theirs, 2.1, 1.8),
    ("in order, beside bare primitives", in_order, Bare, 0.7, 0.6),
]


def main():
    """Prints the ratios; the exit code says whether all are above their gates."""
    failed = False
    for name, work, beside, aim, gate in CASES:
        median, least, most = ratio(work, Ours, beside)
        failed |= median < gate
        verdict = "below its gate" if median < gate else "below its aim" if median < aim else "ok"
        measured = f"{median:5.2f} ({least:.2f} to {most:.2f})"
        print(f"{name:45} {measured}  aim {aim}, gate {gate}: {verdict}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
