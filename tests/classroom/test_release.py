"""The folder a class gets: what it needs is in it, and nothing of an answer."""

import ast
import importlib
import inspect
import json
import posixpath
import re
import textwrap
from copy import deepcopy
from functools import cache

import nbformat
import pytest

from course_lib import words
from course_lib.answers.plain import is_open, plain, shown
from course_lib.answers.trial import is_stub
from course_lib.classroom import __main__ as command
from course_lib.errors import CourseError
from course_lib.exercises import assignments, handouts
from course_lib.lesson.exercise import Write

GROUP = "10 B, Ms Roy's"
GROUPS = ("", GROUP, "another class")
MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN", "hub.judge", "grade_id", "seed_of", "wrongs.")
TELLING, SENTENCE = 25, 8  # characters of a line of code, words of a sentence: no chance hit


@pytest.fixture(scope="module")
def files():
    return handouts.student_folder(handouts.Choice(group=GROUP))


@pytest.fixture(scope="module")
def notebooks(files):
    return {n: nbformat.reads(text, 4) for n, text in files.items() if n.endswith(".ipynb")}


def one_line(text):
    return " ".join(text.split())


def sentences(text):
    """The text, and each sentence long enough not to be in a notebook by chance."""
    parts = re.split(r"(?<=[.?!:])\s", one_line(text))
    return [one_line(text), *(part for part in parts if len(part.split()) >= SENTENCE)]


def values(exercise):
    """The right value as somebody would write it, where it can be told from any other text."""
    if isinstance(exercise, Write):
        return []
    made = plain(exercise.answer)
    written = {repr(exercise.answer), json.dumps(made), shown(made)}
    if isinstance(made, float):
        written |= {words.number(made, digits) for digits in (1, 2, 3, 4)}
        written |= {str(round(made, digits)) for digits in (1, 2, 3, 4)}
    return [text for text in written if len(re.sub(r"[^\w+-]", "", text)) > 3]


def given_away(exercise):
    """Lines that put the answer in its name, or ask for it."""
    value = re.escape(repr(exercise.answer))
    return re.compile(rf"\b{exercise.name}\b\W{{0,3}}(?:=|==|:|is)\s*{value}(?![\w.])")


def hidden(exercise):
    """Sentences that explain an answer, lines of code that give it, and the answer."""
    told = [exercise.words.why, exercise.words.hint, *exercise.words.wrongs.values()]
    ours = inspect.getsource(exercise.answer) if isinstance(exercise, Write) else ""
    code = [*exercise.words.solution.splitlines(), *textwrap.dedent(ours).splitlines()]
    head = f"def {exercise.name}("
    lines = [x for x in code if len(x.strip()) >= TELLING and not x.startswith(head)]
    said = [x for part in told for x in sentences(part)]
    return [*said, *map(one_line, lines), *values(exercise)]


@cache
def secrets():
    """Name and text of everything that must not be in the folder, and the patterns of answers."""
    works = [assignments.load(name, group) for name in assignments.NAMES for group in GROUPS]
    every = [task.exercise for work in works for task in work.tasks.values()]
    texts = [(each.id, text) for each in every for text in hidden(each)]
    texts += [(f"{work.name} seed", str(assignments.seed_of(work.group))) for work in works]
    patterns = [(each.id, given_away(each)) for each in every if not isinstance(each, Write)]
    return [*dict.fromkeys(texts), *((mark, mark) for mark in MARKS)], patterns


def leaks(text):
    """What of an answer is in a file, [] if nothing is. A notebook has no outputs (see below)."""
    if text.startswith("{"):
        made = nbformat.reads(text, as_version=4)
        text = "\n".join([str(made.metadata), *(cell.source for cell in made.cells)])
    whole = one_line(text)
    texts, patterns = secrets()
    found = [f"{where}: {secret}" for where, secret in texts if secret in whole]
    return found + [f"{where}: {p.pattern}" for where, p in patterns if p.search(whole)]


def test_nothing_of_an_answer_is_in_it(files):
    assert {name: hits for name, text in files.items() if (hits := leaks(text))} == {}


@pytest.mark.parametrize("name", assignments.NAMES)
def test_each_task_is_shown_answered_and_checked_in_order_and_nowhere_else(notebooks, name):
    made, work = notebooks[f"assignments/{name}.ipynb"], assignments.load(name)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    for task, place in handouts.places(made, work).items():
        gives, there = re.compile(rf"^(?:def {task}\(|{task}\s*=)", re.MULTILINE), {}
        assert [cell for cell in code if gives.search(cell.source)] == [place.answer]
        at = code.index(place.answer)
        assert code[at - 1].source == f"tasks.{task}"
        exec(place.answer.source, there)
        assert is_open(plain(there[task])) or is_stub(there[task]), place.answer.source
        checks = [cell for cell in code if f".{task}.check(" in cell.source]
        assert checks == ([place.check] if task in work.tasks else [])
        for check in checks:
            assert check is code[at + 1]
            assert check.source == f"tasks.{task}.check({task})"
    assert list(table(made)) == list(handouts.places(made, work)) == list(work.asked)


