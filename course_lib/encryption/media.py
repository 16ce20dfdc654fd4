"""A photo: a locked blob on the server, and the key to it inside an ordinary sealed message.

Source: WhatsApp encryption overview, media and attachments; field names as in open clients. The
server keeps the blob under its hash. It sees the size and that two people fetched the same blob,
not what is in it. Whoever forwards the same pointer lets it see that, too.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from course_lib import words
from course_lib.encryption import keys, sealing
from course_lib.encryption.keys import Refused, Shown
from course_lib.errors import CourseError

KINDS = ("Image", "Video", "Audio", "Document")  # each kind derives other keys
_TAG = 10  # bytes


class MediaKeys(NamedTuple):
    """What one media key becomes: a start of 16 bytes, then two keys of 32."""

    start: bytes
    encryption: bytes
    authentication: bytes


@dataclass(frozen=True, repr=False)
class Pointer(Shown):
    """What goes into the sealed message: the key, both hashes (SHA-256), the size of the file.

    >>> pointer, _ = lock(b"a photo of a bus", "Image")
    >>> pointer.kind, pointer.length
    ('Image', 16)
    """

    kind: str
    media_key: bytes = field(repr=False)
    encrypted_hash: bytes  # of the blob: where the server keeps it
    plain_hash: bytes
    length: int


def lock(plaintext: bytes, kind: str, media_key: bytes | None = None) -> tuple[Pointer, bytes]:
    """The pointer for the friend and the blob for the server. A new photo, a new `media_key`.

    >>> pointer, blob = lock(b"a photo of a bus", "Image")
    >>> unlock(pointer, blob)
    b'a photo of a bus'

    Raises CourseError for an unknown kind or a media key that is not 32 bytes.
    """
    secret = secrets.token_bytes(keys.SIZE) if media_key is None else media_key
    used = media_keys(secret, kind)
    ciphertext = sealing.encrypt(used.encryption, used.start, plaintext)
    blob = ciphertext + sealing.tag(used.authentication, used.start + ciphertext, _TAG)
    return Pointer(kind, secret, _hash(blob), _hash(plaintext), len(plaintext)), blob


def unlock(pointer: Pointer, blob: bytes) -> bytes:
    """The photo. Hash of the blob, length and tag are checked before anything is decrypted.

    For an example see `lock`. Raises Refused for a blob that is not exactly what was locked.
    """
    used = media_keys(pointer.media_key, pointer.kind)
    _check(_hash(blob) == pointer.encrypted_hash, "the blob this message points to")
    ciphertext, received = blob[:-_TAG], blob[-_TAG:]
    whole = len(ciphertext) == pointer.length // 16 * 16 + 16
    _check(whole, f"a blob for {words.size(pointer.length)}")
    sealing.check(used.authentication, used.start + ciphertext, received, _TAG)
    plaintext = sealing.decrypt(used.encryption, used.start, ciphertext)
    _check(_hash(plaintext) == pointer.plain_hash, "the file this message describes")
    return plaintext


def media_keys(media_key: bytes, kind: str) -> MediaKeys:
    """The keys of a file (HKDF, info "WhatsApp Image Keys" and so on, 112 bytes, 80 used).

    >>> media_keys(bytes(32), "Image") == media_keys(bytes(32), "Video")
    False

    Raises CourseError as `lock` does.
    """
    if kind not in KINDS:
        raise CourseError(expected=f"one of {', '.join(KINDS)}", got=kind, do="Choose a kind.")
    keys.exactly(keys.SIZE, media_key, "a media key")
    derived = keys.hkdf(media_key, f"WhatsApp {kind} Keys".encode(), 112)
    return MediaKeys(derived[:16], derived[16:48], derived[48:80])


def _hash(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _check(fits: bool, expected: str) -> None:
    if not fits:
        raise Refused(expected=expected, got="another one", do="Do not open it. Fetch it again.")
