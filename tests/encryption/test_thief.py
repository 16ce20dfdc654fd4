"""The thief's strip has the measured answers; each broken phone is found by its own case."""

import pytest

from course_lib.encryption import (
    conversation,
    handshake,
    keys,
    pictures,
    ratchet,
    sealing,
    thief,
)
from course_lib.encryption.keys import Refused
from course_lib.encryption.thief import ATTACKS, PHONES

MEASURED = [
    ("ABABABABABAB", 5, ".....**....."),
    ("AAAABBBBAAAABBBBAAAABBBB", 10, "..........**********...."),
    ("AAAABBBBAAAABBBBAAAABBBB", 14, "..............******...."),
    ("ABAAAAAAAAAAAAAAAAAAB", 4, "....*****************"),
]
OTHER_PHONES = [
    ("ABABABAB", 2, "A", "..**...."),
    ("ABABABAB", 3, "A", "...*...."),
    ("AABABA", 0, "A", "***..."),
    ("AABABA", 0, "B", "**...."),
]


def drawn(table):
    return "".join(".*"[readable] for readable in table.readable)


@pytest.mark.parametrize(("turns", "t", "expected"), MEASURED)
def test_strip_has_the_measured_answers(turns, t, expected):
    table = thief.steal(turns, t)
    assert drawn(table) == expected
    assert list(table.message) == list(range(len(turns)))
    assert list(table.writer) == [{"A": "Sari", "B": "Budi"}[turn] for turn in turns]


@pytest.mark.parametrize(("turns", "t", "victim", "expected"), OTHER_PHONES)
def test_the_other_phone_and_a_theft_before_the_first_round_trip(turns, t, victim, expected):
    assert drawn(thief.steal(turns, t, victim=victim)) == expected


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


def exchange(writer, reader, text=b"x"):
    """Both after `writer` wrote and `reader` read."""
    writer, frame = ratchet.encrypt(writer, text)
    return writer, ratchet.decrypt(reader, frame)[0]


def refused(reader, frame):
    with pytest.raises(Refused):
        ratchet.decrypt(reader, frame)


@pytest.fixture(params=["ABAB", "ABABA", "AABBBA"])
def copied(request):
    """Sari, Budi and a copy of Budi after a talk, and after one more message of Sari, which brings
    a new ratchet key where it begins a turn: now each of the two draws a fresh pair."""
    sari, budi = (conversation.play(request.param)[-1].after[side] for side in "AB")
    if request.param.endswith("A"):  # Sari needs an answer before she begins a turn
        budi, sari = exchange(budi, sari)
    thief = budi
    sari, frame = ratchet.encrypt(sari, b"are you there?")
    return sari, *(ratchet.decrypt(side, frame)[0] for side in (budi, thief))


@pytest.mark.parametrize("first", ["Budi", "the thief"])
def test_of_two_who_write_whoever_answers_first_keeps_the_session(copied, first):
    sari, budi, thief = copied
    assert budi.mine != thief.mine
    keeps, falls_out = (budi, thief) if first == "Budi" else (thief, budi)
    falls_out, too_late = ratchet.encrypt(falls_out, b"in Budi's name")
    keeps, sari = exchange(keeps, sari, b"in Budi's name")
    refused(sari, too_late)
    for _ in range(3):
        sari, frame = ratchet.encrypt(sari, b"to Budi")
        keeps, _ = ratchet.decrypt(keeps, frame)
        refused(falls_out, frame)
        falls_out, frame = ratchet.encrypt(falls_out, b"in Budi's name")
        refused(sari, frame)
        keeps, sari = exchange(keeps, sari, b"in Budi's name")


def test_before_the_next_turn_two_phones_hold_one_chain_and_a_number_counts_once():
    """The thief can slip messages in, until the turn changes: who answers first decides then."""
    sari, budi = (conversation.play("ABA")[-1].after[side] for side in "AB")
    thief = budi
    thief, sari = exchange(thief, sari, b"number 0, not Budi")
    budi, mine = ratchet.encrypt(budi, b"number 0")
    with pytest.raises(ratchet.Duplicate):
        ratchet.decrypt(sari, mine)
    budi, sari = exchange(budi, sari, b"number 1")
    thief, theirs = ratchet.encrypt(thief, b"number 1, not Budi")
    with pytest.raises(ratchet.Duplicate):
        ratchet.decrypt(sari, theirs)


def test_a_copied_identity_key_opens_a_new_session_under_the_same_sixty_digits():
    """That is what no answer takes back; the session of before goes on beside it."""
    sari, budi = handshake.demo_keyring("sari"), handshake.demo_keyring("budi")
    talk = conversation.play("ABABAB")[-1].after
    stolen = budi.identity
    hello = handshake.start(stolen, sari.bundle)
    framing = sealing.Specification(hello.associated_data)
    thief = ratchet.start_alice(hello.secret, sari.bundle.signed_prekey, framing)
    frame = hello.header.to_bytes() + ratchet.encrypt(thief, b"Budi here, new phone")[1]
    assert handshake.accept(sari, frame)[2] == b"Budi here, new phone"
    shown = [
        handshake.safety_number(sari.identity.public, "Sari", identity, "Budi")
        for identity in (budi.identity.public, hello.header.identity)
    ]
    assert shown[0] == shown[1]
    exchange(talk["A"], talk["B"])


