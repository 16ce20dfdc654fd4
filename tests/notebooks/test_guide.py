"""What the guide and the rubrics for teachers say is still so: minutes, routes, links, levels."""

import ast
import builtins
import html
import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from reading import Notebook, numbers

from course_lib import classroom, data, facts, words
from course_lib.ads import charts, targeting
from course_lib.authoring import minutes
from course_lib.authoring import sheets as pack
from course_lib.business import month
from course_lib.capacity import cost, load
from course_lib.economics import hearing, ledger, platform
from course_lib.economics.platform import Setting
from course_lib.encryption import thief
from course_lib.exercises import assignments, lesson_04

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
INSTRUCTOR = NOTEBOOKS / "instructor"
GUIDE, RUBRICS = INSTRUCTOR / "guide.md", INSTRUCTOR / "rubrics.md"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))

PERIOD, AROUND, SAVED_LEAST = 50, 10, 8  # minutes; around: machines, a vote, the ticket
HEAD = "| minutes | what happens | cells | who does what | if late |"
BELOW = ("Copy and bring, for 28", "For whom", "On the board", "Draw it in steps")
BELOW += ("One laptop and a projector", "Two at a laptop")
BELOW += ("When Binder or the Wi-Fi fails", "What a line means")
TABLE = r"\n\|[-:| ]+\|\n((?:\|.*\n)+)"
THINGS = r"\b(calculator|coin|dic|die|rope|string|slip|strip|mill|clip|tape)(?:e|s)?\b"
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


def plans(name, page):
    """The periods of a lesson that its page plans."""
    parts = re.split(r"^#### (?=Period )", page, flags=re.M)[1:]
    for number, part in enumerate(re.split(r"^#### ", part, flags=re.M)[0] for part in parts):
        title, _, text = part.partition("\n")
        table = re.search(re.escape(HEAD) + TABLE, text)
        assert table, f"{title}: the plan begins with {HEAD}"
        rows = [row(line) for line in table[1].splitlines()]
        yield Period(name, number, title, rows, text[table.end() :])


@dataclass(frozen=True)
class Period:
    """A period as the guide plans it, and what stands below its plan; its cells by number."""

    lesson: str
    number: int
    title: str
    rows: list[Row]
    below: str

    @property
    def cells(self):
        return cells(self.lesson)[self.number]

    @property
    def known(self):
        """From a cell's id or an exercise's name to its place; a code cell wins over a text."""
        places = list(enumerate(self.cells))
        texts = {cell.id: n for n, cell in places if cell.cell_type != "code"}
        exercises = {known: n for n, cell in places for known in checked(cell)}
        return texts | exercises | {c.id: n for n, c in places if c.cell_type == "code"}

    @property
    def happens(self):
        return " ".join(each.happens for each in self.rows)

    @property
    def named(self):
        return [name for each in self.rows for name in each.names]

    def spans(self):
        """Each row of the plan with the cells that it covers: those up to the last it names."""
        begin = 0
        for each in self.rows:
            end = max([begin, *(self.known[named] + 1 for named in each.names)])
            yield each, self.cells[begin:end]
            begin = end
        left = [cell.id for cell in self.cells[begin:] if cell.cell_type == "code"]
        assert not left, "not in the plan"

    def told(self, label):
        """The line below the plan that begins with a bold label."""
        return re.search(rf"^\*\*{label}\.\*\* (.*)$", self.below, flags=re.M)[1]

    @property
    def copied(self):
        """What is to be copied, from a sheet's title to how many."""
        listed = re.findall(r"\*([^*]+)\* (\d+)", self.told("Copy and bring, for 28"))
        return {sheet: int(many) for sheet, many in listed}


def row(line):
    inside = line.strip().removeprefix("|").removesuffix("|")
    minutes, happens, cells, _, late = (cell.strip() for cell in inside.split("|"))
    saved = sum(int(number) for number in re.findall(r"saves (\d+)", late))
    return Row(int(minutes), happens, re.findall(r"`([^`]+)`", cells), saved)


