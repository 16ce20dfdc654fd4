"""The copy in the cloud: it can undo everything a ratchet did, unless it is locked as well.

Sources: Meta engineering blog, 10 September 2021 (end-to-end encrypted backups); the open tool
wa-crypt-tools for the key derivation. The lock is one random key. People keep it as 64 digits, or
leave it in a vault that opens with a password, but only so many times: a password can be guessed.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib import checks, words
from course_lib.encryption import keys

_START = 16  # bytes in front of a backup


def lock(root: bytes, chats: bytes) -> bytes:
    """The backup of `chats` under `root`, a random key of 32 bytes (AES-256-GCM, 16-byte start).

    >>> unlock(bytes(32), lock(bytes(32), b"all my chats"))  # a demo: never a key of zeros
    b'all my chats'

    Raises Refused for a root of another length.
    """
    start = secrets.token_bytes(_START)
    return start + AESGCM(backup_key(root)).encrypt(start, chats, None)


def unlock(root: bytes, backup: bytes) -> bytes:
    """The chats. Raises Refused for another root, or when one bit of the backup was changed.

    For an example see `lock`.
    """
    key = AESGCM(backup_key(root))
    try:
        return key.decrypt(backup[:_START], backup[_START:], None)
    except (InvalidTag, ValueError):  # ValueError: too short for a start
        raise keys.refused("backup") from None


def backup_key(root: bytes) -> bytes:
    """The key that encrypts, derived from the root (HKDF, info "backup encryption").

    >>> backup_key(bytes(range(32))).hex()[:8]
    '4e54c077'
    """
    return keys.hkdf(keys.require_length(keys.SIZE, root, "backup_key"), b"backup encryption", 32)


def digits(root: bytes) -> str:
    """The root as people write it down: 64 hexadecimal digits in groups of four.

    >>> digits(bytes(range(32)))[:14]
    '0001 0203 0405'
    """
    return keys.require_length(keys.SIZE, root, "backup_key").hex(" ", 2)


class Vault:
    """Keeps a root behind a password and forgets it after `tries` wrong ones in a row.

    A model: the real one sits in tamper-proof hardware and never even sees the password.

    >>> vault = Vault("seven o'clock", bytes(32), tries=2)
    >>> vault.open("seven o'clock") == bytes(32), vault.left
    (True, 2)
    """

    def __init__(self, password: str, root: bytes, tries: int = 10) -> None:
        checks.whole(tries, "encryption.tries")
        self._salt = secrets.token_bytes(16)
        self._verifier = self._slow_hash(password)
        self._root: bytes | None = keys.require_length(keys.SIZE, root, "backup_key")
        self._tries = self.left = tries

    def open(self, password: str) -> bytes:
        """The root. Every wrong try costs one; after the last one the root is gone for everybody.

        Raises Refused for a wrong password, and for any password once the root is gone.
        """
        guess = self._slow_hash(password)
        if self._root is not None and hmac.compare_digest(guess, self._verifier):
            self.left = self._tries
            return self._root
        self.left = max(self.left - 1, 0)
        if self.left == 0:
            self._root = None
            raise keys.refused("vault_empty")
        raise keys.refused("password", tries=words.count(self.left, "try"))

    def tried(self, password: str) -> str:
        """What the vault says to `password`: how to go on, or nothing where it opens.

        >>> Vault("seven", bytes(32), tries=1).tried("eight")[:19]
        'The key is deleted.'
        """
        try:
            self.open(password)
        except keys.Refused as refusal:
            return refusal.do
        return ""

    def _slow_hash(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, n=2**12, r=8, p=1)


keys.guard(__name__)
