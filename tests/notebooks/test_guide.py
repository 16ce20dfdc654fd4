"""What the guide and the rubrics for teachers say is still so: minutes, routes, links, levels."""

import html
import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import pytest

from course_lib import classroom, data, facts, words
from course_lib.ads import charts, targeting
from course_lib.authoring import minutes
from course_lib.authoring import sheets as pack
from course_lib.business import month
from course_lib.economics import hearing, ledger, platform
from course_lib.economics.platform import Setting
from course_lib.exercises import assignments

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
INSTRUCTOR = NOTEBOOKS / "instructor"
GUIDE, RUBRICS = INSTRUCTOR / "guide.md", INSTRUCTOR / "rubrics.md"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))

PERIOD, AROUND, SAVED_LEAST = 50, 10, 8  # minutes; around: machines, a vote, the ticket
HEAD = "| minutes | what happens | cells | who does what | if late |"
BELOW = ("Copy and bring, for 28", "For whom", "On the board", "Draw it in steps")
BELOW += ("One laptop and a projector", "Two at a laptop")
BELOW += ("When Binder or the Wi-Fi fails", "What a line means")
WITHOUT = "| without a network | minutes | handed out |"
WRITE_LEAST, SAVED_BY_WRITING, KEEP_LEAST = 9, 4, 8  # a function, what is lost in it, the end
OFFLINE_LEAST = 40  # minutes of a period without a network
# What a row takes besides the cells that the tool counts; the tool has three minutes for a talk.
BESIDES = {"Machines run": 3, "swap sides": 3, "One minute alone": 1, "Exit ticket": 2}
LABELS = ("What goes wrong", "Misconceptions", "Talk in pairs", "Vote 1", "Vote 2")
LABELS += ("Say at the end",)
PROPOSALS = {
    "regulator": ("4 ads, no data, 2 cents a chat", Setting(ads=4, chat_price=0.02)),
    "platform": ("18 ads, 90 percent of the data, chats free", Setting(ads=18, data=0.9)),
    "coach company": ("4 ads, no data, chats free", Setting(ads=4)),
    "user": ("1 ad, no data, 2 cents a chat", Setting(ads=1, chat_price=0.02)),
}
YEAR = ledger.user_year(seed=5)  # as in lesson 9
RUPIAH = facts.value("J17")
LABELLED = data.toml("economics", "words")["label"]
ROLES = {LABELLED["role"][key]: key for key in hearing.roles()["role"]}
LINES = {label: key for key, label in LABELLED["what"].items()}
HYPE = r"\b(?:simply|just|amazing|powerful|exciting|easy|easily|obviously|of course)\b"


def text_of(path):
    return path.read_text(encoding="utf-8")


def without_blocks(markdown):
    return re.sub(r"```.*?```", " ", markdown, flags=re.S)


def without_code(markdown):
    return re.sub(r"`[^`]*`", " ", without_blocks(markdown))


@dataclass(frozen=True)
class Row:
    """A row of a period's plan; `saved` are the minutes that it gives back when it is late."""

    minutes: int
    happens: str
    names: list[str]
    saved: int