@cache
def cells(name):
    """The cells of the core of a lesson, period by period, and at the end what lies beyond."""
    found, beyond = [[]], []
    for cell in Notebook(NOTEBOOKS / f"{name}.ipynb").cells:
        if beyond or "stretch" in cell.metadata.get("tags", []):
            beyond.append(cell)
            continue
        found[-1].append(cell)
        if cell.cell_type == "markdown" and minutes.STOP in cell.source:
            found.append([])
    return [*found, beyond]


def checked(cell):
    return re.findall(r"\bex\.(\w+)\.check\(", cell.source)


def writes(covered, name):
    """The exercises of some cells in which a whole function is written."""
    asked = [one for cell in covered for one in minutes.exercises(cell.source, name)]
    return {one.name for one in asked if one.kind == "write"}


def tasks_on_paper(name):
    return [each for period in pack.tasks(NOTEBOOKS / f"{name}.ipynb") for each in period]


@cache
def sheets():
    """The titles of the sheets of the print pack."""
    pack = (INSTRUCTOR / "print.html").read_text(encoding="utf-8")
    return {html.unescape(title) for title in re.findall(r"<h2>(.*?)</h2>", pack)}


def names_of(name):
    """The ids of a lesson's cells, and the names of its exercises."""
    every = [cell for part in cells(name) for cell in part]
    return {cell.id for cell in every} | {known for cell in every for known in checked(cell)}


def doors(name):
    """The minutes of each period, as the lesson states them."""
    first = Notebook(NOTEBOOKS / f"{name}.ipynb").cells[0].source
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


PERIODS = [period for name in LESSONS for period in plans(name, pages()[name])]


@pytest.fixture(params=PERIODS, ids=lambda each: f"{each.lesson}-{each.number + 1}")
def period(request):
    return request.param


@pytest.mark.parametrize("name", LESSONS)
def test_a_plan_for_each_period(name):
    titles = [each.title.partition(": ")[0] for each in PERIODS if each.lesson == name]
    assert titles == [f"Period {number}" for number, _ in enumerate(cells(name)[:-1], start=1)]


def test_a_plan_fills_its_period(period):
    assert sum(each.minutes for each in period.rows) == PERIOD


def test_what_falls_out_saves_enough(period):
    assert all(each.saved <= each.minutes for each in period.rows)
    assert sum(each.saved for each in period.rows) >= SAVED_LEAST


def test_a_plan_names_what_its_period_has(period):
    assert period.named
    assert set(period.named) <= set(period.known)
    asked = {known for cell in period.cells for known in checked(cell)}
    assert asked <= set(period.named), "a task without a row"


def test_a_plan_has_the_minutes_that_the_tool_counts(period):
    at_home = 0.0
    for each, covered in period.spans():
        needed = sum(minutes._minutes(cell, cell.source, period.lesson) for cell in covered)
        needed += sum(more for said, more in BESIDES.items() if said in each.happens)
        if not each.minutes:
            assert "at home" in each.happens, each.happens
            at_home += needed
        else:
            assert needed <= each.minutes + 1, f"{each.happens} takes {needed:.1f}"
    whole = minutes.periods(NOTEBOOKS / f"{period.lesson}.ipynb")[period.number]
    assert whole - at_home + AROUND <= PERIOD


def test_writing_and_saving_have_the_minutes_that_they_take(period):
    """A teacher who read the plans did not believe less."""
    for place, (each, covered) in enumerate(period.spans()):
        if writes(covered, period.lesson):
            later = sum(row.saved for row in period.rows[place + 1 :])
            assert each.minutes >= WRITE_LEAST, each.happens
            assert later >= 1, f"nothing may fall out after {each.happens}"
            assert later + each.saved >= SAVED_BY_WRITING, each.happens
        if each.happens.startswith("Key points"):
            assert each.minutes >= KEEP_LEAST


def test_look_back_is_for_home(period):
    for each in period.rows:
        if "look back" in each.happens and "Two" in each.happens:
            assert not each.minutes, each.happens


