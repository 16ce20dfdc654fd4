"""What the guide for teachers promises of its pages and plans: minutes, places, sheets, replies."""

import ast
import builtins
import itertools
import re
from pathlib import Path

from guide import GUIDE, LESSONS, PACK, PRINT, ids, part, table, text_of, titles
from models import worked_out
from reading import FOLDER, Cells, numbers

from course_lib import authoring, classroom

PERIOD, AROUND, SAVED_LEAST = 50, 10, 8  # minutes; around: machines, a vote, the ticket
WRITE_LEAST, SAVED_BY_WRITING, KEEP_LEAST = 9, 4, 8  # a function, what is lost in it, the end
VOTE_LEAST = 4  # of two rounds
OFFLINE_LEAST = 40  # minutes of a period without a network
BELOW = ("Copy and bring, for 28", "For whom", "On the board", "Draw it in steps")
BELOW += ("One laptop and a projector", "Two at a laptop", "Numbers on the screen")
BELOW += ("When Binder or the Wi-Fi fails", "What a line means")
LABELS = ("What goes wrong, and what to say", "Exit ticket, lines that are right")
LABELS += ("Misconceptions", "Talk in pairs", "Vote 1", "Vote 2", "Say at the end")
THINGS = r"\b(calculator|coin|dic|die|rope|string|slip|strip|mill|clip|tape)(?:e|s)?\b"
# What a row takes besides the cells that the tool counts; the tool has three minutes for a talk.
BESIDES = {"Machines run": 3, "swap sides": 3, "One minute alone": 1, "Exit ticket": 2}


# The plan of a period


def test_a_plan_for_each_period_with_all_that_is_changed(lesson):
    numbered = [each.title.partition(": ")[0] for each in lesson.periods]
    assert numbered == [f"Period {number + 1}" for number in range(len(lesson.halves))]
    named = {name for period in lesson.periods for each in period.rows for name in each.names}
    assert set(PRINT["tries"].get(lesson.key, {})) <= named


def test_a_plan_fills_its_period_and_may_be_late(period):
    assert sum(each.minutes for each in period.rows) == PERIOD
    assert all(each.saved <= each.minutes for each in period.rows)
    assert sum(each.saved for each in period.rows) >= SAVED_LEAST
    assert period.below.lstrip().startswith("Late by eight minutes:")


def test_a_plan_names_what_its_period_has(period):
    named = {name for each in period.rows for name in each.names}
    assert named
    assert named <= set(period.known)
    assert period.cells.checked <= named, "a task without a row"
    for each, covered in period.spans():
        here = {period.known[name] for name in each.names}
        code = {period.known[cell.id] for cell in covered.code}
        assert code <= here, f"{each.happens} leaves out a cell"


def test_a_plan_has_the_minutes_that_the_tool_counts(period):
    at_home = 0.0
    for each, covered in period.spans():
        needed = sum(authoring._minutes(cell, period.lesson.name) for cell in covered)
        needed += sum(more for said, more in BESIDES.items() if said in each.happens)
        if "Two" in each.happens and "look back" in each.happens:
            assert not each.minutes, each.happens
        if not each.minutes:
            assert "at home" in each.happens, each.happens
            at_home += needed
        else:
            assert needed <= each.minutes + 1, f"{each.happens} takes {needed:.1f}"
    assert authoring.periods(period.lesson.path)[period.number] - at_home + AROUND <= PERIOD


def written(cells, name):
    """The exercises of some cells in which a whole function is written."""
    return [one for one in authoring.exercises(cells.source, name) if one.kind == "write"]


def test_writing_and_saving_have_the_minutes_that_they_take(period):
    """A teacher who read the plans did not believe less."""
    for place, (each, covered) in enumerate(period.spans()):
        if written(covered, period.lesson.name):
            later = sum(row.saved for row in period.rows[place + 1 :])
            assert each.minutes >= WRITE_LEAST, each.happens
            assert later >= 1, f"nothing may fall out after {each.happens}"
            assert later + each.saved >= SAVED_BY_WRITING, each.happens
        assert each.minutes >= KEEP_LEAST or not each.happens.startswith("Key points")


def test_a_plan_holds_votes_a_ticket_and_time_to_keep_the_work(period):
    assert re.search(r"Keep the work|[Ss]ave\.", period.happens)
    assert "exit ticket" in period.happens.lower()
    assert "### Between the two periods" in GUIDE
    votes = [each for each in period.rows + period.without if re.search(r"\bVote \d", each.happens)]
    assert len(votes) >= 2, "one of them without a network"
    for each in votes:
        assert each.minutes >= VOTE_LEAST or re.search("one round|[Hh]ands", each.happens)