def plans(page):
    """The rows of each period of a page, and what stands below them."""
    for part in re.split(r"^#### ", page, flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        if title.startswith("Period "):
            table = re.search(re.escape(HEAD) + r"\n\|[-:| ]+\|\n((?:\|.*\n)+)", text)
            assert table, f"{title}: the plan begins with {HEAD}"
            yield title, [row(line) for line in table[1].splitlines()], text[table.end() :]


def row(line):
    inside = line.strip().removeprefix("|").removesuffix("|")
    minutes, happens, cells, _, late = (cell.strip() for cell in inside.split("|"))
    saved = sum(int(number) for number in re.findall(r"saves (\d+)", late))
    return Row(int(minutes), happens, re.findall(r"`([^`]+)`", cells), saved)


@cache
def cells(name):
    """The cells of the core of a lesson, period by period, and at the end what lies beyond."""
    found, beyond = [[]], []
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
        if beyond or "stretch" in cell.metadata.get("tags", []):
            beyond.append(cell)
            continue
        found[-1].append(cell)
        if cell.cell_type == "markdown" and minutes.STOP in cell.source:
            found.append([])
    return [*found, beyond]


def checked(cell):
    return re.findall(r"\bex\.(\w+)\.check\(", cell.source)


def places(period):
    """From a cell's id or an exercise's name to its place; a code cell wins over a text."""
    texts = {cell.id: n for n, cell in enumerate(period) if cell.cell_type != "code"}
    exercises = {known: n for n, cell in enumerate(period) for known in checked(cell)}
    return texts | exercises | {c.id: n for n, c in enumerate(period) if c.cell_type == "code"}


def core(name):
    """For each period of a lesson, from a cell's id or an exercise's name to its place."""
    return [places(period) for period in cells(name)[:-1]]


def spans(name, number, rows):
    """Each row of a plan with the cells that it covers: those up to the last that it names."""
    period, begin = cells(name)[number], 0
    known = places(period)
    for each in rows:
        end = max([begin, *(known[named] + 1 for named in each.names)])
        yield each, period[begin:end]
        begin = end
    assert not [cell.id for cell in period[begin:] if cell.cell_type == "code"], "not in the plan"


def writes(covered, name):
    """The exercises of some cells in which a whole function is written."""
    asked = [one for cell in covered for one in minutes.exercises(cell.source, name)]
    return {one.name for one in asked if one.kind == "write"}


def copied(below):
    """What a period's page asks to copy, from a sheet's title to how many."""
    listed = re.search(r"^\*\*Copy and bring, for 28\.\*\* (.*)$", below, flags=re.M)[1]
    return {sheet: int(many) for sheet, many in re.findall(r"\*([^*]+)\* (\d+)", listed)}


def tasks_on_paper(name):
    return [each for period in pack.tasks(NOTEBOOKS / f"{name}.ipynb") for each in period]


@cache
def sheets():
    """The titles of the sheets of the print pack."""
    pack = (INSTRUCTOR / "print.html").read_text(encoding="utf-8")
    return {html.unescape(title) for title in re.findall(r"<h2>(.*?)</h2>", pack)}


def tasks(name):
    """For each period of a lesson, and for what lies beyond, the names of its exercises."""
    return [{known for cell in part for known in checked(cell)} for part in cells(name)]


def doors(name):
    """The minutes of each period, as the lesson states them."""
    first = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells[0].source
    stated = re.search(r"[Aa]bout (\d+)(?: and (\d+))? minutes", first)
    return [int(number) for number in stated.groups() if number]


@cache
def pages():
    """From a lesson's name to its page of the guide."""
    found = {}
    for page in re.split(r"^### ", text_of(GUIDE), flags=re.M)[1:]:
        page = re.split(r"^## ", page, flags=re.M)[0]
        if named := re.search(r"^Notebook: \[(\w+)\]", page, flags=re.M):
            found[named[1]] = page
    return found


def headings(path):
    return re.findall(r"^(#+) (.+)$", without_blocks(text_of(path)), flags=re.M)


def anchor(title):
    """Where a heading can be linked to, as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-")


def anchors(path):
    return {anchor(title) for _, title in headings(path)}


@pytest.fixture(params=[GUIDE, RUBRICS], ids=lambda path: path.stem)
def page(request):
    return request.param


@pytest.fixture(params=LESSONS)
def planned(request):
    """A lesson: its name, its page and the plans on it."""
    page = pages()[request.param]
    return request.param, page, list(plans(page))


def test_a_plan_for_each_period(planned):
    name, _, found = planned
    titles = [title.partition(": ")[0] for title, _, _ in found]
    assert titles == [f"Period {number}" for number, _ in enumerate(core(name), start=1)]


def test_a_plan_fills_its_period(planned):
    for title, rows, _ in planned[2]:
        assert sum(each.minutes for each in rows) == PERIOD, title


def test_what_falls_out_saves_enough(planned):
    for title, rows, _ in planned[2]:
        assert all(each.saved <= each.minutes for each in rows), title
        assert sum(each.saved for each in rows) >= SAVED_LEAST, title


def test_a_plan_names_what_its_period_has(planned):
    name, _, found = planned
    for (title, rows, _), known, asked in zip(found, core(name), tasks(name)[:-1], strict=True):
        named = [each for line in rows for each in line.names]
        assert named, title
        assert [each for each in named if each not in known] == [], title
        assert asked <= set(named), f"{title}: a task without a row"


def test_a_plan_has_the_minutes_that_the_tool_counts(planned):
    name, _, found = planned
    counted = minutes.periods(NOTEBOOKS / f"{name}.ipynb")
    for number, ((title, rows, _), whole) in enumerate(zip(found, counted, strict=True)):
        at_home = 0.0
        for each, covered in spans(name, number, rows):
            needed = sum(minutes._minutes(cell, cell.source, name) for cell in covered)
            needed += sum(more for said, more in BESIDES.items() if said in each.happens)
            if not each.minutes:
                assert "at home" in each.happens, each.happens
                at_home += needed
            else:
                assert needed <= each.minutes + 1, f"{each.happens} takes {needed:.1f}"
        assert whole - at_home + AROUND <= PERIOD, title


def test_writing_and_saving_have_the_minutes_that_they_take(planned):
    """A teacher who read the plans did not believe less."""
    name, _, found = planned
    for number, (title, rows, _) in enumerate(found):
        for place, (each, covered) in enumerate(spans(name, number, rows)):
            if writes(covered, name):
                later = sum(row.saved for row in rows[place + 1 :])
                assert each.minutes >= WRITE_LEAST, each.happens
                assert later >= 1, f"{title}: nothing may fall out after {each.happens}"
                assert later + each.saved >= SAVED_BY_WRITING, each.happens
            if each.happens.startswith("Key points"):
                assert each.minutes >= KEEP_LEAST, title


def test_look_back_is_for_home(planned):
    for _, rows, _ in planned[2]:
        for each in rows:
            if "look back" in each.happens and "Two" in each.happens:
                assert not each.minutes, each.happens


def test_what_changes_stands_in_a_row(planned):
    name, _, found = planned
    title = f"Lesson {int(name[:2])}" if name[0] == "0" else "Warm-up"
    asked = set(data.toml("authoring", "print")["tries"].get(title, {}))
    named = {each for _, rows, _ in found for row in rows for each in row.names}
    assert asked <= named


def test_no_code_cell_is_without_a_row(planned):
    name, _, found = planned
    for number, (_, rows, _) in enumerate(found):
        known = places(cells(name)[number])
        for each, covered in spans(name, number, rows):
            named = {known[each_name] for each_name in each.names}
            places_of_code = {known[cell.id] for cell in covered if cell.cell_type == "code"}
            assert places_of_code <= named, f"{each.happens} leaves out a cell of {covered}"


def test_a_period_lasts_without_a_network(planned):
    lent = {}  # vote cards are copied once and kept
    for title, _, below in planned[2]:
        table = re.search(re.escape(WITHOUT) + r"\n\|[-:| ]+\|\n((?:\|.*\n)+)", below)
        rows = [line.strip("|").split("|") for line in table[1].splitlines()]
        assert sum(int(minutes) for _, minutes, _ in rows) >= OFFLINE_LEAST, title
        handed = {sheet for *_, out in rows for sheet in re.findall(r"\*([^*]+)\*", out)}
        lent |= copied(below)
        assert handed <= set(lent), f"{title}: not copied"


def test_what_is_copied_is_in_the_print_pack(planned):
    for title, _, below in planned[2]:
        assert len(copied(below)) >= 3, title
        assert set(copied(below)) <= sheets(), title
        assert "Without a network also:" in below, title


def test_a_board_is_drawn_in_steps(planned):
    name, _, found = planned
    for (title, _, below), known in zip(found, core(name), strict=True):
        steps = re.search(r"^\*\*Draw it in steps\.\*\* (.*)$", below, flags=re.M)[1]
        assert steps.startswith("Before the lesson:"), title
        named = [each for each in re.findall(r"`([\w-]+)`", steps) if not each.isdigit()]
        assert named, title
        assert set(named) <= set(known), title


def test_what_a_page_names_is_in_the_lesson(planned):
    name, page, found = planned
    every = [cell for part in cells(name) for cell in part]
    titles = re.findall(r"^#+ (.+)$", "\n".join(cell.source for cell in every), flags=re.M)
    for title, _, below in found:
        whom = re.search(r"^\*\*For whom\.\*\* (.*)$", below, flags=re.M)[1]
        named = set(re.findall(r"\*([^*]+)\*", whom)) - {"Tasks on paper", "below"}
        assert named <= set(titles), title
    known = {*(cell.id for cell in every), *(each for cell in every for each in checked(cell))}
    wrong = page.split("**What goes wrong, and what to say.**")[1].split("**Misconceptions.**")[0]
    assert set(re.findall(r"^- \*(?:Exercise )?`([\w-]+)`", wrong, flags=re.M)) <= known


def test_a_line_that_is_explained_stands_in_the_lesson(planned):
    name, _, found = planned
    lesson = [cell.source for part in cells(name) for cell in part]
    told = [each for part in tasks_on_paper(name) for each in (part.asked, part.answer, part.code)]
    code = re.sub(r"\s+", "", "".join([*lesson, *told]))
    for title, _, below in found:
        lines = below.split("**What a line means.**")[1].split("\n\n**")[0]
        explained = re.findall(r"^- ((?:(?:,|and|before)? ?`[^`]+`)+)", lines, flags=re.M)
        assert len(explained) >= 2, title
        for line in re.findall(r"`([^`]+)`", "".join(explained)):
            pieces = [re.sub(r"\s+", "", piece) for piece in line.split("...")]
            assert all(piece in code for piece in pieces), f"{title}: {line}"


def test_work_is_kept_at_the_end_of_each_period(planned):
    for title, rows, _ in planned[2]:
        happens = " ".join(each.happens for each in rows)
        assert "Keep the work" in happens or "Save." in happens or "save." in happens, title
    assert "### Between the two periods" in text_of(GUIDE)


def test_a_plan_holds_a_vote_and_a_ticket(planned):
    for number, (title, rows, _) in enumerate(planned[2], start=1):
        happens = " ".join(each.happens for each in rows).lower()
        assert f"vote {number}" in happens, title
        assert "exit ticket" in happens, title


def test_a_vote_stands_where_its_text_says(planned):
    _, page, found = planned
    for number, (title, rows, _) in enumerate(found, start=1):
        place = next(n for n, row in enumerate(rows) if f"Vote {number}" in row.happens)
        told = re.search(rf"^\*\*Vote {number}\*\* \(period {number}, (.*?)\)\.", page, flags=re.M)
        assert told, f"{title}: where is vote {number}?"
        for when, cell in re.findall(r"(after|before) `([\w-]+)`", told[1]):
            (named,) = [n for n, row in enumerate(rows) if cell in row.names]
            assert (named < place) == (when == "after"), f"{title}: {told[1]}"


@pytest.mark.parametrize(("name", "number"), [("03_price_of_free", 2), ("04_who_pays", 15)])
def test_a_teacher_without_a_screen_can_read_the_verdict(name, number):
    (claim,) = [one for one in facts.claims() if one.number == number]
    assert f"claim {number} {claim.verdict}: {claim.why}" in pages()[name]


def test_below_a_plan_stands_what_a_teacher_needs(planned):
    name, _, found = planned
    for title, _, below in found:
        labels = re.findall(r"^\*\*([^*]+?)\.\*\*", below, flags=re.M)
        assert [label for label in labels if label in BELOW] == list(BELOW), title
        drawn = re.search(r"\*\*On the board\.\*\*\s+```\n(.*?)\n```", below, flags=re.S)[1]
        assert drawn.isascii(), title
        assert len(drawn.splitlines()) <= 8, title
        whom = re.search(r"^\*\*For whom\.\*\* (.*)$", below, flags=re.M)[1]
        named = re.findall(r"`([\w-]+)`", whom)
        assert named, title
        known = set().union(*core(name), *tasks(name), (cell.id for cell in cells(name)[-1]))
        assert set(named) <= known, title


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_has_all_its_parts(name):
    labels = re.findall(r"^\*\*([^*]+?)(?:,[^*]*)?\.?\*\*", pages()[name], flags=re.M)
    assert labels[0] == "Prepare"
    assert [label for label in labels if label in LABELS] == list(LABELS)


def test_a_page_for_each_lesson():
    assert list(pages()) == [*LESSONS[-1:], *LESSONS[:-1]], "the warm-up, then 0 to 9"


def test_routes_add_up():
    told = text_of(GUIDE)
    route = re.findall(r"^\| (.+?) \| ([\w, -]+) \| (\d+) \| (\d+) \|$", told, flags=re.M)
    assert len(route) == 3
    names = {"warm-up": "warm_up"} | {name[1]: name for name in LESSONS if name[0] == "0"}
    for title, lessons, periods, total in route:
        stated = [each for lesson in lessons.split(", ") for each in doors(names[lesson])]
        assert (len(stated), sum(stated)) == (int(periods), int(total)), title
    assert sorted(route[-1][1].split(", ")) == sorted(names), "the full course leaves nothing out"


def test_headings_in_order(page):
    levels = [len(marks) for marks, _ in headings(page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels))


def test_contents_lead_to_every_part(page):
    contents = text_of(page).split("\n## ")[0]
    parts = [anchor(title) for marks, title in headings(page) if marks == "##"]
    assert re.findall(r"^\d\. \[[^]]+\]\(#([^)]+)\)", contents, flags=re.M) == parts


def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if target.startswith("https://"):
            continue
        path, _, place = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not place or place in anchors(file), target


def test_plain_words(page):
    said = without_code(text_of(page))
    assert "!" not in said
    assert not re.findall(HYPE, said, flags=re.I)


def test_rubrics_agree_with_the_assignments():
    rubrics = text_of(RUBRICS)
    for name in assignments.NAMES:
        work = assignments.load(name)
        assert work.written, name
        for written in work.written:
            head = f"`{written.id}`, {written.points} points"
            assert head in rubrics, head
            for level, says in written.levels.items():
                assert f"| **{level}** | {says} |" in rubrics, f"{written.id}: {level}: {says}"


def public_numbers(name):
    """What a sample answer is built on: the numbers of the public edition, in a sentence."""
    work = assignments.load(name)
    given, right = work.given, {key: task.exercise.answer for key, task in work.tasks.items()}
    start = "The samples use the public numbers:"
    if name == "secrets":
        read = right["exposed"](given["talk"], given["copied"], given["owner"])
        return f"{start} {len(given['talk'])} messages, of which {len(read)} can be read."
    if name == "money":
        bill = sum(line["dollars"] for line in given["bill"])
        members = given["load"]["members"]
        return (
            f"{start} a bill of {bill:,} dollars, {members:,} members, "
            f"and {right['share']:.1f} percent who must pay."
        )
    if name == "business":
        october = given["october"]
        owed = (october["answers"] - 1000) * october["price"]
        return f"{start} {october['answers']:,} answers in a month, which cost {owed:g} dollars."
    if name == "data_and_ads":
        ad, held = given["test"]["ad_group"], given["test"]["holdout"]
        anyway = held["buyers"] * ad["people"] / held["people"]
        return (
            f"{start} {ad['buyers']} buyers in the group of the ad, where {anyway:.0f} would have "
            f"bought anyway; {right['lift']:.1f} percent more."
        )
    verdicts = right["money"] | right["outlook"]
    listed = ", ".join(f"claim {number} {verdicts[number]}" for number in (5, 7, 8))
    return f"{start} {listed}, and {right['per_user']['dollars']:.2f} dollars a user in claim 10."


@pytest.mark.parametrize("name", assignments.NAMES)
def test_samples_are_built_on_the_numbers_of_today(name):
    assert public_numbers(name) in text_of(RUBRICS), f"work the samples out anew: {name}"


def wall():
    """The ledger of the hearing, a numbered line for each payment."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(YEAR, start=1))


def proposal(role):
    """A row of the table of proposals: what the model says to a setting."""
    setting, result = PROPOSALS[role][0], platform.sweep(PROPOSALS[role][1]).iloc[0]
    dollars = [words.number(result[name], 2) for name in ("profit", "people_gain")]
    return f"| {role} | {' | '.join([setting, *dollars, words.number(result['privacy'])])} |"


def test_the_ledger_of_the_hearing_is_that_of_lesson_9():
    product = text_of(NOTEBOOKS / "09_the_product.ipynb")
    assert "ledger.user_year(seed=5)" in product
    left = ledger.remainder(YEAR)
    ends = f"about {left.mid:.2f} dollars, and lies somewhere from minus {-left.low:.2f} to "
    assert f"{ends}{left.high:.2f}" in text_of(GUIDE)
    assert wall() in text_of(GUIDE)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_cites_three_lines_and_faces_one(role):
    paragraph = re.search(rf"^\*\*The {role}\*\*.*$", text_of(GUIDE), flags=re.M)[0]
    cited = re.findall(r"`([^`]+)`", paragraph)
    assert len(cited) == 3
    assert hearing.missing(ROLES[role], [LINES[line] for line in cited], YEAR) == []
    against = hearing.roles().set_index("role").loc[ROLES[role], "held against it"]
    assert against.startswith(cited[-1])


@pytest.mark.parametrize("role", PROPOSALS)
def test_proposals_score_what_the_guide_says(role):
    assert proposal(role) in text_of(GUIDE), proposal(role)


def test_messages_are_those_of_the_grader():
    room = Path(classroom.__file__).parent / "data"
    told = text_of(room / "words.toml") + text_of(room / "refusals.toml")
    told = told.replace("{most}", "5").replace("{work}", "3")
    table = text_of(GUIDE).split("### What the messages mean")[1].split("### ")[0]
    note = text_of(GUIDE).split("### What the containment note means")[1].split("### ")[0]
    quoted = re.findall(r'^\| "([^"]+)"', table, flags=re.M)
    quoted += re.findall(r'^- \*\*"([^"]+)"', note, flags=re.M)
    assert len(quoted) > 15
    assert not [said for said in quoted if said not in told]


def shown(name):
    """What each code cell of a lesson's core shows."""
    core = [cell for part in cells(name)[:-1] for cell in part if cell.cell_type == "code"]
    return {cell.id: "\n".join(map(minutes.plain, cell.outputs)) for cell in core}


def numerals(text):
    return set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "").replace("US$", "")))


