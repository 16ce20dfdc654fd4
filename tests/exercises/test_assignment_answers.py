"""What three assignments call right is what the course's own code or plain arithmetic gives."""

import re
from itertools import product

import pandas as pd
import pytest

from course_lib.encryption import handshake, keys, sealing, thief
from course_lib.exercises import assignments

CLASSES = [f"school {number}" for number in range(12)]


@pytest.fixture(params=CLASSES)
def group(request):
    return request.param


def answers(name, group):
    made = assignments.load(name, group)
    return made.given, {task: asked.exercise.answer for task, asked in made.tasks.items()}


def test_a_finder_reads_what_the_real_ratchet_lets_a_thief_read():
    exposed = assignments.load("secrets").tasks["exposed"].exercise
    talks = ["M" + "".join(rest) for length in range(5) for rest in product("MJ", repeat=length)]
    for talk in [*talks, "MMJMMMJJMJ"]:
        for copied, owner in product(range(len(talk)), "MJ"):
            real = thief.steal(
                talk.translate(str.maketrans("MJ", "AB")), copied, "AB"[owner == "J"]
            )
            read = real.message[real.readable].tolist()
            assert exposed.answer(talk, copied, owner) == read, (talk, copied, owner)


def test_the_random_talks_hold_the_hard_ones():
    cases = [
        case.arguments
        for seed in range(5)
        for case in assignments.load("secrets").tasks["exposed"].exercise.cases(seed)[5:]
    ]
    assert any(copied == len(talk) for talk, copied, _ in cases)
    assert {owner for *_, owner in cases} == {"M", "J"}
    assert any("MMM" in talk or "JJJ" in talk for talk, *_ in cases)


def test_the_touched_drafts_are_those_that_do_not_open(group):
    given, right = answers("secrets", group)
    refused = []
    for number, draft in enumerate(given["drafts"]):
        try:
            sealing.unseal(bytes.fromhex(draft["key"]), bytes.fromhex(draft["sealed"]))
        except keys.Refused:
            refused.append(number)
    assert refused == right["touched"]
    assert given["copied"] < len(given["talk"])


def test_the_numbers_that_differ_are_such_as_two_phones_could_show(group):
    """A half for each person, the smaller one first; Mira's own is in every number on her phone."""
    given, right = answers("secrets", group)
    shown, heard = (
        {row["name"]: re.sub(r"\D", "", row[side]) for row in given["digits"]}
        for side in ("mira", "read_out")
    )
    assert sorted(name for name in shown if shown[name] != heard[name]) == right["mismatch"]
    alike = [shown[name][:5] == heard[name][:5] for name in shown]
    assert sum(alike) == len(shown) - 1, "one of the two hides behind its first groups"
    for number in [*shown.values(), *heard.values()]:
        assert len(number) == 60
        assert number[:30] < number[30:]
    halves = [{number[:30], number[30:]} for number in shown.values()]
    assert len(set.intersection(*halves)) == 1
    assert len(set.union(*halves)) == len(halves) + 1


def test_the_servers_carry_the_busiest_second_and_one_less_does_not(group):
    given, right = answers("money", group)
    load = given["load"]
    busiest = load["members"] * load["texts"] * load["times"] / (24 * 60 * 60)
    assert (right["servers"] - 1) * load["carries"] < busiest < right["servers"] * load["carries"]


def test_the_share_that_pays_covers_the_bill(group):
    given, right = answers("money", group)
    payers = given["load"]["members"] * right["share"] / 100
    arrives = payers * given["fee"] * (100 - given["cut"]) / 100
    assert arrives == pytest.approx(sum(row["dollars"] for row in given["bill"]))
    assert 0 < right["share"] < 100


def test_the_families_that_stay_stay(group):
    given, right = answers("money", group)
    limits = sorted(given["families"])
    gone = next(n for n, limit in enumerate(limits) if limit > n)
    assert len(limits) - gone == right["tipping"]
    assert limits.count(0) < gone < len(limits), "a second wave, and an end"