@pytest.mark.parametrize("name", LESSONS)
def test_what_changes_stands_in_a_row(name):
    title = f"Lesson {int(name[:2])}" if name[0] == "0" else "Warm-up"
    asked = set(data.toml("authoring", "print")["tries"].get(title, {}))
    assert asked <= {known for each in PERIODS if each.lesson == name for known in each.named}


def test_no_code_cell_is_without_a_row(period):
    for each, covered in period.spans():
        named = {period.known[name] for name in each.names}
        of_code = {period.known[cell.id] for cell in covered if cell.cell_type == "code"}
        assert of_code <= named, f"{each.happens} leaves out a cell of {covered}"


def test_a_period_lasts_without_a_network(period):
    table = re.search(re.escape(WITHOUT) + TABLE, period.below)
    rows = [line.strip("|").split("|") for line in table[1].splitlines()]
    assert sum(int(minutes) for _, minutes, _ in rows) >= OFFLINE_LEAST
    handed = {sheet for *_, out in rows for sheet in re.findall(r"\*([^*]+)\*", out)}
    earlier = [one for one in PERIODS if one.lesson == period.lesson]  # vote cards are kept
    lent = {sheet for one in earlier[: period.number + 1] for sheet in one.copied}
    assert handed <= lent, "not copied"
    sentence = any("rewriter.mine(" in cell.source for cell in period.cells)
    assert ("My sentence*" in table[1]) == sentence, "it goes on the front page of lesson 9"


def test_what_is_copied_is_in_the_print_pack(period):
    assert len(period.copied) >= 3
    assert set(period.copied) <= sheets()
    assert "Without a network also:" in period.below


def test_things_that_are_used_are_brought(period):
    """Calculators, coins and the like, without a network and with one laptop."""
    table = re.search(re.escape(WITHOUT) + TABLE, period.below)[1]
    used = set(re.findall(THINGS, table + period.told("One laptop and a projector")))
    lists = [one.told("Copy and bring, for 28") for one in PERIODS if one.lesson == period.lesson]
    brought = set(re.findall(THINGS, " ".join(lists[: period.number + 1])))
    assert {thing.replace("die", "dic") for thing in used} <= brought


def test_a_board_is_drawn_in_steps(period):
    steps = period.told("Draw it in steps")
    assert steps.startswith("Before the lesson:")
    named = {each for each in re.findall(r"`([\w-]+)`", steps) if not each.isdigit()}
    assert named
    assert named <= set(period.known)


def test_for_whom_a_task_is_names_what_the_lesson_has(period):
    every = [cell for part in cells(period.lesson) for cell in part]
    titles = re.findall(r"^#+ (.+)$", "\n".join(cell.source for cell in every), flags=re.M)
    whom = period.told("For whom")
    parts = set(re.findall(r"\*([^*]+)\*", whom)) - {"Tasks on paper", "below"}
    assert parts <= set(titles)
    assert len(named := set(re.findall(r"`([\w-]+)`", whom))) > 0
    assert named <= names_of(period.lesson)


def code_of(cell, name):
    """The code of a cell, and of the solutions of its exercises."""
    solved = [each.answered().code for each in minutes.exercises(cell.source, name)]
    return ast.parse("\n".join([cell.source, *solved]))


def made_and_used(tree):
    """The names that code makes, and those that it looks up."""
    nodes = list(ast.walk(tree))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    stored |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stored |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    stored |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler)}
    stored |= {(n.asname or n.name).split(".")[0] for n in nodes if isinstance(n, ast.alias)}
    return stored, {n.id for n in nodes if isinstance(n, ast.Name)} - stored


