"""The rest of the teacher's pack: sheets to print, pages of answers, rubrics, what is kept.

That print.html is what `authoring.sheets` makes is held by tests/test_site.py. Whoever changes a
notebook makes it again: what teachers need of it is asserted here, from what it is made of.
"""

import ast
import html
import re
import tomllib
from importlib import import_module

import pytest
from guide import GUIDE, LESSONS, PACK, PRINT, RUBRICS, ids, part, table, text_of
from models import PROPOSALS, worked_out
from reading import FOLDER, numbers

from course_lib import authoring, data, facts
from course_lib.authoring import sheets
from course_lib.classroom import submissions
from course_lib.exercises import assignments, handouts
from course_lib.lesson import quiz, store

EXERCISES = FOLDER.parent / "course_lib" / "exercises"


# Rubrics and the data of students


def test_the_marking_load_is_what_the_guide_says_it_takes():
    grading, answer = 15, 3  # minutes of part 6: for an assignment, and for a written answer
    assert "a quarter of an hour for a class of thirty" in GUIDE
    assert "three minutes for each written answer" in GUIDE
    works, students = len(assignments.NAMES), 28
    read = [(works, students, answer), (works, students, 2), (works - 1, students, 2)]
    read.append((works, 6, answer))
    wanted = [works * grading + many * each * minutes for many, each, minutes in read]
    load = part(RUBRICS, "## Marking load")
    assert [int(minutes) for _, minutes in table(load)[1:]] == wanted
    assert wanted[0] > 8 * 60
    left = assignments.load("business").tasks.values()
    assert f"For `business` that is {sum(task.exercise.points for task in left)}." in load


def test_each_rubric_has_its_levels_and_a_two_minute_version():
    for name in assignments.NAMES:
        work = assignments.load(name)
        assert work.written, name
        for written in work.written:
            assert f"`{written.id}`, {written.points} points. {written.task}" in RUBRICS
            for level, says in written.levels.items():
                assert f"| **{level}** | {says} |" in RUBRICS, f"{written.id}: {level}: {says}"
    short = re.findall(r"^\*\*In two minutes\.\*\* (.*)$", RUBRICS, flags=re.M)
    assert len(short) == RUBRICS.count("\n## ") - 2 == len(assignments.NAMES) + 1
    for each in short:
        assert all(f"{level}: " in each for level in ("Evidence", "Estimate", "Inference")), each


def test_the_change_of_edition_is_told_as_it_is():
    editions = f"from edition {submissions.UNSTAMPED} to {handouts.EDITION}"
    works, lessons = part(GUIDE, f"### In the middle of a term: {editions}").split("| lesson |")
    released = FOLDER.parent / "tests/classroom/released_1_0_0/fingerprints.toml"
    before = tomllib.loads(released.read_text(encoding="utf-8"))
    now = {name: assignments.load(name).fingerprints() for name in assignments.NAMES}
    anew = {name for name in assignments.NAMES if before.get(name) != now[name]}
    assert [ids(row[0]) for row in table(works)[1:3]] == [anew, now.keys() - anew]
    assert data.toml("classroom", "unstamped").keys() == anew, "by which its notebook is known"
    checked = {each.short: each.core.checked for each in LESSONS}
    for name, new, gone in table(lessons):
        assert ids(new) <= checked[name], name
        assert not ids(gone) & checked[name], name


def test_students_are_told_how_to_open_a_lesson_and_everything_that_is_kept():
    student = data.toml("exercises", "words")["handout"]["readme"]
    opened = student.split("## Open it")[1].split("## What is here")[0]
    assert "one cell at a time" in opened
    assert "Run All" not in opened
    assert "## Your data" in student
    told = text_of("your_data.md")
    rows = table(told.split("## Where the lesson runs")[0])[1:]
    assert sorted(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows))) == sorted(store.KINDS)
    assert store.NAME in told


# The sheets to print


def test_each_sheet_has_a_number_and_a_place_in_the_contents():
    contents, sheets_ = PACK.split("</nav>")
    assert all(each["answer"] for each in PRINT["page"])
    listed = re.findall(r'<span class="no">(\S+)</span><h2>', sheets_)
    assert len(listed) == len(set(listed)) == sheets_.count("<h2>")
    assert re.findall(r"<b>(\w+\.\d+)</b>", contents) == listed
    links = re.findall(r'href="#([\w-]+)"', contents)
    assert set(links) - {"all"} == set(re.findall(r'<div class="part" id="([\w-]+)">', sheets_))


def test_tasks_on_paper_hold_no_answer():
    papers = re.findall(r"<h2>Tasks on paper: (.*?)</h2>(.*?)</section>", PACK, flags=re.S)
    assert len(papers) == 30  # for each period, and in ten lessons for the quick
    assert [name for name, paper in papers if "One right answer" in paper] == []