@pytest.mark.parametrize(
    "name", ["05_business_api", "06_chat_commerce", "08_ads", "09_the_product"]
)
def test_numbers_read_aloud_are_those_of_the_cells(name):
    answers = shown(name)
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", pages()[name], flags=re.M)
    assert len(rows) >= 5
    for cell, told in rows:
        assert numerals(told) <= numerals(answers[cell]), cell


def test_the_sums_of_lesson_5_are_those_of_its_bars():
    listed = re.findall(
        r"^\| (as it is|early|form|offer)\b[^|]*\| (.*?) \| (.*?) \|$",
        pages()["05_business_api"],
        flags=re.M,
    )
    designs = dict(zip(("as_it_is", "early_reminder", "form", "offer_inside"), listed, strict=True))
    for column, since in ((1, "2025-07-01"), (2, "2026-10-01")):
        bills = month.redesigned(since).set_index(["design", "part"])["dollars"].round()
        for design, told in designs.items():
            parts = [bills.get((design, part), 0) for part in ("replies", "reminder", "offer")]
            assert list(map(float, re.findall(r"\d+", told[column]))) == [*parts, sum(parts)]
    warung = re.findall(
        r"^\| \d+ \| ([\d,]+) \| [\d.]+ \| ([\d.]+) \|$", pages()["05_business_api"], flags=re.M
    )
    for answers, dollars in warung:
        owed = max(0, int(answers.replace(",", "")) - 1000) * facts.value("J13.2026.utility")
        assert float(dollars) == pytest.approx(owed)
    assert len(warung) == 4


