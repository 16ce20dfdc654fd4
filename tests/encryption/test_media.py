"""Media and backups: a blob says nothing, every check comes first, a vault counts."""

import hashlib
from dataclasses import replace

import pytest
from phones import flipped, refused, touched

from course_lib.encryption import backup, keys, media, sealing
from course_lib.encryption.backup import Vault

PHOTO, ROOT = bytes(range(256)) * 5, bytes(range(32))


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 2**20])
def test_what_is_locked_comes_back_and_has_no_other_length(size):
    pointer, blob = media.lock(bytes(size), "Video")
    assert media.unlock(pointer, blob) == bytes(size)
    assert blob != media.lock(bytes(size), "Video")[1], "a new upload"
    other = replace(pointer, plain_hash=bytes(32))
    refused(media.unlock, other, blob, says="file this message describes")
    assert len(blob) == size // 16 * 16 + 16 + 10
    for length in {*range(size - 17, size + 18)} - {size}:
        refused(media.unlock, replace(pointer, length=length), blob)


def test_blob_is_ciphertext_and_ten_bytes_of_tag_under_the_derived_keys():
    pointer, blob = media.lock(PHOTO, "Document", bytes(32))
    derived = keys.hkdf(bytes(32), b"WhatsApp Document Keys", 112)
    used = media.media_keys(bytes(32), "Document")
    assert used == (derived[16:48], derived[48:80], derived[:16])
    ciphertext = sealing.encrypt(used.encryption, used.start, PHOTO)
    tag = sealing.tag(used.authentication, used.start + ciphertext)
    assert blob == ciphertext + tag[:10]
    assert pointer.encrypted_hash == hashlib.sha256(blob).digest()
    assert pointer.plain_hash == hashlib.sha256(PHOTO).digest()


def test_a_touched_blob_or_a_pointer_to_another_is_refused_before_decryption(monkeypatch):
    pointer, blob = media.lock(PHOTO, "Image")
    monkeypatch.setattr(sealing, "decrypt", lambda *_: pytest.fail("decrypted before the checks"))
    tag, size = "a tag that does not fit", "a blob for 1.3 kB"
    touched = [(flipped(blob, at), tag) for at in (0, 16, 1295, -11, -10, -1)]
    touched += [(blob[:length], size) for length in (0, 5, 10, 16, 26, 1280, 1290, 1305)]
    for other, said in touched:
        refused(media.unlock, pointer, other, says="the blob this message points to")
        fits = replace(pointer, encrypted_hash=hashlib.sha256(other).digest())
        refused(media.unlock, fits, other, says=said)  # only the other checks are left
    for change in ({"kind": "Video"}, {"media_key": bytes(32)}):
        refused(media.unlock, replace(pointer, **change), blob, says=tag)


# --- backups: what is locked comes back, the vault counts


@pytest.mark.parametrize("chats", [b"", b"all my chats", bytes(2**20)])
def test_what_is_backed_up_comes_back(chats):
    locked = backup.lock(ROOT, chats)
    assert backup.unlock(ROOT, locked) == chats
    assert len(locked) == len(chats) + 32
    assert locked != backup.lock(ROOT, chats)
    refused(backup.unlock, bytes(32), locked)


def test_every_changed_byte_and_every_cut_of_a_backup_are_refused():
    locked = backup.lock(ROOT, b"all my chats")
    for other in touched(locked):
        refused(backup.unlock, ROOT, other)


def test_vault_counts_wrong_tries_begins_again_and_forgets_after_the_last():
    vault = Vault("seven", ROOT, tries=3)
    for _ in range(2):
        refused(vault.open, "eight", says="2 tries left")
        refused(vault.open, "nine", says="1 try left")
        assert (vault.open("seven"), vault.left) == (ROOT, 3)
    vault = Vault("seven", ROOT, tries=2)
    refused(vault.open, "eight")
    for password in ("nine", "seven", "seven"):
        refused(vault.open, password, says="not even the company")
    assert vault.left == 0
    assert ROOT not in vars(vault).values()


def test_vault_compares_in_constant_time_and_does_not_keep_the_password(monkeypatch):
    seen = []
    vault = Vault("seven", ROOT)
    monkeypatch.setattr(backup.hmac, "compare_digest", lambda a, b: seen.append((a, b)))
    refused(vault.open, "seven")
    assert len(seen) == 1
    assert "seven" not in map(str, vars(vault).values())
