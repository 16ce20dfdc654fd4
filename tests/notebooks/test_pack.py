"""What the teacher's pack says beside the lessons' pages: sums, places, editions, data."""

import ast
import html
import math
import re
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from reading import Notebook, numbers

from course_lib import data, facts
from course_lib.ads import attribution, charts, targeting
from course_lib.authoring import minutes, sheets
from course_lib.business import sandbox
from course_lib.classroom import release, submissions
from course_lib.economics import adoption, friends, hearing, ledger, platform
from course_lib.economics.platform import Setting
from course_lib.encryption import thief
from course_lib.exercises import assignments, lesson_01, lesson_06
from course_lib.facts import strength
from course_lib.lesson import quiz, store
from course_lib.metadata import inference, population
from course_lib.scenes import lesson_04 as scene

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
LESSONS = {path.name[1]: path for path in sorted(NOTEBOOKS.glob("0*.ipynb"))}
TRIES = data.toml("authoring", "print")["tries"]
EXERCISES = ROOT / "course_lib" / "exercises"
LESSONS["warm-up"] = NOTEBOOKS / "warm_up.ipynb"
PACK = (NOTEBOOKS / "instructor" / "print.html").read_text(encoding="utf-8")
GUIDE = (NOTEBOOKS / "instructor" / "guide.md").read_text(encoding="utf-8")


def text_of(name):
    return (NOTEBOOKS / name).read_text(encoding="utf-8")


def part(name, heading):
    """What stands below a heading, up to the next one."""
    return re.split(r"^#{2,3} ", text_of(name).split(f"{heading}\n")[1], flags=re.M)[0]


def table(text):
    """The rows of the tables in a text, without their headings and rules."""
    rows = [line.strip()[1:-1].split("|") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows]


def checked(name):
    """The exercises of a lesson's core."""
    return set(re.findall(r"\bex\.(\w+)\.check\(", Notebook(LESSONS[name]).core.source))


def answers(lesson):
    """The sheet with the answers of a lesson, as a teacher reads it."""
    called = f"the answers of (?:Lesson )?{lesson}</h2>(.*?)<section>"
    return html.unescape(re.search(called, PACK, flags=re.S | re.I)[1])


def at_the_end(price, network):
    """The share of people who are still there, by the model of lesson 4."""
    return adoption.at_the_end(adoption.simulate(price, churn=0.1, network=network))


def test_the_marking_load_is_what_the_guide_says_it_takes():
    grading, answer = 15, 3  # minutes of part 6: for an assignment, and for a written answer
    assert "a quarter of an hour for a class of thirty" in GUIDE
    assert "three minutes for each written answer" in GUIDE
    works, students = len(assignments.NAMES), 28
    read = [(works, students, answer), (works, students, 2), (works - 1, students, 2)]
    read.append((works, 6, answer))
    wanted = [works * grading + many * each * minutes for many, each, minutes in read]
    rows = table(part("instructor/rubrics.md", "## Marking load"))[1:]
    assert [int(minutes) for _, minutes in rows] == wanted
    assert wanted[0] > 8 * 60
    left = assignments.load("business").tasks.values()
    assert f"For `business` that is {sum(task.exercise.points for task in left)}." in part(
        "instructor/rubrics.md", "## Marking load"
    )


def test_a_two_minute_version_for_each_rubric():
    rubrics = re.split(r"^## ", text_of("instructor/rubrics.md"), flags=re.M)[3:]
    assert len(rubrics) == len(assignments.NAMES) + 1
    for rubric in rubrics:
        (short,) = re.findall(r"^\*\*In two minutes\.\*\* (.*)$", rubric, flags=re.M)
        parts = [f"{level.capitalize()}: " for level in ("evidence", "estimate", "inference")]
        assert all(each in short for each in parts), short


def test_the_hearing_has_a_job_for_everybody():
    rows = table(part("instructor/guide.md", "### Everybody has a job"))
    classes = [row for row in rows if row[0].isdigit()]
    assert int(classes[0][0]) == 28
    for size, groups, _ in classes:
        assert sum(map(int, groups.split(", "))) == int(size)
    jobs = {job["name"].lower() for job in data.toml("authoring", "print")["job"]}
    assert {row[0].strip("*") for row in rows[1:5]} == jobs


def test_the_hearing_lasts_45_minutes():
    rows = table(part("instructor/guide.md", "### A timetable for 45 minutes"))[1:]
    assert sum(int(row[0]) for row in rows) == 45