def test_the_first_month_is_where_the_sum_turns():
    first_month = assignments.load("money").tasks["first_month"].exercise
    for seed in range(20):
        for case in first_month.cases(seed):
            (months,) = case.arguments
            sums = [sum(came - went for came, went in months[: n + 1]) for n in range(len(months))]
            covered = [month for month, total in enumerate(sums, start=1) if total >= 0]
            assert first_month.answer(months) == (covered[0] if covered else 0)


def test_the_dossier_carries_the_verdicts(group):
    given, right = answers("capstone", group)
    verdicts = {**right["reach"], **right["money"], **right["outlook"]}
    assert set(verdicts.values()) == set(given["verdicts"])
    books = pd.DataFrame(given["books"])
    year = books[books["year"] == 2025].groupby("payer")["income"].sum()
    assert (verdicts[4] == "holds") == (year["shops"] > year.sum() / 2)
    assert abs(year["shops"] / year.sum() - 0.5) > 0.05, "clearly more or less than half"
    says = " ".join(row["says"] for row in given["dossier"])
    claims = {claim["number"]: claim["text"] for claim in given["claims"]}
    revenue, costs = map(float, re.search(r"revenue (\S+) million.*costs (\S+) m", says).groups())
    claimed = float(re.search(r"of (\S+) million", claims[5]).group(1))
    assert (verdicts[5] == "holds") == (claimed == pytest.approx(revenue - costs))
    assert revenue == pytest.approx(year.sum())
    counted = re.search(r"2025 (\S+) million people", says).group(1)
    assert (verdicts[1] == "holds") == claims[1].startswith(f"{counted} million")
    not_shown = {number for number, verdict in verdicts.items() if verdict == "not shown"}
    assert sum(row["confidence"] == "C" for row in given["dossier"]) == len(not_shown) + 1


def test_the_wrong_denominator_gives_the_number_of_the_article(group):
    given, right = answers("capstone", group)
    stated = float(re.search(r"(\d+\.\d\d) dollars", given["claims"][9]["text"]).group(1))
    asked = assignments.load("capstone", group).tasks["per_user"].exercise.task
    assert asked.startswith(f"Claim 10 says {stated:.2f} dollars.")
    books, counts = pd.DataFrame(given["books"]), pd.DataFrame(given["counts"])
    income = books.loc[books["year"] == 2025, "income"].sum()
    found = (income / counts.drop(columns="quarter").mean()).round(2)
    assert found.index[found == stated].tolist() == [right["per_user"]["divided_by"]]
    assert found["monthly"] == pytest.approx(right["per_user"]["dollars"], abs=0.005)


def test_each_wrong_verdict_is_answered_and_the_right_ones_are_not():
    exercise = assignments.load("capstone").tasks["reach"].exercise
    wrong = [answer for answer, _ in exercise.wrongs]
    both = {1: wrong[0][1], 2: wrong[1][2], 3: exercise.answer[3]}
    said = exercise.judge(both).message
    assert [f"Claim {number}:" in said for number in (1, 2, 3)] == [True, True, False]
    shouted = {number: verdict.upper() for number, verdict in exercise.answer.items()}
    assert exercise.judge(shouted).ok
    assert not exercise.judge({float(n): verdict for n, verdict in exercise.answer.items()}).ok
    assert "Missing" in exercise.judge({1: exercise.answer[1]}).message


def test_the_article_prints_every_claim_under_its_number(group):
    given, _ = answers("capstone", group)
    article = " ".join(given["article"])
    for claim in given["claims"]:
        assert f"[{claim['number']}] {claim['text']}" in article
    assert len(given["claims"]) == 10


def test_the_finder_always_reads_something_and_never_everything(monkeypatch):
    """Without the real sixty digits, which take their time and count nothing here."""
    exposed = assignments.load("secrets").tasks["exposed"].exercise
    monkeypatch.setattr(handshake, "safety_half", lambda key, _: f"{key[0] * key[1]:030}")
    for number in range(300):
        given = assignments.load.__wrapped__("secrets", f"class {number}").given
        came = exposed.answer(given["talk"], given["copied"], given["owner"])
        assert 2 <= len(came) <= len(given["talk"]) - given["copied"] - 2