def test_the_quick_are_told_what_to_run_first(period):
    """What a cell of Going further needs is made in the core, below its heading, or is named."""
    whom = period.told("For whom")
    named = set(re.findall(r"`([\w-]+)`", whom))
    parts = set(re.findall(r"\*([^*]+)\*", whom)) - {"Going further"}
    core = [cell for part in cells(period.lesson)[: period.number + 1] for cell in part]
    ready = set(dir(builtins))
    for cell in core:
        if cell.cell_type == "code":
            ready |= made_and_used(ast.parse(cell.source))[0]
    known, below = set(ready), False
    for cell in cells(period.lesson)[-1]:
        if cell.cell_type != "code":
            if titles := re.findall(r"^#+ (.+)$", cell.source, flags=re.M):
                known, below = set(ready), bool(parts & set(titles))
            continue
        asked = bool(named & {cell.id, *checked(cell)})
        if asked or below:
            made, used = made_and_used(code_of(cell, period.lesson))
            assert used <= known, cell.id
            known |= made
            ready |= made if asked else set()


def test_a_task_with_minutes_is_not_for_the_quick_alone(period):
    """Each task of a period is a first win or the core, unless its row says what the others do."""
    for_all, quick = period.told("For whom").split("For the quick", 1)
    for_all += " ".join(re.findall(r"Who writes no functions.*", quick))
    named = set(re.findall(r"`([\w-]+)`", for_all))
    for each, covered in period.spans():
        asked = {known for cell in covered for known in checked(cell)}
        assert "the quick" in each.happens or asked <= named, each.happens