def test_every_lesson_serves_an_aim_that_is_explained():
    aims = part("instructor/guide.md", "### Which aims of the curriculum a lesson serves")
    rows = [row for row in table(aims) if row[0].isdigit()]
    assert [row[0] for row in rows] == [name for name in LESSONS if name.isdigit()]
    told = aims.split("What the codes ask")[1]
    codes = set(re.findall(r"3[AB]-[A-Z]+-\d\d|RI\.9-10\.8", "\n".join(map(str, rows))))
    for code in codes:
        assert code in told or code[-2:] in re.findall(r"\b\d\d\b", told), code


def test_every_place_to_swap_exists():
    swap = part("instructor/guide.md", "### A class in Lagos or Lima")
    for path in re.findall(r"`(course_lib/[^`*]+)`", swap):
        assert (ROOT / path).exists(), path
    for lesson, named in re.findall(r"lesson (\d),? (?:cell )?((?:`[\w-]+`(?: and )?)+)", swap):
        ids = {cell.id for cell in Notebook(LESSONS[lesson]).cells}
        assert set(re.findall(r"`([\w-]+)`", named)) <= ids, (lesson, named)
    assert "RUPIAH is fact J17" in swap.replace("`", "")
    assert facts.fact("J17")


@pytest.mark.parametrize(
    ("number", "said"),
    [("2348012345678", "0.67 US cents"), ("51987654321", "2.0 for"), ("6281200000001", "2.5 for")],
)
def test_a_reminder_elsewhere_costs_what_the_guide_says(number, said):
    wa = sandbox(start="2026-09-14T02:00:00Z")
    somebody = wa.customer(number, "Somebody")
    wa.submit("reminder", "Your coach leaves today at six.")
    wa.advance("24h")
    wa.send_template(somebody, "reminder")
    wa.advance("10s")
    cents = 100 * wa.frame("charges")["owed"].sum()
    assert float(said.split()[0]) == pytest.approx(cents)
    assert said in part("instructor/guide.md", "### A class in Lagos or Lima")


def test_the_teacher_has_an_answer_to_all_that_is_asked():
    page = answers(1)
    for asked in ("holds", "flip", "seat", "shared", "caught", "claim", "quiz.tag", "prekeys"):
        assert f"<b>{asked}</b>" in page
    assert "data[:position] + bytes([data[position] ^ 1])" in page
    assert '<code>ex.flip_light.check("c d a b")</code>' in page
    told = data.toml("authoring", "print")
    openers = [name for name, *_ in sheets.openers()]
    assert list(told["openers"]) == openers
    assert all(each["answer"] for each in told["page"])
    for name, periods in sheets.lessons(GUIDE, NOTEBOOKS):
        assert all(each.answer for period in periods for each in period), name


NUMBER = r"-?(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?"
SIGNS = {"x": "*", "times": "*", "over": "/", "divided by": "/"}
SIGN = rf"(?:[-+*/]|{'|'.join(SIGNS)})"
SUM = re.compile(rf"({NUMBER}(?: {SIGN} {NUMBER})+) (?:=|is|are) (?:about )?({NUMBER})( percent)?")


def test_sums_come_out_with_a_pocket_calculator():
    """A sum that a teacher or a student is shown, with the numbers as they stand there."""
    texts = [GUIDE, text_of("instructor/rubrics.md")]
    pack = ROOT / "course_lib" / "authoring" / "data" / "print.toml"
    texts += [path.read_text("utf-8") for path in [pack, *EXERCISES.glob("*.toml")]]
    found = SUM.findall("\n".join(texts))
    assert len(found) > 35
    for sum_, result, percent in found:
        for sign, meant in {**SIGNS, ",": ""}.items():
            sum_ = sum_.replace(sign, meant)
        digits = len(result.partition(".")[2])
        comes_out = eval(sum_) * (100 if percent else 1)
        told = float(result.replace(",", ""))
        assert comes_out == pytest.approx(told, abs=0.51 * 0.1**digits), sum_


@pytest.mark.parametrize("name", LESSONS)
def test_each_fact_that_an_answer_names_is_in_the_list(name):
    page = answers(name).split("Going further</b>")[0]
    listed = answers(name).split("Who says it, and how sure:")[-1]
    known = {row["id"] for row in data.rows("facts", "facts")}
    named = set(re.findall(r"\b[A-Z]{1,2}\d+(?:\.\w[\w-]*)*", page)) & known
    assert {each for each in named if f"<b>{each}</b>" not in listed} == set()


