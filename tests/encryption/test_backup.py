"""Backup: the derived key is the published one, digits come back, the vault counts."""

import json
from pathlib import Path

import pytest

from course_lib.encryption import backup
from course_lib.encryption.backup import Vault
from course_lib.encryption.keys import Refused

VECTOR = json.loads((Path(__file__).parent / "vectors.json").read_text())["backup"]
ROOT = bytes(range(32))


def test_key_is_the_recomputed_one():
    assert backup.backup_key(bytes.fromhex(VECTOR["root"])).hex() == VECTOR["key"]


@pytest.mark.parametrize("chats", [b"", b"all my chats", bytes(2**20)])
def test_what_is_locked_comes_back(chats):
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