def test_the_gains_of_lesson_6_are_those_of_its_bars():
    chat, advert = (RUPIAH * facts.value(f"J13.2024.{kind}") for kind in ("service", "marketing"))
    listed = re.findall(
        r"^\| (\d+) \| (-?[\d,]+) \| ([\d,]+) \|$", pages()["06_chat_commerce"], flags=re.M
    )
    assert len(listed) == 6
    for messages, company, meta in listed:
        fee = chat + int(messages) * advert
        assert (company, meta) == (f"{120_000 - fee:,.0f}", f"{fee:,.0f}")


def test_the_cents_of_lesson_8_are_those_of_its_bars():
    listed = re.findall(r"^\| (\d) \| (\d+) \| (\d+) \|$", pages()["08_ads"], flags=re.M)
    assert [int(bidders) for bidders, *_ in listed] == list(range(2, 9))
    for bidders, *cents in listed:
        market = targeting.thin_market(int(bidders), people=20_000)
        assert re.findall(r"(\d+) cents", charts.said_gains(market, int(bidders))) == cents


def sentences(text):
    return re.split(r"(?<=[.?]) (?=[A-Z])", text.strip())


@pytest.mark.parametrize("name", LESSONS[5:10])
def test_what_a_class_says_meets_a_reply(name):
    told = re.search(r"^\*\*Misconceptions\.\*\* (.*)$", pages()[name], flags=re.M)[1]
    wrong, replies = told.split("What to say, in the same order:")
    assert len(sentences(wrong)) == len(sentences(replies)) >= 5
    for vote in re.findall(r"^\*\*Vote \d\*\* (.*)$", pages()[name], flags=re.M):
        asked, told = vote.split(" Right: ")
        letters = set(re.findall(r"\b([a-d])\) ", asked)) - {told[0]}
        assert letters <= set(re.findall(r"\b([a-d])\)", told)), vote