def test_the_words_that_make_a_text_marketing_are_all_told():
    told = re.search(r"\*\*What a line means\.\*\*.*?(- \"Which words make[^\n]*)", GUIDE, re.S)[1]
    words = set(re.findall(r"\*([a-z ]+)\*", told))
    rule = data.toml("business", "limits")["review"]["promotion"]
    assert words == set(re.search(r"\\b\((.*)\)s", rule)[1].split("|"))
    for text in ("Diskon 20%", "The coach is off at six."):
        assert not re.search(rule, text, flags=re.I)


@pytest.mark.parametrize(("name", "ids"), [("5", ["R10", "R9.free"]), ("6", ["J13.2024.service"])])
def test_the_teacher_is_told_who_says_a_fact(name, ids):
    cited = [fact.id for fact in sheets.cited(LESSONS[name])]
    assert set(ids) <= set(cited)
    assert len(cited) == len(set(cited))
    page = answers(name)
    for fact in map(facts.fact, cited):
        told = f"{fact.publisher}, {fact.date}; {fact.confidence_word}"
        assert f"<b>{fact.id}</b> {fact.statement} <i>{told}</i>" in page, fact.id


def test_the_proposals_of_the_hearing_can_be_handed_out():
    rows = sheets.proposals(GUIDE)
    assert [row[0] for row in rows][1:] == [
        "nobody: early 2026",
        "regulator",
        "platform",
        "coach company",
        "user",
    ]
    page = PACK.split("Proposals to begin with</h2>")[1]
    assert "<td>4 ads, no data, 2 cents a chat</td><td>1.16</td>" in page.split("</section>")[0]
    more = data.toml("authoring", "print")["say"]["more_lines"]
    assert f"(about {ledger.step('bought')['Nusa Bus']:.0f} dollars" in more
    assert f"(about {ledger.step('driven')['outside']:.1f} dollars" in more


@pytest.mark.parametrize("name", LESSONS)
def test_the_teacher_without_a_screen_reads_what_it_shows(name):
    page, notebook = answers(name), Notebook(LESSONS[name])
    for cell in notebook.core.code:
        if any(output.output_type == "stream" for output in cell.outputs):
            assert f"<b>{cell.id}</b> " in page, cell.id
    for asked in re.findall(r"facts\.judged\(([\d, ]+)\)", notebook.cells.source):
        judged = [strength.claim_of(int(number)) for number in asked.split(",")]
        core = [claim for claim in judged if claim.why in page]
        assert core in ([], judged)  # what stands in Going further is not told
    shown = {each.name: each.answer for period in sheets.tasks(LESSONS[name]) for each in period}
    if name == "5":
        assert shown["submit"].splitlines()[:2] == ["PENDING", "PENDING"]  # said twice, shown twice
        assert "Claim 7, by Liputan6" in shown["verdicts"]
        assert shown["explorer"].count("at best $50 a month") == 1


def test_the_teacher_has_a_reply_to_each_wrong_letter():
    for name, periods in sheets.lessons(GUIDE, NOTEBOOKS):
        page = answers(name.removeprefix("Lesson "))
        for task in (each for period in periods for each in period):
            if re.search(r"^a\) ", task.asked, flags=re.M) and "\na) " not in task.code:
                letters = set(re.findall(r"^([a-e])\) ", task.asked, flags=re.M))
                right = re.search(r"([a-e])\) ", task.answer)
                ordered = re.search(r"'[a-f]( [a-f])+'$", task.answer.splitlines()[0])
                assert ordered or {*task.replies, right[1]} == letters, (name, task.name)
                assert task.replies, "on paper no check replies"
            for wrong, reply in task.replies.items():
                said = html.unescape(sheets.marked_up(reply))
                named = f"{wrong[2]} before {wrong[0]}:" if wrong[1:] else wrong
                assert f"<b>{named}</b> {said}" in page, (name, task.name)


def test_each_sheet_has_a_number_and_a_place_in_the_contents():
    pack = html.unescape(PACK)
    contents, sheets_ = pack.split("</nav>")
    numbers = re.findall(r'<span class="no">(\S+)</span><h2>', sheets_)
    assert len(numbers) == len(set(numbers)) == sheets_.count("<h2>")
    assert re.findall(r"<b>(\w+\.\d+)</b>", contents) == numbers
    links = re.findall(r'href="#([\w-]+)"', contents)
    assert set(links) - {"all"} == set(re.findall(r'<div class="part" id="([\w-]+)">', sheets_))