def sheet(title):
    return PACK.split(f"{title}</h2>")[1].split("</section>")[0]


def test_an_opener_on_paper_has_its_words_and_its_colours():
    """Browsers print no backgrounds by themselves, and the friends of lesson 4 are nothing else."""
    assert "print-color-adjust: exact" in PACK.split(".opener * {")[1].split("}")[0]
    chosen = {name: words for name, words, _ in sheets.openers()}
    assert list(PRINT["openers"]) == list(chosen)
    for name, words in chosen.items():
        assert all(said in sheet(f"The opener on paper: {name}") for said in words), name
    assert [name for name, words in chosen.items() if words] == ["Lesson 0", "Lesson 7"]


def test_the_proposals_of_the_hearing_can_be_handed_out():
    rows = sheets.proposals(GUIDE)[1:]
    assert [row[0] for row in rows] == list(PROPOSALS)
    for row in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in row[1:])
        assert cells in sheet("Proposals to begin with")


def test_the_sheet_for_groups_has_claims_of_the_article():
    (page,) = [each for each in PRINT["page"] if "who can read it" in each["title"]]
    (line,) = [line for line in page["lines"] if line.startswith("Claims")]
    claims = [one for one in facts.claims() if one.claim in line]
    assert len(claims) == 7  # groups of four, of 28
    speakers = {one.who.split(",")[0].split(" of ")[0] for one in claims}
    assert speakers == {"Liputan6", "Nikila Srinivasan", "Matthew Hodgson"}


def test_statements_that_come_back_in_lesson_9_are_not_answered_before():
    told = {each.words.task for each in quiz.questions("misconceptions")}

    def asked(tasks):
        return {each.asked.splitlines()[0] for each in tasks if each.asked}

    assert not told & asked(LESSONS[1].tasks)
    assert told <= asked(sheets.tasks(LESSONS[10].path)[-1])


SIGNS = {"x": "*", "times": "*", "over": "/", "divided by": "/", ",": ""}
NUMBER = r"-?(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?"
SIGN = r"(?:[-+*/]|x|times|over|divided by)"
SUM = re.compile(rf"({NUMBER}(?: {SIGN} {NUMBER})+) (?:=|is|are) (?:about )?({NUMBER})( percent)?")


def test_sums_come_out_with_a_pocket_calculator():
    """A sum that a teacher or a student is shown, with the numbers as they stand there."""
    pack = FOLDER.parent / "course_lib" / "authoring" / "data" / "print.toml"
    texts = [path.read_text("utf-8") for path in [pack, *EXERCISES.glob("*.toml")]]
    found = SUM.findall("\n".join([GUIDE, RUBRICS, *texts]))
    assert len(found) > 35
    for sum_, result, percent in found:
        for sign, meant in SIGNS.items():
            sum_ = sum_.replace(sign, meant)
        digits = len(result.partition(".")[2])
        told = float(result.replace(",", "")) / (100 if percent else 1)
        within = 0.51 * 0.1**digits / (100 if percent else 1)
        assert eval(sum_) == pytest.approx(told, abs=within), sum_


def test_the_words_that_make_a_text_marketing_are_all_told():
    told = re.search(r"\*\*What a line means\.\*\*.*?(- \"Which words make[^\n]*)", GUIDE, re.S)[1]
    rules = data.toml("business", "limits")["review"]
    listed = set(re.search(r"\\b\((.*)\)s", rules["English"])[1].split("|"))
    assert set(re.findall(r"\*([a-z ]+)\*", told)) == listed | {"a sale"}
    languages = set(rules) - {"percentage", "English", "sale"}
    named = re.search(r" in (Arabic.*?)\.", told)[1]
    assert set(re.findall(r"\b[A-Z]\w+", named)) == languages


# The pages of answers


def test_an_answer_and_a_reply_to_each_wrong_letter(lesson):
    for task in lesson.tasks:
        assert task.answer
        assert f"<b>{task.name}</b>" in lesson.answers
        if re.search(r"^a\) ", task.asked, flags=re.M) and "\na) " not in task.code:
            letters = set(re.findall(r"^([a-e])\) ", task.asked, flags=re.M))
            right = re.search(r"([a-e])\) ", task.answer)
            ordered = re.search(r"'[a-f]( [a-f])+'$", task.answer.splitlines()[0])
            assert ordered or {*task.replies, right[1]} == letters, task.name
            assert task.replies, "on paper no check replies"
        for wrong, reply in task.replies.items():
            named = f"{wrong[2]} before {wrong[0]}:" if wrong[1:] else wrong
            said = html.unescape(sheets.marked_up(reply))
            assert f"<b>{named}</b> {said}" in lesson.answers, task.name


