"""The numbers that a teacher or a lesson tells are those of the models: `told.toml` lists them."""

import re
import tomllib
from pathlib import Path

import models
import pandas as pd
import pytest
from guide import GUIDE, LESSONS, RUBRICS, table, text_of
from models import YEAR, fallen

from course_lib import data, facts
from course_lib.capacity import cost, load
from course_lib.economics import hearing
from course_lib.exercises import assignments
from course_lib.metadata import inference, population

HERE = Path(__file__)
TOLD = tomllib.loads(HERE.with_name("told.toml").read_text(encoding="utf-8"))
PLACES = {lesson.title: lesson.page for lesson in LESSONS} | {"guide": GUIDE}
PLACES |= {"print": text_of(HERE.parents[2] / "course_lib/authoring/data/print.toml")}
PLACES |= {f"{one.title}, its cells": one.cells.text for one in LESSONS}
PLACES |= dict.fromkeys(assignments.NAMES, RUBRICS)
LABELS = data.toml("economics", "words")["label"]
ROLES = {LABELS["role"][key]: key for key in hearing.roles()["role"]}
LINES = {label: key for key, label in LABELS["what"].items()}

CASES = [(place, text, code) for place, told in TOLD.items() for text, code in told.items()]


@pytest.mark.parametrize(("place", "text", "code"), CASES)
def test_a_number_that_is_told_is_that_of_its_model(place, text, code):
    names = dict(vars(models))
    if place in assignments.NAMES:
        work = assignments.load(place)
        right = {name: task.exercise.answer for name, task in work.tasks.items()}
        names |= {"given": work.given, "right": right}
    made = eval(f"({code})", names)
    for row in made if isinstance(made, list) else [made]:
        values = row if isinstance(row, tuple) else (row,)
        assert len(values) == text.count("{")
        assert text.format(*values) in " ".join(PLACES[place].split())


@pytest.mark.parametrize(("number", "rows"), [(6, 6), (8, 7)])
def test_a_table_of_numbers_has_no_row_more(number, rows):
    page = LESSONS[number + 1].page
    assert len(re.findall(r"^\| \d+ \| -?[\d,]+ \| [\d,]+ \|$", page, re.M)) == rows


def test_who_loses_is_what_the_teacher_is_told():
    assert "ledger.user_year(seed=5)" in LESSONS[-1].cells.source
    gains = ["regulator, people's gain", "user, people's gain"]
    assert fallen("regulator", unease=0) == gains
    assert fallen("coach company") == fallen("user") == ["platform, profit"]
    assert "the platform's profit falls, by a cent;" in GUIDE


@pytest.mark.parametrize("role", ROLES)
def test_a_role_cites_three_lines_and_faces_one(role):
    paragraph = re.search(rf"^\*\*The {role}\*\*.*$", GUIDE, flags=re.M)[0]
    cited = re.findall(r"`([^`]+)`", paragraph)
    assert len(cited) == 3
    assert hearing.missing(ROLES[role], [LINES[line] for line in cited], YEAR) == []
    against = hearing.roles().set_index("role").loc[ROLES[role], "held against it"]
    assert against.startswith(cited[-1])


@pytest.mark.parametrize(
    ("number", "bill", "parts"),
    [(0, cost.bill(load.Load(1000)), 1), (1, cost.up_to(3, facts.value("Y13.Indonesia")), 100)],
)
def test_the_lines_of_lesson_3_are_those_of_its_bill(number, bill, parts):
    shown = LESSONS[4].periods[number].parts["Numbers on the screen"].split("| cell |")[0]
    _, *rows = table(shown.replace(",", ""))
    said = {name: list(map(float, ends[:3])) for name, *ends in rows}
    whole = [parts * end for end in cost.total(bill)]
    assert said.pop("all together") == pytest.approx(whole, rel=0.03)
    lines = bill.set_index("item")[cost.ENDS] * parts
    said["codes"] = said.pop("sign-up codes")
    for name, ends in said.items():
        assert ends == pytest.approx(lines.loc[name].tolist(), rel=0.06, abs=0.05)


@pytest.mark.parametrize(("more", "edge"), [(3, 8), (6, 14)])
@pytest.mark.parametrize("people", [16, 28, 36])
def test_the_standing_game_has_its_edge_where_the_teacher_is_told(people, more, edge):
    def sits(price, seated):
        after = {n for n in range(1, people + 1) if price > n or len(seated) >= n / 2 + more}
        return after if after == seated else sits(price, after)

    assert sits(edge - 1, set()) == set(range(1, edge - 1))
    assert sits(edge, set()) == set(range(1, people + 1)) == sits(1, sits(edge, set()))
    game = GUIDE.split("The standing game: ")[1].split("\n")[0]
    assert f"half your number, and {more} more" in game
    assert re.search(rf"(?:At|edge is) {edge}\b", game)


def test_another_story_can_be_told_in_lesson_7():
    code = re.search(r"```\n(other = population.*?)```", GUIDE, re.S)[1]
    lines, last = code.rstrip().rsplit("\n", 1)
    names = {"population": population, "inference": inference, "pd": pd}
    exec(lines, names)
    suspects, stories = eval(last, names)
    assert len(suspects) == 4
    assert stories["account"].item() in suspects.index