def test_the_search_bites(notebooks):
    def planted(text):
        made = deepcopy(notebooks["assignments/secrets.ipynb"])
        made.cells[1].source += f"\n{text}"
        return leaks(nbformat.writes(made))

    work = assignments.load("secrets", "another class")
    exercise = work.tasks["restart"].exercise
    for text in (
        *(exercise.words.why, next(iter(exercise.words.wrongs.values()))),
        *(f"restart = {exercise.answer!r}", str(assignments.seed_of(GROUP))),
        *(repr(work.tasks["mismatch"].exercise.answer), "### BEGIN HIDDEN TESTS"),
        "begins = number == 0 or talk[number - 1] != talk[number]",
    ):
        assert planted(text), text
    assert not planted("restart = 'no answer'")


def test_every_notebook_is_valid_and_bare(notebooks):
    for name, made in notebooks.items():
        nbformat.validate(made)
        assert made.nbformat_minor >= 5
        stamp = {k: v for k, v in made.metadata.items() if k == handouts.STAMP}
        assert made.metadata == handouts.METADATA | stamp
        assert bool(stamp) == name.startswith("assignments/")
        assert len({cell.id for cell in made.cells}) == len(made.cells)
        for cell in made.cells:
            assert cell.metadata in ({}, {"tags": ["raises-exception"]})
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_only_notebooks_and_a_readme_and_what_they_lead_to(files):
    lessons = {path.name for path in handouts.NOTEBOOKS.glob("*.ipynb")}
    works = {f"assignments/{name}.ipynb" for name in assignments.NAMES}
    links = [(n, re.findall(r"[^)]\]\((?!http)([^)#]+)", text)) for n, text in files.items()]
    led = {posixpath.join(posixpath.dirname(n), link) for n, found in links for link in found}
    assert set(files) == lessons | works | {"README.md"} | led
    assert "pictures/webhook.svg" in led
    for name in lessons | works:
        assert f"({name})" in files["README.md"]
    assert GROUP in files["README.md"]
    other = handouts.student_folder(handouts.Choice(names=["data_and_ads"]))["README.md"]
    assert "such as `quiet = ...`" in other, "the first task is a function"


@pytest.mark.parametrize("name", assignments.NAMES)
def test_the_class_has_its_own_numbers(notebooks, name):
    ours = notebooks[f"assignments/{name}.ipynb"]
    public = handouts.assignment(handouts.stored(name), assignments.load(name))
    asked = f'assignments.load("{name}", "")'
    own = asked.replace('""', json.dumps(GROUP))
    assert sum(asked in cell.source for cell in public.cells) == 1
    sources = [cell.source.replace(asked, own) for cell in public.cells]
    assert [cell.source for cell in ours.cells] == sources
    assert ast.literal_eval(own.removeprefix("assignments.load")) == (name, GROUP)
    stamps = [made.metadata.course.tasks for made in (ours, public)]
    assert all(stamps[0][task] != stamps[1][task] for task in assignments.load(name).tasks)


def test_core_only_is_the_lesson_without_its_further_part(notebooks):
    files = handouts.student_folder(handouts.Choice(names=["secrets"], core_only=True))
    for path in handouts.NOTEBOOKS.glob("*.ipynb"):
        every = nbformat.read(path, as_version=4).cells
        kept = [cell.id for cell in every if "stretch" not in cell.metadata.get("tags", [])]
        assert [cell.id for cell in nbformat.reads(files[path.name], 4).cells] == kept
        assert [cell.id for cell in notebooks[path.name].cells] == [cell.id for cell in every]


@pytest.mark.parametrize("path", sorted(handouts.NOTEBOOKS.glob("0*.ipynb")), ids=lambda p: p.stem)
def test_code_light_lessons_ask_for_no_function(path):
    whole = nbformat.read(path, as_version=4)
    light = handouts.lesson(whole, code_light=True)
    source = "\n".join(cell.source for cell in light.cells if cell.cell_type == "code")
    assert not re.search(r"^ex\.(\w+)\.check\(\1\)", source, flags=re.M)
    module = importlib.import_module(f"course_lib.exercises.lesson_{path.name[:2]}")
    asked = re.findall(r"\bex\.(\w+)\.check\(", source)
    assert [name for name in asked if name.endswith("_light")]
    assert not [name for name in asked if isinstance(getattr(module, name), Write)]
    core = [c for c in whole.cells if "stretch" not in c.metadata.get("tags", [])]
    before = re.findall(r"\bex\.(\w+)\.check\(", "\n".join(c.source for c in core))
    assert {name.removesuffix("_light") for name in asked} >= set(before)
    lost = names(whole, ast.Store) - names(light, ast.Store)
    assert not lost & names(light, ast.Load)
    nbformat.validate(light)