def test_a_vote_stands_where_its_text_says(period):
    number = period.number + 1
    place = next(n for n, row in enumerate(period.rows) if f"Vote {number}" in row.happens)
    told = period.lesson.parts[f"Vote {number}"].split(").")[0]
    assert told.startswith(f"(period {number}, ")
    for when, cell in re.findall(r"(after|before) `([\w-]+)`", told):
        (named,) = [n for n, row in enumerate(period.rows) if cell in row.names]
        assert (named < place) == (when == "after"), told


# What stands below it


def test_below_a_plan_stands_what_a_teacher_needs(period):
    assert list(period.parts)[: len(BELOW)] == list(BELOW)
    assert period.board.isascii()
    assert len(period.board.splitlines()) <= 8
    steps = period.parts["Draw it in steps"]
    assert steps.startswith("Before the lesson:")
    drawn = {each for each in ids(steps) if not each.isdigit()}
    assert drawn
    assert drawn <= set(period.known)


def test_a_period_lasts_without_a_network(period):
    assert sum(each.minutes for each in period.without) >= OFFLINE_LEAST
    handed = {sheet for row in table(period.offline) for sheet in titles(row[-1])}
    lent = [one.copied for one in period.lesson.periods[: period.number + 1]]  # vote cards are kept
    assert handed <= set().union(*lent), "not copied"
    own = "rewriter.mine(" in period.cells.source
    assert ("My sentence*" in period.offline) == own, "it goes on the front page of lesson 9"
    assert period.cells.checked <= ids(period.offline)


def test_what_is_used_is_copied_and_brought(period):
    """Sheets of the print pack; calculators, coins and the like."""
    assert len(period.copied) >= 3
    assert period.copied <= set(re.findall(r"<h2>(.*?)</h2>", PACK))
    assert "Without a network also:" in period.copies
    used = set(re.findall(THINGS, period.offline + period.parts["One laptop and a projector"]))
    lists = [one.copies for one in period.lesson.periods[: period.number + 1]]
    brought = set(re.findall(THINGS, " ".join(lists)))
    assert {thing.replace("die", "dic") for thing in used} <= brought
    whom = period.parts["For whom"]
    if "on *Tasks on paper*" in whom:
        assert "in any case" in period.copies
    if period.lesson.beyond.checked & ids(whom):
        assert re.search(r", for the quick\* \d", period.lesson.page)


def test_a_period_goes_on_when_the_network_fails_in_minute_12(period):
    """The rows that are named stand in the table, fit into what is left, and end with a ticket."""
    place, rows = r"`?(vote \d|[\w-]+)`?", r"([\d to,and]+)"
    told = re.search(f"In minute 12 you stand at {place}: go on with rows {rows}", period.below)
    ends = itertools.accumulate(row.minutes for row in period.rows)
    now = next(row for row, end in zip(period.rows, ends, strict=True) if end >= 12)
    assert told[1] in now.names or told[1] in now.happens.lower()
    spans = re.findall(r"(\d+)(?: to (\d+))?", told[2])
    named = {n for one, end in spans for n in range(int(one), int(end or one) + 1)}
    assert max(named) == len(period.without)
    assert 25 <= sum(period.without[n - 1].minutes for n in named) <= PERIOD - 12


# For whom a task is, and what its code means


def test_for_whom_a_task_is_names_what_the_lesson_has(period):
    whom = period.parts["For whom"]
    headings = re.findall(r"^#+ (.+)$", period.lesson.cells.text, flags=re.M)
    assert titles(whom) - {"Tasks on paper", "below"} <= set(headings)
    assert ids(whom)
    assert ids(whom) <= period.lesson.names


def test_a_task_with_minutes_is_not_for_the_quick_alone(period):
    """Each task of a period is a first win or the core, unless its row says what the others do."""
    for_all, quick = period.parts["For whom"].split("For the quick", 1)
    named = ids(for_all + " ".join(re.findall(r"Who writes no functions.*", quick)))
    for each, covered in period.spans():
        assert "the quick" in each.happens or covered.checked <= named, each.happens