def test_answers_stand_as_they_are_typed():
    for lesson in LESSONS:
        typed = dict(re.findall(r"<code>ex\.(\w+)\.check\((.*?)\)</code>", answers(lesson)))
        module = f"lesson_0{lesson}" if lesson.isdigit() else "warm_up"
        home = import_module(f"course_lib.exercises.{module}")
        asked = {name for name in checked(lesson) if getattr(home, name).kind != "write"}
        assert asked - {"three"} <= set(typed), lesson  # three is code
        for name, said in typed.items():
            assert getattr(home, name).judge(ast.literal_eval(said)).ok, f"{lesson}: {name}: {said}"


def test_the_teacher_knows_which_word_a_claim_carries():
    carries = data.toml("authoring", "print")["carries"]
    for lesson, path in LESSONS.items():
        numbers = re.findall(r"rewriter\.mine\((\d+)\)", Notebook(path).core.source)
        told = carries.get(f"Lesson {lesson}", {})
        assert list(told) == numbers, lesson
        for number, word in told.items():
            assert strength.judge(int(number), word).side == "fits", (lesson, number)


@pytest.mark.parametrize("name", LESSONS)
def test_what_a_class_is_told_aloud_stands_on_the_page_of_answers(name):
    page = re.sub("<[^>]+>", "", answers(name))
    texts = [cell.source for cell in Notebook(LESSONS[name]).cells]
    stops = [text for text in texts if text.startswith("## Stop here")]
    (points,) = [text for text in texts if text.startswith("## Key points")]
    said = [re.search(r"\*([^*]+)\*", text)[1] for text in stops]  # the sentence to keep
    said += re.findall(r"^(?:\d\.|-) .*$", points.split("\n## ")[0], flags=re.M)
    for each in [texts[0].splitlines()[0].strip("# "), *said]:
        assert each.replace("`", "") in page, each
    for number in data.toml("authoring", "print")["carries"].get(f"Lesson {name}", {}):
        assert f"claim {number}: {strength.claim_of(int(number)).claim}" in page


def test_the_teacher_can_say_why_a_word_is_carried():
    told = data.toml("authoring", "print")
    for lesson, words in told["carries"].items():
        for word in words.values():
            (reason,) = [why for why in told["read"][lesson].values() if f"Why {word}?" in why]
            others = {"may", "reported", "estimated", "is"} - {word}
            assert {each for each in others if not re.search(rf"\b{each}\b", reason, re.I)} == set()


def said_at(name):
    """From a cell's id to what the teacher says there."""
    read = data.toml("authoring", "print")["read"]
    return read[f"Lesson {name}" if name.isdigit() else "warm_up"]


@pytest.mark.parametrize("name", LESSONS)
def test_a_teacher_can_answer_at_each_cell(name):
    """What a cell does; a cell that asks has its answer."""
    runs = [cell for cell in Notebook(LESSONS[name]).core.code if cell.id != "imports"]
    needed = [cell.id for cell in runs if not sheets._ASKS.search(cell.source)]
    assert [each for each in needed if each not in said_at(name)] == []


@pytest.mark.parametrize("name", LESSONS)
def test_a_teacher_without_a_screen_can_tell_what_a_picture_shows(name):
    drawn = re.compile(r"^(?:explorer|figure|shown = figure)\(|^!\[", flags=re.M)
    for cell in Notebook(LESSONS[name]).core:
        if drawn.search(cell.source):
            assert said_at(name)[cell.id].startswith("The picture: "), cell.id


def test_what_an_opener_lets_choose_stands_on_its_paper():
    chosen = {name: words for name, words, _ in sheets.openers()}
    assert chosen["Lesson 0"] == ["can read it", "pays", "is paid"]
    assert [name for name, words in chosen.items() if words] == ["Lesson 0", "Lesson 7"]
    papers = dict(
        re.findall(r"<h2>The opener on paper: (.*?)</h2>(.*?)</section>", PACK, flags=re.S)
    )
    for name, words in chosen.items():
        for said in words:
            assert said in html.unescape(papers[name]), said


@pytest.mark.parametrize("name", [name for name in LESSONS if name.isdigit()])
def test_a_number_that_is_guessed_was_told_nowhere_before(name):
    """Not in the opener, and in no cell above; 20 is also how many letters one turn has."""
    told = data.toml("authoring", "print")["openers"][f"Lesson {name}"]
    tasks = {each.name: each for period in sheets.tasks(LESSONS[name]) for each in period}
    for cell in Notebook(LESSONS[name]).core:
        for key in re.findall(r"predictions\.number\(\s*\"([\w-]+)\"", cell.source):
            answer = re.search(r"\d[\d,.]*", tasks[key].answer)[0]
            assert key == "monologue" or not re.search(rf"(?<![\d.,]){answer}(?!\d)", told), key
        told += cell.source + "".join(map(minutes.plain, cell.get("outputs", [])))