def table(made):
    """The points of each answer, as the table of the notebook says."""
    rows = re.findall(r"^\|\s*`(\w+)`.*\|\s*(\d+)\s*\|$", made.cells[0].source, flags=re.M)
    return {name: int(points) for name, points in rows}


@pytest.mark.parametrize("name", assignments.NAMES)
def test_code_light_leaves_out_the_functions_and_no_name_that_is_used(name):
    work = assignments.load(name)
    whole, light = (
        handouts.assignment(handouts.stored(name), work, code_light=choice)
        for choice in (False, True)
    )
    writing = {t for t in work.tasks if isinstance(work.tasks[t].exercise, Write)}
    assert writing, "an assignment has a function to write"
    for made, left_out in ((whole, set()), (light, writing)):
        asked = {key: each for key, each in work.asked.items() if key not in left_out}
        assert table(made) == {k: getattr(x, "exercise", x).points for k, x in asked.items()}
        assert set(handouts.places(made, work)) == set(asked)
    kept = [cell.id for cell in light.cells]
    assert kept == [cell.id for cell in whole.cells if cell.id in kept]
    lost = names(whole, ast.Store) - names(light, ast.Store)
    assert writing <= lost
    assert not lost & names(light, ast.Load)
    serves = [key for key in kept if key.startswith("exposed-")]  # a later task of `secrets`
    later = ["exposed-text", "exposed-yours", "exposed-talk"]
    assert serves == (later if name == "secrets" else [])


def names(made, context):
    """The names that the cells of a notebook bind (ast.Store) or use (ast.Load)."""
    trees = [ast.parse(cell.source) for cell in made.cells if cell.cell_type == "code"]
    every = [node for tree in trees for node in ast.walk(tree)]
    return {n.id for n in every if isinstance(n, ast.Name) and isinstance(n.ctx, context)} | {
        n.name for n in every if context is ast.Store and isinstance(n, ast.FunctionDef)
    }


# What is refused, and what is written then: nothing.


CHANGED = {  # of a cell of the stored notebook, the source
    "holds-answer": 'holds = "c"',
    "holds-check": "",
    "notice-answer": "",
    "class-code": 'tasks = assignments.load("secrets", "10C")',
}


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("name", CHANGED)
def test_a_notebook_that_is_not_the_course_s_own_is_refused(name, gone):
    made = handouts.stored("secrets")
    cells = {cell.id: cell for cell in made.cells}
    cells[name].source = CHANGED[name]
    made.cells = [cell for cell in made.cells if not (gone and cell.id == name)]
    with pytest.raises(CourseError, match=f"three dots where each answer goes .* Got {name}"):
        handouts.assignment(made, assignments.load("secrets", GROUP))


def test_a_folder_is_written_whole_where_nothing_is_in_the_way(tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    for place in (tmp_path, kept):
        with pytest.raises(CourseError, match="a new or an empty folder"):
            command.write({"README.md": "x"}, place)
    with pytest.raises(UnicodeEncodeError):
        command.write({"a.md": "fine", "b.md": "\ud800"}, tmp_path / "out")
    with pytest.raises(OSError, match="exists"):  # as on a full disk: later than the first file
        command.write({"a.md": "fine", "a.md/b.md": "x"}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == [kept]


def test_the_command_line(tmp_path, capsys):
    (out := tmp_path / "class" / "10B").mkdir(parents=True)
    options = ["--class", "10B", "--assignment", "secrets", "--core-only"]
    assert command.main(["release", "--out", str(out), *options]) == 0
    choice = handouts.Choice(names=["secrets"], group="10B", core_only=True)
    files = {p.relative_to(out).as_posix(): p.read_text("utf-8") for p in out.rglob("*.*")}
    assert files == handouts.student_folder(choice)
    assert "assignments/secrets.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["release", "grade"])
def test_the_help_names_every_assignment_and_so_does_a_refusal(name, tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main([name, "--help"])
    shown = capsys.readouterr().out
    assert all(re.search(rf"\b{each}\b", shown) for each in assignments.NAMES)
    place = [str(tmp_path / "class")] if name == "grade" else []
    asked = [name, *place, "--out", str(tmp_path / "out"), "--assignment", "secret"]
    assert command.main(asked) == 2
    known = words.listed([*assignments.NAMES], "or")
    assert f"an assignment: {known}. Got 'secret'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_course_without_its_notebooks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(handouts, "NOTEBOOKS", tmp_path)
    with pytest.raises(CourseError, match="Install the course from its own folder"):
        handouts.student_folder(handouts.Choice())
