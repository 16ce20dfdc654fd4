"""The thief's strip has the measured answers; each broken phone is found by its own case."""

import pytest
from phones import Side, refused

from course_lib.encryption import conversation, handshake, keys, pictures, ratchet, sealing, thief
from course_lib.encryption.keys import Refused
from course_lib.encryption.thief import ATTACKS, PHONES

MEASURED = [
    ("ABABABABABAB", 5, "B", ".....**....."),
    ("AAAABBBBAAAABBBBAAAABBBB", 10, "B", "..........**********...."),
    ("AAAABBBBAAAABBBBAAAABBBB", 14, "B", "..............******...."),
    ("ABAAAAAAAAAAAAAAAAAAB", 4, "B", "....*****************"),
    ("ABABABAB", 2, "A", "..**...."),
    ("ABABABAB", 3, "A", "...*...."),
    ("AABABA", 0, "A", "***..."),
    ("AABABA", 0, "B", "**...."),
]


@pytest.mark.parametrize(("turns", "t", "victim", "expected"), MEASURED)
def test_strip_has_the_measured_answers(turns, t, victim, expected):
    table = thief.steal(turns, t, victim=victim)
    assert "".join(".*"[readable] for readable in table.readable) == expected
    assert list(table.message) == list(range(len(turns)))
    assert list(table.writer) == [{"A": "Sari", "B": "Budi"}[turn] for turn in turns]


def test_the_thief_opens_exactly_what_the_strip_says():
    """With the keys that `spy` claims, the frames open; without, none of them does."""
    steps = conversation.play("AABBABAABB")
    for t in range(len(steps)):
        for step, known in zip(steps, thief.spy(steps, t), strict=True):
            opened = []
            for key in known:
                try:
                    opened.append(step.before["A"].wire.open(step.frame, key))
                except Refused:
                    continue
            assert bool(opened) == (step.message_key in known)


def after(turns):
    """Sari's phone, Budi's and a copy of Budi's after a talk."""
    states = conversation.play(turns)[-1].after
    return Side(states["A"]), Side(states["B"]), Side(states["B"])


@pytest.mark.parametrize("turns", ["ABAB", "ABABA", "AABBBA"])
@pytest.mark.parametrize("first", ["Budi", "the thief"])
def test_of_two_who_write_whoever_answers_first_keeps_the_session(turns, first):
    """One more message of Sari begins a turn: now each of the two draws a fresh pair."""
    sari, budi, thief = after(turns + "B" * turns.endswith("A"))
    frame = sari.write(b"are you there?")
    assert budi.read(frame) == thief.read(frame)
    assert budi.state.mine != thief.state.mine
    keeps, falls_out = (budi, thief) if first == "Budi" else (thief, budi)
    too_late = falls_out.write(b"in Budi's name")
    sari.read(keeps.write(b"in Budi's name"))
    sari.refuses(too_late)
    for _ in range(3):
        frame = sari.write(b"to Budi")
        keeps.read(frame)
        falls_out.refuses(frame)
        sari.refuses(falls_out.write(b"in Budi's name"))
        sari.read(keeps.write(b"in Budi's name"))


def test_before_the_next_turn_two_phones_hold_one_chain_and_a_number_counts_once():
    """The thief can slip messages in, until the turn changes: who answers first decides then."""
    sari, budi, thief = after("ABAB")
    sari.read(thief.write(b"number 1, not Budi"))
    sari.refuses(budi.write(b"number 1"), ratchet.Duplicate)
    sari.read(budi.write(b"number 2"))
    sari.refuses(thief.write(b"number 2, not Budi"), ratchet.Duplicate)


def test_a_copied_identity_key_opens_a_new_session_under_the_same_sixty_digits():
    """That is what no answer takes back; the session of before goes on beside it."""
    sari, budi = handshake.demo_keyring("sari"), handshake.demo_keyring("budi")
    phone, his, _ = after("ABABAB")
    hello = handshake.start(budi.identity, sari.bundle)  # stolen
    framing = sealing.Specification(hello.associated_data)
    thief = ratchet.start_alice(hello.secret, sari.bundle.signed_prekey, framing)
    frame = hello.header.to_bytes() + ratchet.encrypt(thief, b"Budi here, new phone")[1]
    assert handshake.accept(sari, frame)[2] == b"Budi here, new phone"
    shown = [
        handshake.safety_number(sari.identity.public, "Sari", identity, "Budi")
        for identity in (budi.identity.public, hello.header.identity)
    ]
    assert shown[0] == shown[1]
    assert his.read(phone.write(b"Seven?")) == b"Seven?"


def test_past_messages_stay_sealed_whatever_the_turns():
    for turns in ("AAAA", "ABBA", "ABABAAB"):
        for t in range(len(turns)):
            assert not thief.steal(turns, t).readable[:t].any()


def test_what_both_held_cannot_be_changed_afterwards():
    step = conversation.play("A")[0]
    for held in (step.before, step.after):
        with pytest.raises(TypeError):
            held["A"] = None


# --- the four broken phones: each chats perfectly, and its own case finds it


FOUND_BY = {
    "ours": set(),
    "open_header": {"changed_header", "other_peoples_code"},
    "no_rollback": {"forged_message"},
    "no_cap": {"absurd_number"},
    "labels_swapped": {"other_peoples_code"},
}


def test_each_case_finds_its_phones_and_no_other():
    table = thief.attacks()
    failed = table[~table.passes].groupby("phone").attack.apply(set).to_dict()
    assert {name: failed.get(name, set()) for name in PHONES} == FOUND_BY
    assert len(table) == len(PHONES) * len(ATTACKS)


@pytest.mark.parametrize("name", PHONES)
def test_every_phone_chats_perfectly(name):
    sari, budi = PHONES[name].talk()
    for _ in range(3):
        first, second = sari.write(b"1"), sari.write(b"2")
        assert (budi.read(second), budi.read(first)) == (b"2", b"1")
        assert sari.read(budi.write(b"3")) == b"3"


def test_without_rollback_one_forged_message_ends_the_chat_for_ever():
    sari, budi = PHONES["no_rollback"].talk()
    refused(budi.read, keys.generate().public + sari.write(b"x")[32:])
    for _ in range(20):
        refused(budi.read, sari.write(b"x"))
        refused(sari.read, budi.write(b"x"))


def test_flips_would_show_a_byte_that_nothing_refuses():
    states = conversation.start(thief.OpenHeader.wire)
    alice = thief.Phone(states["A"])
    outcomes = thief.flips(states["B"], alice.write(b"first"))
    assert [at for at, outcome in enumerate(outcomes) if outcome == "read"] == [32, 33, 34, 35]


# --- pictures of bytes


def test_each_cell_is_compared_with_the_first_row():
    data = pictures.cells({"sent": ["a", "b"], "came": ["a", "x"], "longer": ["a", "b", "c"]}).data
    marked = data[data["differs"] == "differs"]
    assert list(zip(marked["row"], marked["position"], strict=True)) == [("came", 1), ("longer", 2)]


def test_letters_show_every_byte():
    shown = pictures.letters(bytes(range(256)))
    assert len(shown) == 256
    assert shown.count("·") == 256 - 95