@pytest.mark.parametrize("name", [name for name in LESSONS if name.isdigit()])
def test_what_is_told_at_a_cell_stands_behind_it(name):
    told = data.toml("authoring", "print")
    page, ids = answers(name), {cell.id for cell in Notebook(LESSONS[name]).cells}
    for kind in ("tries", "read"):
        for cell, said in told[kind].get(f"Lesson {name}", {}).items():
            assert cell in ids, f"{kind}: {cell} is no cell of lesson {name}"
            assert f"<b>{told['say'][kind].format(name=cell)}</b> {said}" in page, cell
    if name == "5":
        assert (
            page.index("<b>charges</b>") < page.index("To say at charges") < page.index("<b>owed")
        )


PEOPLE = attribution.simulate()
TWINS, ALL = attribution.holdout(PEOPLE), attribution.naive(PEOPLE)
SHARES = [TWINS.buyers_with / TWINS.people_with, TWINS.buyers_without / TWINS.people_without]
SHARES += [ALL.buyers_without / ALL.people_without]
LIFTS = {TWINS.people_with + TWINS.people_without, *vars(TWINS).values(), *vars(ALL).values()}
LIFTS |= {round(100 * share, digits) for share, digits in zip(SHARES, (1, 1, 2), strict=True)}
LIFTS |= {round(SHARES[0] / share, 2) for share in SHARES[1:]}
LIFTS |= {*(round(share, 5) for share in SHARES[:2]), round(TWINS.people_with * SHARES[1])}
HASHES = [targeting.fingerprint(f"+62 000 4713 86{digit}") for digit in "23"]
ALIKE = {place for place, (one, other) in enumerate(zip(*HASHES, strict=True), 1) if one == other}
NIGHTS = inference.sleep(population.simulate(people=240, days=28, seed=7).log, 100)
NIGHTS = NIGHTS.sort_values(kind="stable").iloc[:: len(NIGHTS) // 60][:60]  # of the sleep wall
STEPS = [int(NIGHTS.between(*hours).sum()) for hours in ((0, 6), (7, 12), (16, 22))]
CLAIMS = [strength.claim_of(number) for number in range(1, 22)]


def by_hand(base, power, modulus):
    """What a pen writes for a power: squares, then the products from the largest square down."""
    squares = [base]
    while 2 ** len(squares) <= power:
        squares.append(squares[-1] ** 2 % modulus)
    written, sofar = {base**2, *squares}, 1
    for place in reversed(range(len(squares))):
        if power >> place & 1:
            written |= {sofar * squares[place], sofar * squares[place] % modulus}
            sofar = sofar * squares[place] % modulus
    assert sofar == pow(base, power, modulus)
    return written


PLAY = by_hand(5, 6, 23) | by_hand(5, 15, 23) | by_hand(19, 6, 23) | by_hand(8, 15, 23)
PLAY |= by_hand(41, 17, 47) | {wrong.answer for wrong in lesson_01.shared.wrongs}
DERIVED = {  # numbers that are said and stand in no cell: worked out, or of the town of lesson 7
    "warm-up": set(),
    "0": {48, 80 - 48},  # the sentence, filled up, and its tag
    "1": {5**6, 5**6 // 23, 6 * 15, len(str(2**126)), *PLAY},
    "2": {22, 22 - 4 + 1},  # the last message of the monologue's long turn, and how many they are
    "3": {30 * 50, round(1500 * 60 / 86_400, 2), 5400, round(2.3 * facts.value("U16") / 1e9, 1)},
    "4": {6 * 0.9, round(6 * 0.1, 1), 2.6, 2.7, round(6 * 0.8 - 2.6, 1), 90},
    "5": {facts.value("J17"), 1000, round(21.61 / 100 * facts.value("J17"), -2)},
    "6": {180_000 - 25_000},
    "7": {0.2, 167, 18, 21, *STEPS},  # chance among 568 students; the town, below
    "8": {999, 64, 16, 95, round(100 / 4 + 90 / 2), *LIFTS, *ALIKE},  # 95: on the axis
    "9": {145_000, 25_000},  # the price and the cost of lesson 6
}


def test_best_friends_write_most_as_often_as_the_teacher_is_told():
    town = population.simulate(people=240, days=28, seed=7)
    most, friend = inference.partners(town.log), town.people["best_friend"]
    said = data.toml("authoring", "print")["read"]["Lesson 7"]["attack"]
    assert f"the main writer to {sum(most.reindex(friend.index) == friend)} of 240 people" in said


def test_the_sleep_wall_has_the_steps_that_the_teacher_is_told():
    said = data.toml("authoring", "print")["read"]["Lesson 7"]["wall"]
    assert sum(STEPS) == len(NIGHTS) == 60
    told = "the upper {} rows are dark around 3 .*, the next {} around 9 .*, the lower {} from"
    assert re.search(told.format(*STEPS), said)
    medians = [NIGHTS[NIGHTS.between(*hours)].median() for hours in ((0, 6), (7, 12))]
    assert medians == [3, 9]


def test_another_story_can_be_told_in_lesson_7():
    code = re.search(r"```\n(other = population.*?)```", GUIDE, re.S)[1]
    lines, last = code.rstrip().rsplit("\n", 1)
    names = {"population": population, "inference": inference, "pd": pd}
    exec(lines, names)
    suspects, stories = eval(last, names)
    assert len(suspects) == 4
    assert stories["account"].item() in suspects.index


@pytest.mark.parametrize("name", DERIVED)
def test_numbers_that_are_said_stand_in_the_lesson(name):
    cells = Notebook(LESSONS[name]).cells
    shown = [minutes.plain(output) for cell in cells for output in cell.get("outputs", [])]
    asked = [each for period in sheets.tasks(LESSONS[name]) for each in period if each.asked]
    lesson = [c.source for c in cells] + shown + [each.asked + each.answer for each in asked]
    known = numbers("\n".join(lesson)) | DERIVED[name]
    for cell, said in said_at(name).items():
        assert numbers(said) <= known, cell


@pytest.mark.parametrize("name", [name for name in LESSONS if name.isdigit()])
def test_the_teacher_is_told_what_changes(name):
    core = Notebook(LESSONS[name]).core
    asked = [cell.id for cell in core if re.search(r"\*What changes if\*|\*\*Try it", cell.source)]
    asked += [cell.id for cell in core if cell.id == "explorer"]
    assert list(TRIES[f"Lesson {name}"]) == asked
    for cell in core:
        if cell.id in asked:  # later cells use the value: they run again after it is put back
            assert not re.findall(r"[Pp]ut [^.]*? back(?! and run)", cell.source), cell.id


def test_what_the_teacher_is_told_is_still_so():
    told = {name: said["explorer"] for name, said in list(TRIES.items())[1:]}
    for turns, moment in (("AB" * 12, 5), ("AAAABBBB" * 3, 5), ("ABA" + "A" * 20 + "B", 4)):
        count = thief.steal(turns, moment).readable.sum()
        assert re.search(rf"before {moment}: {count}\b", told["Lesson 2"])
    for price in (2.0, 2.5, 2.6, 2.7, 3.0):
        here = 100 * at_the_end(price, network=6.0)
        assert re.search(rf"{price:.2f}(?: dollars)? {here:.0f}\b", told["Lesson 4"]), price
    for bidders in (2, 3, 4, 5):
        market = targeting.thin_market(bidders, people=20_000, reserve=0)
        cents = re.findall(r"(\d+) cents", charts.said_gains(market, bidders))
        assert f"{bidders} bidders {' or '.join(cents)}" in told["Lesson 8"]
    for ads in (2, 3, 4):
        profit = platform.sweep(platform.Setting(ads=ads, chat_price=0.02)).iloc[0]["profit"]
        assert re.search(rf"{profit:.2f}(?: dollars)? with {ads}\b", told["Lesson 9"])


def test_the_sums_of_lesson_4_come_out():
    ahead = facts.value("F7.2013.all") - facts.value("F7.2012.all")
    least = facts.value("F1.2013") + ahead
    most = least + facts.value("F14.2012")
    received = (least + most) / 2
    paid = received + facts.value("F4.2013")
    told = re.search(r"The sum, in million dollars: (.*)", GUIDE)[1]
    for million in (ahead, least, most, received, paid):
        assert f"{million:.1f}" in told
    assert f"{received / 4:.1f} cents" in told
    assert f"{paid / 4:.1f} cents" in told
    months = adoption.simulate(2.7, churn=0.1, network=6.0)["users"]
    after = [round(100 * months.iloc[12 * years - 1]) for years in (3, 4, 5)]
    assert "{} after three years, {} after four, {} after five".format(*after) in GUIDE
    stay = [round(100 * at_the_end(price, network=8.0)) for price in (4.2, 4.3)]
    assert "{} of 100 stay at 4.20, {} at 4.30".format(*stay) in GUIDE
    edge = [round(100 * 1 / (1 + math.exp(-gain))) for gain in (1, 2.2, 3)]
    assert "at 1 dollar {} of 100, at 2.20 {}, at 3 {}".format(*edge) in GUIDE


def test_the_teacher_has_the_crowd_of_opener_4_at_each_price():
    prices, *told = re.search(r"^\| the opener,.*\n.*\n(?:\|.*\n){3}", GUIDE, re.M)[0].split("\n")[
        :-1
    ]
    told = [[int(n) for n in row.split("|")[2:-1]] for row in told[1:]]
    crowd, seen = friends.Crowd(), []
    for price in prices.split("|")[2:-1]:
        crowd = crowd.asked(float(price), scene.NETWORK)
        seen.append([len(crowd.here), *map(crowd.count, scene.WHYS)])
    assert told == [list(row) for row in zip(*seen, strict=True)]


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


def test_a_lesson_without_a_network_has_the_numbers_of_the_notebook():
    rupiah = facts.value("J17")
    chat, advert = (rupiah * facts.value(f"J13.2024.{kind}") for kind in ("service", "marketing"))
    turns = math.ceil((60_000 - chat) / advert)
    said = f"{chat:.0f} for the chat, {advert:.0f} for each marketing message"
    assert said in GUIDE
    assert f"divided by {advert:.0f}, and rounded up: {turns}" in GUIDE
    assert turns == lesson_06.adverts.answer
    assert f"from {turns} messages on" in TRIES["Lesson 6"]["explorer"]


def test_who_loses_is_what_the_teacher_is_told():
    def fallen(proposal, **assumed):
        today = hearing.scores(Setting(ads=2, data=0.3, chat_price=0.066, **assumed))
        then = hearing.scores(Setting(**proposal, **assumed))
        return [score for score in today if then[score] < today[score]]

    regulator = {"ads": 4, "data": 0, "chat_price": 0.02}
    assert len(fallen({"ads": 10, "data": 0.3, "chat_price": 0.066})) == 4
    assert fallen(regulator) == []
    gains = ["regulator, people's gain", "user, people's gain"]
    assert fallen(regulator, unease=0) == gains
    told = TRIES["Lesson 9"]["scores-read"]
    assert "With ten ads four scores fall." in told
    assert "none falls" in told
    assert "what people gain falls, for the regulator and for the user" in told
    start = {"ads": 2, "data": 0.3, "chat_price": 0.066}
    for after, assumed in (({**start, "ads": 10}, {}), (regulator, {"unease": 0})):
        before, then = (
            hearing.scores(Setting(**one, **assumed))["user, people's gain"]
            for one in (start, after)
        )
        assert f"from {before:.2f} to {then:.2f}" in told
    today = platform.sweep(Setting(**start)).iloc[0]
    row = f"{today['profit']:.2f} | {today['people_gain']:.2f} | {today['privacy']:.0f} |"
    assert (
        f"| nobody: early 2026 | 2 ads, 30 percent of the data, 6.6 cents a chat | {row}" in GUIDE
    )
    settings = [start, regulator, {"ads": 18, "data": 0.9}, {"ads": 4}]
    settings += [{"ads": 1, "chat_price": 0.02}]
    gains = [platform.sweep(Setting(**one)).iloc[0]["company_gain"] for one in settings]
    found = re.search(r"What companies gain is told by (.*)", GUIDE)[1]
    assert re.findall(r"\d\.\d\d", found) == [f"{gain:.2f}" for gain in gains]


def test_who_loses_with_a_proposal_is_told():
    start = hearing.scores(Setting(ads=2, data=0.3, chat_price=0.066))
    told = re.search(
        r"^Who loses with the proposals of part 4.*$", text_of("instructor/guide.md"), re.M
    )[0]
    settings = {
        "nobody": Setting(ads=4, chat_price=0.02),
        "five scores": Setting(ads=18, data=0.9),
        "platform's profit falls, by a cent": Setting(ads=4),
        "it falls to 0.21": Setting(ads=1, chat_price=0.02),
        "four scores": Setting(ads=10, data=0.3, chat_price=0.066),
    }
    fallen = []
    for said, setting in settings.items():
        assert said in told
        then = hearing.scores(setting)
        fallen.append([score for score in start if then[score] < start[score]])
    assert list(map(len, fallen)) == [0, 5, 1, 1, 4]
    assert fallen[2] == fallen[3] == ["platform, profit"]
    assert hearing.scores(Setting(ads=1, chat_price=0.02))["platform, profit"] == 0.21


def test_votes_have_the_numbers_of_the_models():
    votes = {(v.lesson[7], v.number): v for v in sheets.votes(GUIDE)}
    assert at_the_end(4.2, network=8.0) > 0.5 > at_the_end(4.3, network=8.0)
    assert "c, at 4.20" in votes["4", "2"].told
    messages, carrying = (0.25, 1.48), (0.06, 2.28)  # as on the board of lesson 9
    least, most = messages[0] + 1 - carrying[1], messages[1] + 2 - carrying[0]
    assert f"about minus {-least:.2f}" in votes["9", "1"].told
    assert f"about {most:.2f}" in votes["9", "1"].told
    assert f"from 0 to {180_000 - 25_000:,}" in votes["6", "2"].told


def test_the_sheet_for_groups_has_claims_of_the_article():
    (page,) = [
        p for p in data.toml("authoring", "print")["page"] if "who can read it" in p["title"]
    ]
    (line,) = [line for line in page["lines"] if line.startswith("Claims")]
    speakers = {one.who.split(",")[0].split(" of ")[0] for one in CLAIMS if one.claim in line}
    assert sum(one.claim in line for one in CLAIMS) == 7  # groups of four, of 28
    assert speakers == {"Liputan6", "Nikila Srinivasan", "Matthew Hodgson"}


def test_statements_that_come_back_in_lesson_9_are_not_answered_before():
    told = {each.words.task for each in quiz.questions("misconceptions")}
    asked = {
        each.asked.splitlines()[0]
        for part in sheets.tasks(LESSONS["0"])
        for each in part
        if each.asked
    }
    assert not told & asked
    assert told <= {
        each.asked.splitlines()[0] for each in sheets.tasks(LESSONS["9"])[-1] if each.asked
    }


def test_what_is_drawn_with_colours_stands_on_paper():
    """Browsers print no backgrounds by themselves, and the friends of lesson 4 are nothing else."""
    style = PACK.split(".opener * {")[1].split("}")[0]
    assert "print-color-adjust: exact" in style


def test_tasks_on_paper_hold_no_answer():
    papers = re.findall(r"<h2>Tasks on paper: (.*?)</h2>(.*?)</section>", PACK, flags=re.S)
    assert len(papers) == 30  # for each period, and in ten lessons for the quick
    for name, paper in papers:
        assert "One right answer" not in paper, name


def test_the_change_of_edition_is_told_as_it_is():
    heading = f"### In the middle of a term: from edition {release.UNSTAMPED} to {release.EDITION}"
    told = part("instructor/guide.md", heading)
    before = data.toml("classroom", "unstamped")
    now = {name: release.fingerprints(assignments.load(name)) for name in assignments.NAMES}
    anew = [name for name in assignments.NAMES if before.get(name) != now[name]]
    same = [name for name in assignments.NAMES if name not in anew]
    anew_row, same_row = table(told)[1:3]
    assert re.findall(r"`(\w+)`", anew_row[0]) == anew
    assert re.findall(r"`(\w+)`", same_row[0]) == same
    for name, new, gone in [row for row in table(told) if row[0] in LESSONS]:
        assert set(re.findall(r"`(\w+)`", new)) <= checked(name), name
        assert not set(re.findall(r"`(\w+)`", gone)) & checked(name), name


def test_a_flat_folder_is_read_as_the_guide_says(tmp_path):
    notebook = (NOTEBOOKS / "assignments" / "secrets.ipynb").read_text("utf-8")
    (tmp_path / "late").mkdir()
    for name in ("dewi secrets", "secrets", "secrets (1)", "late/eka"):
        (tmp_path / f"{name}.ipynb").write_text(notebook, "utf-8")
    students = [each.student for each in submissions.find(tmp_path)]
    assert students == ["dewi secrets", "late", "secrets", "secrets (1)"]


def test_the_released_folder_opens_one_cell_at_a_time():
    student = data.toml("classroom", "readmes")["student"]
    opened = student.split("## Open it")[1].split("## What is here")[0]
    assert "one cell at a time" in opened
    assert "Run All" not in opened
    assert "## Your data" in student


def test_students_are_told_everything_that_is_kept():
    told = text_of("your_data.md")
    rows = table(told.split("## Where the lesson runs")[0])[1:]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(store.KINDS)
    assert store.NAME in told


def test_a_light_exercise_is_named_where_a_function_is_written():
    pages = re.split(r"^### Lesson ", GUIDE, flags=re.M)[1:]
    for page in pages:
        module = import_module(f"course_lib.exercises.lesson_0{page[0]}")
        for name in re.findall(r"`ex\.(\w+)\.check\(\.\.\.\)`", page):
            assert hasattr(module, name), name
