"""Feedback is prose, too: its numbers are given, computed, plain arithmetic, or a cited fact's.

Read are `why`, `hint` and `wrongs` of every exercise and quiz, and the reasons of revealed answers.
"""

import re
from http import HTTPStatus

import pytest
from reading import numbers_in, says

from course_lib import facts
from course_lib.ads import attribution
from course_lib.business import rules
from course_lib.capacity import load
from course_lib.economics import ledger, platform
from course_lib.errors import CourseError
from course_lib.exercises import lesson_00, lesson_04, lesson_06, lesson_07, lesson_08

from .conftest import EXERCISES, QUESTIONS, TABLES

ID = re.compile(r"\b[A-Z]{1,2}\d{1,2}(?:\.[A-Za-z0-9-]*[A-Za-z0-9])*(?!\w)")
PLAIN = {*range(13), 0.01, 24, 60, 100, 1000, 3600, 86400}  # counting, clocks and percent


def cited(text):
    """The numbers of the facts that a text names, and the years they are of."""
    for id in ID.findall(text):
        try:
            one = facts.fact(id)
        except CourseError:
            continue
        yield float(one.as_of[:4])
        yield from (x for x in (one.value, one.low, one.high) if x is not None)
        yield from (number for number, _ in numbers_in(one.statement))


def pieces():
    """The key of each text of feedback, the text, what the student was given, and what is right."""
    for name, exercises in EXERCISES.items():
        for asked in [*exercises, *QUESTIONS.get(name, [])]:
            texts = {"why": asked.words.why, "hint": asked.words.hint}
            texts |= {f"wrongs.{key}": said for key, said in asked.words.wrongs.items()}
            given = " ".join([asked.words.task, *asked.words.options.values()])
            right = [asked.answer] if isinstance(asked.answer, int | float) else []
            for key, said in texts.items():
                yield asked.id, key, said, given, right
        for key, told in TABLES[name].get("reveal", {}).items():
            yield f"{name}.reveal.{key}", "why", told["why"], str(told.get("answer", "")), []


def homeless(said, given, known):
    """The numbers of a text that come from nowhere."""
    known = [*cited(said), *known]
    told = {number for number, _ in numbers_in(given)}
    return [
        number
        for number, decimals in numbers_in(said)
        if number not in PLAIN | told and not any(says(number, decimals, x) for x in known)
    ]


v = facts.value


def texts_a_day():
    return load.Load(users=30).messages_per_second * 86400 / 30


def caused():
    """What a tap is worth by the holdout, in cents: its ends, its middle, the middle in percent."""
    people = attribution.simulate(people=400_000, seed=1)
    by = attribution.credited(people).set_index("method")
    taps = by.loc["last_click", "sales"]
    ends = [72 * by.loc["holdout", end] / taps for end in ("low", "sales", "high")]
    return [*ends, lesson_08.caused.answer / lesson_08.worth.answer]


def answered():
    """The ends of the line of messages, in dollars and cents."""
    line = ledger.answers(seed=5)
    return [100 * line.low, line.high, 100 * line.mid, ledger.taps().high]


def per_person():
    each = [v(f"G1.{year}.total") * 1e6 / v(f"M6.{year}") for year in (2019, 2025)]
    return [*each, each[1] / each[0], v("M8.2025") / (4 * v("M25"))]


def ads_without_data():
    rows = [platform.sweep(platform.Setting(ads=n, chat_price=0.02)).iloc[0] for n in (2, 3, 4)]
    start = platform.Setting(ads=2, data=0.3, chat_price=0.07)  # where the explorer begins
    now = platform.sweep(start).iloc[0]
    return [*(row["profit"] for row in rows), rows[-1]["people_gain"], now["people_gain"]]


def remains():
    year = ledger.user_year(seed=5)
    meta = year.total(paid_by="Meta")
    return [year.total().low - meta.low, meta.high]


PRICE, FREE = 0.025, 1000
COMPUTED = {
    "lesson_00.thousand": lambda: [lesson_00.thousand.answer / 1000],
    "lesson_01.flip": lambda: [2**8 - 1],
    "lesson_01.seat": lambda: [16, 32, 47, 34, 34 - 16],
    "lesson_01.shared": lambda: [23, 47],
    "lesson_01.quiz.tag": lambda: [256 / 8],
    "lesson_03.wait": lambda: [0.95, 0.05, 0.95 / 0.05, 0.9],
    "lesson_03.sent": lambda: [v("E12.in") / v("E12.users")],
    "lesson_03.quiz.people": lambda: [texts_a_day()],
    "lesson_04.tip": lambda: [lesson_04.tip.answer + 0.1],
    "lesson_04.profit": lambda: [v("F7.2013.all") - v("F7.2012.all")],
    "lesson_04.per_person": per_person,
    "lesson_05.owed": lambda: [rule.since.year for rule in rules.RULES],
    "lesson_05.change": lambda: [rule.since.year for rule in rules.RULES],
    "lesson_05.bill": lambda: [FREE + 1, PRICE, (FREE + 1) * PRICE],
    "lesson_05.quiz.same_reminder": lambda: [rule.since.year for rule in rules.RULES],
    "lesson_06.total": lambda: [160_000 - 145_000],
    "lesson_06.adverts": lambda: [lesson_06._GAIN, lesson_06._CHAT, 145_000, 2024, 2026],
    "lesson_06.why_adverts": lambda: [
        lesson_06.adverts.answer,
        *(lesson_06._GAIN / n for n in (1, 2)),
    ],
    "lesson_07.quiz.rates": lambda: [100 / 2, 100 / 1000],
    "lesson_07.wait": lambda: [lesson_07.wait.answer - 10],
    "lesson_08.caused": lambda: [*caused(), lesson_08.worth.answer],  # the task before it
    "lesson_08.find": lambda: [
        int(lesson_08.find.answer[-3:]),
        int(lesson_08.find.answer[-3:]) + 1,
    ],
    "lesson_08.reveal.ad_lift": lambda: [20],  # held to the model in test_lessons.py
    "lesson_08.bidders": lambda: [50, *(100 * (1 - (1 + n) / 2**n) for n in (2, 4))],
    "lesson_03.reveal.country-rate": lambda: [texts_a_day()],
    "lesson_05.reveal.late": lambda: [HTTPStatus.OK],
    "lesson_09.widths": lambda: [line.high for line in ledger.user_year(seed=5)],
    "lesson_09.lowest": remains,
    "lesson_09.argue": answered,
    "lesson_09.reveal.remains": lambda: [next(iter(ledger.user_year(seed=5))).when.year],
    "lesson_09.same": ads_without_data,
    "warm_up.share": lambda: [3 / 10],
}


def test_no_number_of_the_feedback_comes_from_nowhere():
    texts = list(pieces())
    assert len(texts) > 300
    assert set(COMPUTED) <= {exercise for exercise, *_ in texts}
    lost = {}
    for exercise, key, said, given, right in texts:
        computed = COMPUTED[exercise]() if exercise in COMPUTED else []
        if numbers := homeless(said, given, [*right, *computed]):
            lost[exercise, key] = numbers
    assert lost == {}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("In 2013 it lost 138 million dollars (fact F2.2013).", []),
        ("In 2013 it lost 139 million dollars (fact F2.2013).", [139]),
        ("It lost 138 million dollars.", [138]),
        ("Of 99 cents 8 came; `17` is code.", [99]),
        ("The task says 450.", []),
    ],
)
def test_the_search_really_looks(said, found):
    assert homeless(said, "With 450 million users.", []) == found
