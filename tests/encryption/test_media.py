"""Media: the blob says nothing, and nothing is decrypted before all checks have passed."""

import hashlib
from dataclasses import replace

import pytest

from course_lib.encryption import keys, media, sealing
from course_lib.encryption.keys import Refused

PHOTO = bytes(range(256)) * 5


@pytest.fixture
def locked():
    return media.lock(PHOTO, "Image")


@pytest.fixture
def no_decryption(monkeypatch):
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted before the checks"))


def pointed_at(pointer, blob):
    """A pointer whose hash fits, so that only the other checks are left."""
    return replace(pointer, encrypted_hash=hashlib.sha256(blob).digest())


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 2**20])
def test_what_is_locked_comes_back(size):
    pointer, blob = media.lock(bytes(size), "Video")
    assert media.unlock(pointer, blob) == bytes(size)
    assert len(blob) == size // 16 * 16 + 16 + 10


def test_keys_are_the_112_derived_bytes_in_order():
    derived = keys.hkdf(bytes(32), b"WhatsApp Document Keys", 112)
    used = media.media_keys(bytes(32), "Document")
    assert used.start + used.encryption + used.authentication == derived[:80]
    assert [len(part) for part in used] == [32, 32, 16]


def test_blob_is_ciphertext_and_ten_bytes_of_tag_over_start_and_ciphertext():
    pointer, blob = media.lock(PHOTO, "Image", bytes(32))
    used = media.media_keys(bytes(32), "Image")
    ciphertext = sealing.encrypt(used.encryption, used.start, PHOTO)
    tag = sealing.tag(used.authentication, used.start + ciphertext)
    assert blob == ciphertext + tag[:10]
    assert pointer.encrypted_hash == hashlib.sha256(blob).digest()
    assert pointer.plain_hash == hashlib.sha256(PHOTO).digest()


def test_the_server_recognises_a_forwarded_blob_but_not_a_new_upload(locked):
    again, blob = media.lock(PHOTO, "Image")
    assert again.plain_hash == locked[0].plain_hash
    assert (again.encrypted_hash, blob) != (locked[0].encrypted_hash, locked[1])


@pytest.mark.usefixtures("no_decryption")
@pytest.mark.parametrize("at", [0, 16, 1295, -11, -10, -1])
def test_flipped_blob_is_refused_by_hash_and_by_tag(locked, at):
    pointer, blob = locked
    changed = bytearray(blob)
    changed[at] ^= 1
    with pytest.raises(Refused, match="the blob this message points to"):
        media.unlock(pointer, bytes(changed))
    with pytest.raises(Refused, match="a tag that does not fit"):
        media.unlock(pointed_at(pointer, bytes(changed)), bytes(changed))


@pytest.mark.usefixtures("no_decryption")
@pytest.mark.parametrize("length", [0, 5, 10, 16, 26, 1280, 1290, 1305])
def test_cut_blob_is_refused_by_hash_and_by_length(locked, length):
    pointer, blob = locked
    with pytest.raises(Refused, match="the blob this message points to"):
        media.unlock(pointer, blob[:length])
    with pytest.raises(Refused, match=r"a blob for 1\.3 kB"):
        media.unlock(pointed_at(pointer, blob[:length]), blob[:length])


@pytest.mark.usefixtures("no_decryption")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "Video"}, "a tag that does not fit"),
        ({"media_key": bytes(32)}, "a tag that does not fit"),
        ({"encrypted_hash": bytes(32)}, "the blob this message points to"),
        ({"length": 16}, "a blob for"),
    ],
)
def test_a_pointer_to_something_else_is_refused(locked, change, said):
    with pytest.raises(Refused, match=said):
        media.unlock(replace(locked[0], **change), locked[1])


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 1280])
def test_any_other_length_is_refused(size):
    pointer, blob = media.lock(bytes(size), "Image")
    for length in {*range(size - 17, size + 18)} - {size}:
        with pytest.raises(Refused):
            media.unlock(replace(pointer, length=length), blob)


def test_another_plain_hash_is_refused(locked):
    with pytest.raises(Refused, match="the file this message describes"):
        media.unlock(replace(locked[0], plain_hash=bytes(32)), locked[1])