@pytest.mark.parametrize("name", LESSONS[5:10])
def test_where_to_go_on_when_it_is_late_or_the_network_fails(name):
    """Minute 12 lies in a row of the plan; the page says which row without a network follows."""
    for title, _, below in plans(pages()[name]):
        assert below.lstrip().startswith("Late by eight minutes:"), title
        offline = re.search(r"^\*\*When Binder or the Wi-Fi fails\.\*\* (.*)$", below, flags=re.M)[
            1
        ]
        assert re.search(r"[Ii]n minute 12 .*\b(first|second|third) row", offline), title


@pytest.mark.parametrize("name", LESSONS[5:10])
def test_a_line_for_each_exit_ticket_and_a_reason_for_the_word(name):
    tickets = re.search(r"^\*\*Exit ticket, lines that are right\.\*\* (.*)$", pages()[name], re.M)[
        1
    ]
    for period in (1, 2):
        line = tickets.split(f"Period {period}: ")[1]
        assert re.match(r'"[^"]+"; \*(may|reported|estimated|is)\*,? .*; "', line), period
    lesson = f"Lesson {int(name[:2])}"
    told = data.toml("authoring", "print")
    (word,) = told["carries"][lesson].values()
    reason = told["read"][lesson]["my-sentence" if name[1] == "5" else "mine"]
    assert reason.startswith(f"Why {word}?")