def made_and_used(code):
    """The names that code makes, and those that it looks up."""
    nodes = list(ast.walk(ast.parse(code)))
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    stored |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stored |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    stored |= {n.name for n in nodes if isinstance(n, ast.ExceptHandler)}
    stored |= {(n.asname or n.name).split(".")[0] for n in nodes if isinstance(n, ast.alias)}
    return stored, {n.id for n in nodes if isinstance(n, ast.Name)} - stored


def test_the_quick_are_told_what_to_run_first(period):
    """What a cell of Going further needs is made in the core, below its heading, or is named."""
    whom = period.parts["For whom"]
    named, parts = ids(whom), titles(whom) - {"Going further"}
    core = [made_and_used(cell.source)[0] for cell in period.before.code]
    ready = set(dir(builtins)).union(*core)
    known, below = set(ready), False
    for cell in period.lesson.beyond:
        if cell.cell_type != "code":
            if headings := re.findall(r"^#+ (.+)$", cell.source, flags=re.M):
                known, below = set(ready), bool(parts & set(headings))
            continue
        asked = bool(named & {cell.id, *Cells([cell]).checked})
        if asked or below:
            exercises = authoring.exercises(cell.source, period.lesson.name)
            solved = [each.answered().code for each in exercises]
            made, used = made_and_used("\n".join([cell.source, *solved]))
            assert used <= known, cell.id
            known |= made
            ready |= made if asked else set()


def test_no_cell_writes_over_a_function_or_over_what_a_cell_before_it_uses(lesson):
    """Who goes back runs a cell after those below it."""
    trees = [(cell.id, ast.parse(cell.source).body) for cell in lesson.cells.code]
    taken = {n.name for _, body in trees for n in body if isinstance(n, ast.FunctionDef)}
    for cell, body in trees:
        outside = [each for each in body if not isinstance(each, ast.FunctionDef | ast.ClassDef)]
        made, _ = made_and_used(ast.unparse(outside))
        assert not taken & made, cell
        taken |= made_and_used(ast.unparse(body))[1]


def test_a_line_that_is_explained_stands_in_the_lesson(period):
    told = [cell.source for cell in period.lesson.cells]
    for task in period.lesson.tasks:
        told += [task.asked, task.answer, task.code]
    code = re.sub(r"\s+", "", "".join(told))
    explained = re.findall(
        r"^- ((?:(?:,|and|before)? ?`[^`]+`)+)", period.parts["What a line means"], flags=re.M
    )
    assert len(explained) >= 2
    for line in re.findall(r"`([^`]+)`", "".join(explained)):
        assert all(each in code for each in re.sub(r"\s+", "", line).split("...")), line


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
    told = period.parts["What a line means"]
    seen = {one for cell in period.before.code for one in pieces(cell.source)}
    for each in written(period.cells, period.lesson.name):
        new = {*pieces(each.answered().code or "")} - seen
        assert {one for one in new if not re.search(one, told)} == set(), each.id


def test_numbers_that_a_teacher_writes_or_reads_stand_in_the_lesson(period):
    lesson = period.lesson
    told = "\n".join([period.board, *(each.happens for each in period.without)])
    answers = "\n".join(task.answer for task in lesson.tasks)
    known = lesson.numbers | numbers(PRINT["openers"].get(lesson.key, "") + answers)
    assert numbers(told) - known - worked_out("board", lesson.title) == set()


# A page as a whole


def test_a_page_for_each_lesson_with_all_its_parts(lesson):
    every = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    assert [each.name for each in LESSONS] == [*every[-1:], *every[:-1]], "the warm-up, then 0 to 9"
    labels = [label for label in lesson.parts if label != "Who says it"]  # only in lesson 7
    assert labels == ["Prepare", *BELOW, *LABELS]
    both = "#### For both periods\n\n**What goes wrong, and what to say.**"
    assert (both in lesson.page) == (len(lesson.halves) > 1)
    wrong = lesson.parts["What goes wrong, and what to say"]
    named = re.findall(r"^- \*(?:Exercise )?`([\w-]+)`", wrong, flags=re.M)
    assert set(named) <= lesson.names


def test_what_a_class_says_meets_a_reply(lesson):
    wrong, replies = lesson.parts["Misconceptions"].split(" What to say, in the same order: ")
    ends = r"(?<=[.?]) (?=[A-Z\d])"
    assert len(re.split(ends, wrong)) == len(re.split(ends, replies))
    for vote in ("Vote 1", "Vote 2"):
        asked, told = lesson.parts[vote].split(" Right: ")
        letters = set(re.findall(r"\b([a-d])\) ", asked)) - {told[0]}
        assert letters <= set(re.findall(r"\b([a-d])\)", told)), vote