def test_answers_stand_as_they_are_typed_and_functions_as_they_are_ordered(lesson):
    typed = dict(re.findall(r"<code>ex\.(\w+)\.check\((.*?)\)</code>", lesson.answers))
    home = import_module(f"course_lib.exercises.{lesson.home}")
    asked = lesson.core.checked - {"three"}  # three is code
    written = {name for name in asked if getattr(home, name).kind == "write"}
    assert {f"{name}_light" for name in written} | asked - written <= set(typed)
    for name, said in typed.items():
        assert getattr(home, name).judge(ast.literal_eval(said)).ok, f"{name}: {said}"
    for name in re.findall(r"`ex\.(\w+)\.check\(\.\.\.\)`", lesson.page):
        assert hasattr(home, name), name


def test_the_teacher_is_told_who_says_a_fact_that_an_answer_names(lesson):
    page = lesson.answers.split("Going further</b>")[0]
    known = {row["id"] for row in data.rows("facts", "facts")}
    named = set(re.findall(r"\b[A-Z]{1,2}\d+(?:\.\w[\w-]*)*", page)) & known
    cited = sheets.cited(lesson.path)
    assert named <= {fact.id for fact in cited}
    for fact in cited:
        told = f"{fact.publisher}, {fact.date}; {fact.confidence_word}"
        assert f"<b>{fact.id}</b> {fact.statement} <i>{told}</i>" in lesson.answers, fact.id


def test_the_teacher_without_a_screen_reads_what_it_shows(lesson):
    for cell in lesson.core.code:
        if any(output.output_type == "stream" for output in cell.outputs):
            assert f"<b>{cell.id}</b> " in lesson.answers, cell.id
    for judged in re.findall(r"facts\.judged\(([\d, ]+)\)", lesson.core.source):
        for number in judged.split(","):
            assert facts.claim_of(int(number)).why in lesson.answers, number
    for cell in lesson.core.code:  # what a cell does; a cell that asks has its answer
        if cell.id != "imports" and not sheets._ASKS.search(cell.source):
            assert cell.id in lesson.said
    for cell in lesson.core:
        if re.search(r"^(?:explorer|figure|shown = figure)\(|^!\[", cell.source, flags=re.M):
            assert lesson.said[cell.id].startswith("The picture: "), cell.id


def test_what_a_class_is_told_aloud_stands_on_the_page_of_answers(lesson):
    page, cells = re.sub("<[^>]+>", "", lesson.answers), lesson.cells
    stops = [cell.source for cell in cells if cell.source.startswith("## Stop here")]
    said = [cells[0].source.splitlines()[0].strip("# "), *cells.bullets("## Key points")]
    said += [re.search(r"\*([^*]+)\*", stop)[1] for stop in stops]  # the sentence to keep
    assert [each for each in said if each.replace("`", "") not in page] == []


def test_each_sentence_of_ones_own_has_the_word_that_its_claim_carries(lesson):
    told = PRINT["carries"].get(lesson.key, {})
    assert list(told) == re.findall(r"rewriter\.mine\((\d+)\)", lesson.core.source)
    for number, word in told.items():
        assert f"claim {number}: {facts.claim_of(int(number)).claim}" in lesson.answers
        assert facts.weigh(int(number), word)[0] == "fits", number


def test_what_is_told_at_a_cell_stands_behind_it(numbered):
    assert numbered.said.keys() <= numbered.names
    for kind in ("tries", "read"):
        for cell, said in PRINT[kind].get(numbered.key, {}).items():
            assert f"<b>{PRINT['say'][kind].format(name=cell)}</b> {said}" in numbered.answers, cell
    core = numbered.core
    asked = [cell.id for cell in core if re.search(r"\*What changes if\*|\*\*Try it", cell.source)]
    asked += [cell.id for cell in core if cell.id == "explorer"]
    assert list(PRINT["tries"][numbered.key]) == asked
    for cell in core:
        if cell.id in asked:  # later cells use the value: they run again after it is put back
            assert not re.findall(r"[Pp]ut [^.]*? back(?! and run)", cell.source), cell.id


def test_a_number_that_is_guessed_was_told_nowhere_before(numbered):
    """Not in the opener, and in no cell above; 20 is also how many letters one turn has."""
    told = PRINT["openers"][numbered.key]
    tasks = {each.name: each for each in numbered.tasks}
    for cell in numbered.core:
        for key in re.findall(r"predictions\.number\(\s*\"([\w-]+)\"", cell.source):
            answer = re.search(r"\d[\d,.]*", tasks[key].answer)[0]
            assert key == "monologue" or not re.search(rf"(?<![\d.,]){answer}(?!\d)", told), key
        told += cell.source + "".join(map(authoring.plain, cell.get("outputs", [])))


def test_numbers_that_are_said_stand_in_the_lesson(lesson):
    known = lesson.numbers | worked_out("said", lesson.title)
    for cell, said in lesson.said.items():
        assert numbers(said) <= known, cell