def test_past_messages_stay_sealed_whatever_the_turns():
    for turns in ("AAAA", "ABBA", "ABABAAB"):
        for t in range(len(turns)):
            assert not thief.steal(turns, t).readable[:t].any()


def test_the_same_turns_give_the_same_bytes():
    one, two = conversation.play("ABAAB"), conversation.play("ABAAB")
    assert [step.frame for step in one] == [step.frame for step in two]
    assert one[-1].after == two[-1].after


def test_what_both_held_cannot_be_changed_afterwards():
    step = conversation.play("A")[0]
    for held in (step.before, step.after):
        with pytest.raises(TypeError):
            held["A"] = None


def test_held_names_every_key_and_what_happened_to_it():
    table = conversation.held(conversation.play("AABA"), "A")
    assert list(table.columns) == ["message", "does", "key", "value", "change"]
    by_key = table.pivot(index="message", columns="key", values="change")
    step, turn, kept = "step", "fresh", "kept"
    assert list(by_key["sending"]) == [step, step, turn, step]
    assert list(by_key["receiving"]) == [kept, kept, turn, kept]
    assert list(by_key["root"]) == [kept, kept, turn, kept]
    assert list(by_key["message"]) == ["used"] * 4
    assert list(table[table.key == "receiving"].value)[:2] == ["-", "-"]
    assert list(table.does[::4]) == ["writes", "writes", "reads", "writes"]


def test_held_shows_what_the_thief_knows():
    steps = conversation.play("ABABAB")
    table = conversation.held(steps, "B", thief.spy(steps, 3))
    knows = table.pivot(index="message", columns="key", values="knows")
    assert list(knows["message"]) == [False, False, False, True, True, False]
    assert list(knows["sending"]) == [False, False, False, True, False, False]
    assert list(knows["root"]) == [False, False, False, True, False, False]


def test_walk_follows_a_late_message_into_the_store_and_out():
    frames = [step.frame for step in conversation.play("AAA")]
    states = [conversation.start()["B"]]
    for at in (1, 2, 0):
        states.append(ratchet.decrypt(states[-1], frames[at])[0])
    table = conversation.walk(states)
    assert list(table[table.key == "late 0"].change) == ["stored", "kept", "used"]


def test_charts_say_it_in_words_and_shapes():
    strip = pictures.strip(thief.steal("ABABAB", 3), 3).to_dict()
    shapes = strip["layer"][0]["encoding"]["shape"]["scale"]
    assert shapes == {"domain": ["sealed", "readable"], "range": ["square", "circle"]}


def test_the_step_through_names_each_key_and_shows_the_thief_beside_it():
    talk = conversation.play("ABABAB")
    chart = pictures.steps(conversation.held(talk, "B", thief.spy(talk, 3)), start=4)
    data = chart.data[chart.data.message == 4].set_index(["holder", "key"])
    assert len(data) == 8
    assert list(data.loc["the phone"].what) == ["* new secret"] * 3 + ["x used, deleted"]
    lost = ["cannot make it", "cannot make it", "has it, too", "has it, too"]
    assert list(data.loc["the thief"].what) == lost
    assert list(data.loc["the phone"].sign) == ["", "", "", "used"]
    assert list(data.loc["the thief"].sign) == ["lost", "lost", "", ""]
    assert list(data.loc["the thief"].value)[:2] == ["?", "?"]
    assert list(data.loc["the thief"].value)[2:] == list(data.loc["the phone"].value)[2:]
    assert set(data.title) == {"", "After message 4: the phone reads"}
    drawn = chart.to_dict()
    assert [(each["name"], each["value"]) for each in drawn["params"]] == [("message", 4)]
    assert drawn["params"][0]["bind"]["max"] == 5


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


def forged(frame):
    return keys.generate().public + frame[32:]


def test_without_rollback_one_forged_message_ends_the_chat_for_ever():
    sari, budi = PHONES["no_rollback"].talk()
    with pytest.raises(Refused):
        budi.read(forged(sari.write(b"x")))
    for _ in range(20):
        with pytest.raises(Refused):
            budi.read(sari.write(b"x"))
        with pytest.raises(Refused):
            sari.read(budi.write(b"x"))


def test_ours_shrugs_off_forged_messages():
    sari, budi = PHONES["ours"].talk()
    frame, state = sari.write(b"Seven?"), budi.state
    for _ in range(50):
        with pytest.raises(Refused):
            budi.read(forged(frame))
    assert budi.state is state
    assert budi.read(frame) == b"Seven?"


def test_flips_say_what_refused_each_byte_and_that_nothing_moved():
    step = conversation.play("AAB")[1]
    outcomes = thief.flips(step.before["B"], step.frame)
    assert len(outcomes) == len(step.frame)
    assert set(outcomes) == {"tag", "skipped", "duplicate"}
    assert outcomes[36:40] == ["skipped", "skipped", "tag", "duplicate"]


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