def test_a_right_ticket_of_each_period_is_shown_and_a_reason_for_its_word(lesson):
    right = lesson.parts["Exit ticket, lines that are right"]
    _, *tickets = re.split(r"Period \d: ", right.split("*My sentence*")[0])
    assert len(tickets) == len(lesson.halves)
    form = r'"[^"]+"; \*(may|reported|estimated|is)\*,? .*; "'
    assert all(re.match(form, each) for each in tickets)
    for number, word in PRINT["carries"].get(lesson.key, {}).items():
        assert f"claim {number} carries *{word}*" in right
        reason = lesson.said.get("mine", lesson.said.get("my-sentence"))
        assert reason.startswith(f"Why {word}?")
        others = {"may", "reported", "estimated", "is"} - {word}
        assert {each for each in others if not re.search(rf"\b{each}\b", reason, re.I)} == set()


def test_numbers_read_aloud_are_those_of_the_cells(lesson):
    shown = {cell.id: "\n".join(map(authoring.plain, cell.outputs)) for cell in lesson.core.code}
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", lesson.page, flags=re.M)
    least = {"07_metadata": 3}  # its other numbers are a table of what the explorer finds
    assert len(rows) >= least.get(lesson.name, 3 + len(lesson.halves))
    for cell, told in rows:
        assert numbers(told) <= numbers(shown[cell]), cell


# The course as a whole


def test_routes_add_up():
    route = re.findall(r"^\| ([^|]+) \| ([\w, -]+) \| (\d+) \| (\d+) \|$", GUIDE, flags=re.M)
    assert len(route) == 3
    doors = {each.short: each.stated for each in LESSONS}
    for title, lessons, periods, total in route:
        asked = [minutes for lesson in lessons.split(", ") for minutes in doors[lesson]]
        assert (len(asked), sum(asked)) == (int(periods), int(total)), title
    assert route[-1][1].split(", ") == list(doors), "the full course leaves nothing out"


def test_the_hearing_has_a_job_for_everybody_and_lasts_45_minutes():
    rows = table(part(GUIDE, "### Everybody has a job"))
    classes = [row for row in rows if row[0].isdigit()]
    assert int(classes[0][0]) == 28
    for size, groups, _ in classes:
        assert sum(map(int, groups.split(", "))) == int(size)
    assert {row[0].strip("*") for row in rows[1:5]} == {job["name"].lower() for job in PRINT["job"]}
    rows = table(part(GUIDE, "### A timetable for 45 minutes"))[1:]
    assert sum(int(row[0]) for row in rows) == 45


def test_messages_are_those_of_the_grader():
    room = Path(classroom.__file__).parent / "data"
    told = text_of(room / "words.toml") + text_of(room / "refusals.toml")
    told = told.replace("{most}", "5").replace("{work}", "3")
    messages = part(GUIDE, "### What the messages mean")
    note = part(GUIDE, "### What the containment note means")
    quoted = re.findall(r'^\| "([^"]+)"', messages, flags=re.M)
    quoted += re.findall(r'^- \*\*"([^"]+)"', note, flags=re.M)
    assert len(quoted) > 15
    assert not [said for said in quoted if said not in told]


def test_every_lesson_serves_an_aim_that_is_explained():
    aims = part(GUIDE, "### Which aims of the curriculum a lesson serves")
    rows = [row for row in table(aims) if row[0].isdigit()]
    assert [f"Lesson {row[0]}" for row in rows] == [each.title for each in LESSONS[1:]]
    told = aims.split("What the codes ask")[1]
    for code in re.findall(r"3[AB]-[A-Z]+-\d\d|RI\.9-10\.8", str(rows)):
        assert code in told or code[-2:] in re.findall(r"\b\d\d\b", told), code


def test_every_place_to_swap_exists():
    swap = part(GUIDE, "### A class in Lagos or Lima")
    for path in re.findall(r"`(course_lib/[^`*]+)`", swap):
        assert (FOLDER.parent / path).exists(), path
    for lesson, named in re.findall(r"lesson (\d),? (?:cell )?((?:`[\w-]+`(?: and )?)+)", swap):
        assert ids(named) <= LESSONS[int(lesson) + 1].names, (lesson, named)
    assert "`RUPIAH` is fact J17" in swap
