"""Media and backups: a blob says nothing, every check comes first, a vault counts."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from course_lib.encryption import backup, keys, media, sealing
from course_lib.encryption.backup import Vault
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


# --- backups: the derived key is the published one, digits come back, the vault counts


VECTOR = json.loads((Path(__file__).parent / "vectors.json").read_text())["backup"]
ROOT = bytes(range(32))


def test_key_is_the_recomputed_one():
    assert backup.backup_key(bytes.fromhex(VECTOR["root"])).hex() == VECTOR["key"]


@pytest.mark.parametrize("chats", [b"", b"all my chats", bytes(2**20)])
def test_what_is_backed_up_comes_back(chats):
    locked = backup.lock(ROOT, chats)
    assert backup.unlock(ROOT, locked) == chats
    assert len(locked) == len(chats) + 32


def test_two_backups_of_the_same_chats_differ():
    assert backup.lock(ROOT, b"chats") != backup.lock(ROOT, b"chats")


def test_another_root_a_flipped_byte_and_every_cut_are_refused():
    locked = backup.lock(ROOT, b"all my chats")
    with pytest.raises(Refused):
        backup.unlock(bytes(32), locked)
    for at in range(len(locked)):
        with pytest.raises(Refused):
            backup.unlock(ROOT, locked[:at])
        with pytest.raises(Refused):
            backup.unlock(ROOT, locked[:at] + bytes([locked[at] ^ 1]) + locked[at + 1 :])


def test_digits_are_64_and_say_the_root():
    text = backup.digits(ROOT)
    assert bytes.fromhex(text) == ROOT
    assert {len(group) for group in text.split()} == {4}


def test_vault_opens_with_the_password_and_the_count_starts_again():
    vault = Vault("seven", ROOT, tries=3)
    for _ in range(2):
        with pytest.raises(Refused, match="2 tries left"):
            vault.open("eight")
        with pytest.raises(Refused, match="1 try left"):
            vault.open("nine")
        assert vault.open("seven") == ROOT
        assert vault.left == 3


def test_vault_forgets_after_the_last_try():
    vault = Vault("seven", ROOT, tries=2)
    with pytest.raises(Refused):
        vault.open("eight")
    for password in ("nine", "seven", "seven"):
        with pytest.raises(Refused, match="not even the company"):
            vault.open(password)
    assert vault.left == 0
    assert ROOT not in vars(vault).values()


def test_vault_compares_in_constant_time_and_does_not_keep_the_password(monkeypatch):
    seen = []
    vault = Vault("seven", ROOT)
    monkeypatch.setattr(backup.hmac, "compare_digest", lambda a, b: seen.append((a, b)))
    with pytest.raises(Refused):
        vault.open("seven")
    assert len(seen) == 1
    assert "seven" not in map(str, vars(vault).values())


def test_root_of_another_length_is_refused():
    for use in (lambda: backup.lock(bytes(16), b""), lambda: Vault("seven", bytes(31))):
        with pytest.raises(Refused, match="a backup key of 32 bytes"):
            use()