@pytest.mark.parametrize("name", LESSONS)
def test_no_cell_writes_over_a_function_that_another_calls(name):
    code = [c for part in cells(name) for c in part if c.cell_type == "code"]
    trees = [(cell.id, ast.parse(cell.source).body) for cell in code]
    functions = {n.name for _, body in trees for n in body if isinstance(n, ast.FunctionDef)}
    for cell, body in trees:
        outside = [each for each in body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
        stored = [n for each in outside for n in ast.walk(each) if isinstance(n, ast.Name)]
        assert not functions & {n.id for n in stored if isinstance(n.ctx, ast.Store)}, cell


@pytest.mark.parametrize("name", LESSONS)
def test_what_goes_wrong_is_in_the_lesson(name):
    wrong = pages()[name].split("**What goes wrong, and what to say.**")[1]
    wrong = wrong.split("**Misconceptions.**")[0]
    named = re.findall(r"^- \*(?:Exercise )?`([\w-]+)`", wrong, flags=re.M)
    assert set(named) <= names_of(name)


def test_a_line_that_is_explained_stands_in_the_lesson(period):
    lesson = [cell.source for part in cells(period.lesson) for cell in part]
    asked = tasks_on_paper(period.lesson)
    told = [each for part in asked for each in (part.asked, part.answer, part.code)]
    code = re.sub(r"\s+", "", "".join([*lesson, *told]))
    lines = period.below.split("**What a line means.**")[1].split("\n\n**")[0]
    explained = re.findall(r"^- ((?:(?:,|and|before)? ?`[^`]+`)+)", lines, flags=re.M)
    assert len(explained) >= 2
    for line in re.findall(r"`([^`]+)`", "".join(explained)):
        pieces = [re.sub(r"\s+", "", piece) for piece in line.split("...")]
        assert all(piece in code for piece in pieces), line


def pieces(code):
    """What in some code needs a word from a teacher, as a pattern for the line that says it."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield rf"\b{name}\("
            case ast.Slice():
                yield r"\[[^]]*:[^]]*\]"
            case ast.Subscript(slice=ast.UnaryOp()):
                yield r"\[-\d"
            case ast.ListComp() | ast.GeneratorExp() | ast.DictComp() | ast.SetComp():
                yield r"[\[({].* for "
            case ast.Starred():
                yield r"\*\w"


def test_what_is_new_in_a_solution_is_explained(period):
    """A function, a slice, a place from the end: in a cell before, or in a line that is told."""
    cells_before = [c for part in cells(period.lesson)[: period.number + 1] for c in part]
    seen = {one for c in cells_before if c.cell_type == "code" for one in pieces(c.source)}
    lines = period.below.split("**What a line means.**")[1].split("\n\n**")[0]
    for cell in period.cells:
        for each in minutes.exercises(cell.source, period.lesson):
            new = {*pieces(each.answered().code or "")} - seen if each.kind == "write" else set()
            assert {one for one in new if not re.search(one, lines)} == set(), each.id


def test_a_plan_holds_a_vote_a_ticket_and_time_to_keep_the_work(period):
    assert re.search(r"Keep the work|[Ss]ave\.", period.happens)
    assert f"vote {period.number + 1}" in period.happens.lower()
    assert "exit ticket" in period.happens.lower()


def test_between_the_periods_stands_what_is_kept():
    assert "### Between the two periods" in text_of(GUIDE)


def test_a_vote_has_the_minutes_that_its_rounds_take(period):
    """Two rounds take four minutes at least, in the plan and without a network."""
    table = re.search(re.escape(WITHOUT) + TABLE, period.below)[1]
    cells = [line.strip("|").split("|") for line in table.splitlines()]
    rows = [(row.happens, row.minutes) for row in period.rows]
    rows += [(happens, int(lasts)) for happens, lasts, _ in cells]
    votes = [row for row in rows if re.search(r"\bVote \d", row[0])]
    assert len(votes) >= 2
    for happens, lasts in votes:
        if not re.search(r"one round|[Hh]ands", happens):
            assert lasts >= 4, happens


def test_a_vote_stands_where_its_text_says(period):
    vote = f"Vote {period.number + 1}"
    place = next(n for n, row in enumerate(period.rows) if vote in row.happens)
    where = rf"^\*\*{vote}\*\* \(period {period.number + 1}, (.*?)\)\."
    told = re.search(where, pages()[period.lesson], flags=re.M)
    assert told, f"where is {vote}?"
    for when, cell in re.findall(r"(after|before) `([\w-]+)`", told[1]):
        (named,) = [n for n, row in enumerate(period.rows) if cell in row.names]
        assert (named < place) == (when == "after"), told[1]


def test_below_a_plan_stands_what_a_teacher_needs(period):
    labels = re.findall(r"^\*\*([^*]+?)\.\*\*", period.below, flags=re.M)
    assert [label for label in labels if label in BELOW] == list(BELOW)
    drawn = re.search(r"\*\*On the board\.\*\*\s+```\n(.*?)\n```", period.below, flags=re.S)[1]
    assert drawn.isascii()
    assert len(drawn.splitlines()) <= 8


@pytest.mark.parametrize(("name", "number"), [("03_price_of_free", 2), ("04_who_pays", 15)])
def test_a_teacher_without_a_screen_can_read_the_verdict(name, number):
    (claim,) = [one for one in facts.claims() if one.number == number]
    assert f"claim {number} {claim.verdict}: {claim.why}" in pages()[name]


@pytest.mark.parametrize("name", LESSONS)
def test_a_page_has_all_its_parts(name):
    labels = re.findall(r"^\*\*([^*]+?)(?:,[^*]*)?\.?\*\*", pages()[name], flags=re.M)
    assert labels[0] == "Prepare"
    assert [label for label in labels if label in LABELS] == list(LABELS)
    both = "#### For both periods\n\n**What goes wrong, and what to say.**"
    assert (both in pages()[name]) == (len(cells(name)) > 2)


def test_a_page_for_each_lesson():
    assert list(pages()) == [*LESSONS[-1:], *LESSONS[:-1]], "the warm-up, then 0 to 9"


def test_routes_add_up():
    told = text_of(GUIDE)
    route = re.findall(r"^\| ([^|]+) \| ([\w, -]+) \| (\d+) \| (\d+) \|$", told, flags=re.M)
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


@pytest.mark.parametrize("name", LESSONS)
def test_what_a_class_says_meets_a_reply(name):
    said = re.search(r"^\*\*Misconceptions\.\*\* (.*)$", pages()[name], flags=re.M)[1]
    wrong, replies = said.split(" What to say, in the same order: ")
    ends = r"(?<=[.?]) (?=[A-Z\d])"
    assert len(re.split(ends, wrong)) == len(re.split(ends, replies))
    for vote in re.findall(r"^\*\*Vote \d\*\* (.*)$", pages()[name], flags=re.M):
        asked, told = vote.split(" Right: ")
        letters = set(re.findall(r"\b([a-d])\) ", asked)) - {told[0]}
        assert letters <= set(re.findall(r"\b([a-d])\)", told)), vote


@pytest.mark.parametrize("name", LESSONS)
def test_a_right_ticket_of_each_period_is_shown_and_a_reason_for_its_word(name):
    right = re.search(r"^\*\*Exit ticket, lines that are right\.\*\* (.*)$", pages()[name], re.M)[1]
    _, *tickets = re.split(r"Period \d: ", right.split("*My sentence*")[0])
    assert len(tickets) == len(cells(name)[:-1])
    form = r'"[^"]+"; \*(may|reported|estimated|is)\*,? .*; "'
    assert all(re.match(form, each) for each in tickets)
    told, lesson = data.toml("authoring", "print"), f"Lesson {name[1]}"
    for number, word in told["carries"].get(lesson, {}).items():
        assert f"claim {number} carries *{word}*" in right
        read = told["read"][lesson]
        assert read.get("mine", read.get("my-sentence")).startswith(f"Why {word}?")


def test_a_period_goes_on_when_the_network_fails_in_minute_12(period):
    """The rows that are named stand in the table, fit into what is left, and end with a ticket."""
    place, rows = r"`?(vote \d|[\w-]+)`?", r"([\d to,and]+)"
    told = re.search(f"In minute 12 you stand at {place}: go on with rows {rows}", period.below)
    ends = itertools.accumulate(row.minutes for row in period.rows)
    now = next(row for row, end in zip(period.rows, ends, strict=True) if end >= 12)
    assert told[1] in now.names or told[1] in now.happens.lower()
    spans = re.findall(r"(\d+)(?: to (\d+))?", told[2])
    named = {n for one, end in spans for n in range(int(one), int(end or one) + 1)}
    table = re.search(re.escape(WITHOUT) + TABLE, period.below)[1]
    lasts = [int(line.split("|")[2]) for line in table.splitlines()]
    assert max(named) == len(lasts)
    assert 25 <= sum(lasts[n - 1] for n in named) <= PERIOD - 12


def test_sheets_of_those_who_write_less_or_more_are_copied(period):
    whom = period.told("For whom")
    if "on *Tasks on paper*" in whom:
        assert "in any case" in period.told("Copy and bring, for 28")
    beyond = {known for cell in cells(period.lesson)[-1] for known in checked(cell)}
    if beyond & set(re.findall(r"`([\w-]+)`", whom)):
        assert re.search(r", for the quick\* \d", pages()[period.lesson])


def test_each_task_has_a_place_without_a_network(period):
    table = re.search(re.escape(WITHOUT) + TABLE, period.below)[1]
    asked = {known for cell in period.cells for known in checked(cell)}
    assert {each for each in asked if f"`{each}`" not in table} == set()


TEN_ADS = platform.sweep(Setting(ads=10, data=0.3, chat_price=0.066)).iloc[0]
WORKED_OUT = {  # on the board or read aloud without a network, and in no cell
    "warm_up": {96 + 112},
    "00_start_here": {1000, round(0.24 * RUPIAH, -2)},
    "01_sealed_message": {41**2 % 47, 36**2 % 47},
    "03_price_of_free": {round(3200 / 30), round((2.5 * 13.6) ** 0.5, 1)},
    "05_business_api": {round(2.5 + 0 + 4.11 + 2.5, 2), 900},
    "06_chat_commerce": {round(0.0411 * RUPIAH)},
    "08_ads": {99, 1e10 / 1e6},
    "09_the_product": {round(1.39 * RUPIAH, -2), round(TEN_ADS["profit"], 2)},
}


def test_numbers_that_a_teacher_writes_or_reads_stand_in_the_lesson(period):
    lesson = [cell for part in cells(period.lesson) for cell in part]
    texts = [cell.source for cell in lesson]
    texts += [minutes.plain(one) for cell in lesson for one in cell.get("outputs", [])]
    texts += [f"{each.asked} {each.answer}" for each in tasks_on_paper(period.lesson)]
    number = re.sub(r"^0(\d).*", r"Lesson \1", period.lesson)
    texts.append(data.toml("authoring", "print")["openers"].get(number, ""))
    board = re.search(r"\*\*On the board\.\*\*\s+```\n(.*?)\n```", period.below, flags=re.S)[1]
    rows = re.search(re.escape(WITHOUT) + TABLE, period.below)[1].splitlines()
    told = "\n".join([board, *(row.split("|")[1] for row in rows)])
    known = numbers("\n".join(texts)) | WORKED_OUT.get(period.lesson, set())
    assert numbers(told) - known == set()


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


@pytest.mark.parametrize("name", [name for name in LESSONS if name != "07_metadata"])
def test_numbers_read_aloud_are_those_of_the_cells(name):
    answers = shown(name)
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", pages()[name], flags=re.M)
    assert len(rows) >= (5 if len(cells(name)) > 2 else 4)
    for cell, told in rows:
        assert numerals(told) <= numerals(answers[cell]), cell


@pytest.mark.parametrize(
    ("period", "bill", "parts"),
    [(1, cost.bill(load.Load(1000)), 1), (2, cost.up_to(3, facts.value("Y13.Indonesia")), 100)],
)
def test_the_lines_of_lesson_3_are_those_of_its_bill(period, bill, parts):
    told = pages()["03_price_of_free"].split("**Numbers on the screen.**")[period].split("\n\n")[1]
    rows = [row.strip("|").replace(",", "").split("|") for row in told.splitlines()[2:]]
    said = {row[0].strip(): list(map(float, row[1:4])) for row in rows}
    whole = [parts * end for end in cost.total(bill)]
    assert said.pop("all together") == pytest.approx(whole, rel=0.03)
    lines = bill.set_index("item")[cost.ENDS] * parts
    said["codes"] = said.pop("sign-up codes")
    for name, ends in said.items():
        assert ends == pytest.approx(lines.loc[name].tolist(), rel=0.06, abs=0.05)


def test_the_numbers_of_lesson_4_are_those_of_its_figures():
    page = pages()["04_who_pays"]
    for days, fact in (("from 1 to 7", "Y19"), ("from 5 to 12", "Y30")):
        many = [facts.value(f"{fact}.{app}") / 1e6 for app in ("Signal", "Telegram", "WhatsApp")]
        assert f"| {days} | {' | '.join(f'{each:g}' for each in many)} |" in page
    for billions in (facts.value(id) / 1000 for id in ("G1.2022.other", "G1.2024.other", "M10")):
        assert f"| {billions:g} |" in page
    edges = [(friends, lesson_04._edge(friends)) for friends in (6, 8)]
    assert edges == [(6, 2.6), (8, 4.2)]
    assert {round(0.8 * friends - edge, 1) for friends, edge in edges} == {2.2}


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


def test_the_thefts_of_lesson_2_are_those_of_its_explorer():
    listed = re.findall(
        r"^(in turns|long turns|a monologue) +([\d ]+)$", pages()["02_ratchet"], flags=re.M
    )
    talks = dict(zip(("AB" * 12, "AAAABBBB" * 3, "ABA" + "A" * 20 + "B"), listed, strict=True))
    for talk, (name, told) in talks.items():
        counts = [thief.steal(talk, t).readable.sum() for t in range(10)]
        assert list(map(int, told.split())) == counts, name
        read = thief.steal(talk, 5).query("readable").message
        assert (
            f"{read.min()} to {read.max()}" in pages()["02_ratchet"].split("before 5 the thief")[1]
        )


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


def test_where_to_go_on_when_it_is_late(period):
    assert period.below.lstrip().startswith("Late by eight minutes:")
