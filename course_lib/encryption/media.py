"""A photo: a locked blob on the server, and the key to it inside an ordinary sealed message.

Source: WhatsApp encryption overview, media and attachments; field names as in open clients. The
server keeps the blob under its hash. It sees the size and that two people fetched the same blob,
not what is in it. Whoever forwards the same pointer lets it see that, too.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from course_lib import checks, words
from course_lib.encryption import keys, sealing

KINDS = ("Image", "Video", "Audio", "Document")  # each kind derives other keys
_TAG = 10  # bytes


@dataclass(frozen=True, repr=False)
class Pointer(keys.Shown):
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
    """The photo. Hash and size of the blob, and its tag, are checked before anything is decrypted.

    For an example see `lock`. Raises Refused for a blob that is not exactly what was locked, and
    for a pointer that says another length.
    """
    used = media_keys(pointer.media_key, pointer.kind)
    keys.require(_hash(blob) == pointer.encrypted_hash, "blob")
    ciphertext, received = blob[:-_TAG], blob[-_TAG:]
    whole = len(ciphertext) == pointer.length // sealing.BLOCK * sealing.BLOCK + sealing.BLOCK
    keys.require(whole, "blob_size", size=words.size(pointer.length))
    sealing.check(used.authentication, used.start + ciphertext, received, _TAG)
    plaintext = sealing.decrypt(used.encryption, used.start, ciphertext)
    same = _hash(plaintext) == pointer.plain_hash
    keys.require(same and len(plaintext) == pointer.length, "file")
    return plaintext


def media_keys(media_key: bytes, kind: str) -> sealing.MessageKeys:
    """The keys of a file (HKDF, info "WhatsApp Image Keys" and so on, 112 bytes, 80 used).

    >>> media_keys(bytes(32), "Image") == media_keys(bytes(32), "Video")
    False

    Raises CourseError as `lock` does.
    """
    checks.one_of(kind, KINDS, "encryption.kind")
    keys.require_length(keys.SIZE, media_key, "media_key")
    derived = keys.hkdf(media_key, b"WhatsApp %s Keys" % kind.encode(), 112)
    # here the start comes first
    return sealing.MessageKeys(derived[16:48], derived[48:80], derived[:16])


def _hash(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


keys.guard(__name__)
