"""The budgets of a lesson: how long, how dense, how many questions, what may not be in it."""

import itertools
import json
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from reading import notebook, prose

from course_lib import authoring

FOLDER = Path(__file__).parents[2] / "notebooks"
LINTED = (FOLDER, FOLDER / "assignments")
EVERY = authoring.notebooks(FOLDER)
NOTEBOOKS = [path for path in EVERY if path.parent in LINTED]
PAGES = [FOLDER / "instructor" / name for name in ("guide.md", "rubrics.md")]
LESSONS = [path for path in NOTEBOOKS if re.match(r"0[1-9]_", path.name)]

ALLOWED_TAGS = {"stretch", "raises-exception"}
KILOBYTES = 600
WORDS_CORE, WORDS_ALL = range(900, 1801), 3000
WORDS_BEFORE_THE_TOUCH = 100  # with the cell that opens it: it begins on the first screen
LINES_MEDIAN, LINES_MOST, CODE_IN_A_ROW = 4, 15, 2
GAP_MOST = 8  # cells between a guess and its reveal
EXERCISES, PREDICTIONS, OBJECTIVES, TERMS_MOST = range(4, 7), range(2, 4), range(3, 6), 8

HYPE = r"\b(?:simply|just|amazing|powerful|exciting|easy|easily|obviously|of course)\b"
ASKED = re.compile(r'predictions\.(?:number|choice)\(\s*"([^"]+)"')
TOLD = re.compile(r'predictions\.(?:after|reveal)\(\s*"([^"]+)"')
REVEALED = re.compile(r'predictions\.reveal\(\s*"([^"]+)"([^\n]*)')
CHECK = re.compile(r"\bex\.(\w+)\.check\(")
PREDICTION = re.compile(r"\bpredictions\.(?:number|choice)\(|\bscene\.(?:open|places)\(")  # by hand
NETWORK = re.compile(r"https?://(?!graph\.facebook\.com)|urlopen|requests\.|read_csv\(['\"]http")
INSTALL = re.compile(r"^\s*[%!]\s*(?:pip|conda|uv|apt)|subprocess", re.M)
ELSEWHERE = re.compile(r"<script|cdn\.|unpkg\.com|jsdelivr", re.I)


def code_lines(cell):
    return [ln for ln in cell.source.splitlines() if ln.strip() and not ln.strip().startswith("#")]


@pytest.fixture(name="notebook", params=NOTEBOOKS, ids=lambda path: path.stem)
def linted(request):
    return notebook(request.param)


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request):
    return notebook(request.param)


@pytest.fixture(params=[*NOTEBOOKS, *PAGES], ids=lambda path: path.stem)
def text(request):
    """What somebody reads: a file's path, and its text without blocks of code."""
    path, told = request.param, request.param.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        told = "\n\n".join(cell.source for cell in notebook(path).cells.markdown)
    return path, re.sub(r"```.*?```", " ", told, flags=re.S)


def words(cells):
    return sum(len(prose(cell.source).split()) for cell in cells.markdown)


def test_texts_and_code_are_short_and_take_turns(notebook):
    assert words(notebook.cells) <= WORDS_ALL
    lengths = [len(code_lines(cell)) for cell in notebook.cells.code]
    assert statistics.median(lengths) <= LINES_MEDIAN
    assert max(lengths) <= LINES_MOST
    kinds = "".join(cell.cell_type[0] for cell in notebook.cells)
    assert "c" * (CODE_IN_A_ROW + 1) not in kinds


def test_the_core_has_its_words_and_questions(lesson):
    assert words(lesson.core) in WORDS_CORE
    assert len(set(CHECK.findall(lesson.core.source))) in EXERCISES
    assert len(PREDICTION.findall(lesson.core.source)) in PREDICTIONS
    assert "quiz.ask(" in lesson.core.source


def test_the_core_comes_first_and_stands_alone(lesson):
    stretch = ["stretch" in cell.metadata.get("tags", []) for cell in lesson.cells]
    assert stretch == sorted(stretch), "going further comes after the core"
    assert any(stretch)
    defined = set(re.findall(r"^(\w+) =", lesson.core.source, flags=re.M))
    assert defined, "the core defines what it uses"


def test_key_points_answer_the_objectives(lesson):
    objectives = lesson.cells.bullets("## What you will be able to do")
    assert len(objectives) in OBJECTIVES
    assert len(lesson.cells.bullets("## Key points")) == len(objectives)
    assert len(lesson.cells.bullets("## New words")) in range(1, TERMS_MOST + 1)
    assert lesson.cells.bullets("## Sources")


def test_a_lesson_begins_with_the_touch(lesson):
    """A question, a word on the story, the picture: what will be learned is said below it."""
    opener = next(n for n, cell in enumerate(lesson.cells) if "scene.open()" in cell.source)
    above = " ".join(cell.source for cell in lesson.cells[:opener])
    assert len(above.split()) <= WORDS_BEFORE_THE_TOUCH
    assert "## " not in above


def test_headings(text):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text[1], flags=re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels))


def anchors(told, marks="#+"):
    """Where the headings of a text can be linked to, as code hosts make it."""
    titles = re.findall(rf"^{marks} (.+)$", told, flags=re.M)
    return [re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles]


def test_links_lead_somewhere(text):
    path, told = text
    for target in re.findall(r"\]\(([^)\s]+)\)", told):
        name, _, place = target.partition("#")
        file = path.parent / name if name else path
        assert target.startswith("https://") or file.exists(), target
        if place and file.suffix == ".md" and file.exists():
            assert place in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_contents_lead_to_every_part(path):
    told = path.read_text(encoding="utf-8")
    contents = re.findall(r"^\d\. \[[^]]+\]\(#([^)]+)\)", told.split("\n## ")[0], flags=re.M)
    assert contents == anchors(told, "##")


def test_plain_words(text):
    said = re.sub(r"`[^`]*`", " ", text[1])
    assert "!" not in prose(said), "no exclamation marks"
    assert not re.findall(HYPE, said, flags=re.I)


def test_a_guess_has_a_name_of_its_own():
    asked = re.compile(r'predictions\.(?:number|choice|confidence)\(\s*"(\w+)"')
    keys = [key for path in NOTEBOOKS for key in asked.findall(notebook(path).cells.source)]
    assert len(keys) == len(set(keys))


def test_the_course_is_imported_before_altair(notebook):
    """Or every start takes two seconds longer: see course_lib/__init__.py."""
    source = notebook.cells.source
    if "import altair" in source:
        assert source.index("from course_lib") < source.index("import altair")


def test_dollars_are_not_a_formula(notebook):
    """JupyterLab sets in maths what stands between two dollar signs of one text."""
    for cell in notebook.cells.markdown:
        for paragraph in prose(cell.source).split("\n\n"):
            assert paragraph.count("$") < 2, cell.id
    for cell, output in notebook.outputs:
        html = output.get("data", {}).get("text/html", "")
        assert html.count("$") < 2 or "mathjax_ignore" in html, cell


def test_every_picture_says_what_it_shows(notebook):
    for cell in notebook.cells.markdown:
        assert not re.findall(r"!\[\s*\]|<img", cell.source)
    for cell, output in notebook.outputs:
        caption = output.get("data", {}).get("text/plain", "")
        assert not re.search(r"^Source:\s*$", caption, re.M), cell


def test_small_and_nothing_from_elsewhere(notebook):
    assert not NETWORK.search(notebook.cells.source)
    assert not INSTALL.search(notebook.cells.source)
    assert notebook.path.stat().st_size <= KILOBYTES * 1000
    for cell, output in notebook.outputs:
        assert not ELSEWHERE.search(json.dumps(output)), cell


def test_a_guess_and_its_answer_are_near_and_no_source_tells(notebook):
    asked = {}
    for place, cell in enumerate(notebook.cells):
        asked |= dict.fromkeys(ASKED.findall(cell.source), place)
        for key, given in REVEALED.findall(cell.source):
            assert place - asked[key] - 1 <= GAP_MOST, key
            assert not re.match(r",\s*[\"'\d]", given), f"the answer to {key} is source text"
    assert set(TOLD.findall(notebook.cells.source)) <= set(asked), "its question is here"


# --- what nbval does not see: it passes a stripped notebook, skips pictures, ignores metadata


@pytest.fixture(params=EVERY, ids=lambda path: path.stem)
def every(request):
    return notebook(request.param)


def test_valid_and_executed_from_top_to_bottom(every):
    nbformat.validate(every.stored)
    assert every.stored.nbformat_minor >= 5
    ids = [cell.id for cell in every.cells]
    assert len(set(ids)) == len(ids)
    named = [identifier for identifier in ids if not identifier.replace("-", "").isalnum()]
    assert not named, "cell ids are words with hyphens"
    assert every.stored.metadata == authoring.METADATA
    assert {key for cell in every.cells for key in cell.metadata} <= {"tags"}
    assert {tag for cell in every.cells for tag in cell.metadata.get("tags", [])} <= ALLOWED_TAGS
    counts = [cell.execution_count for cell in every.cells.code]
    assert counts == list(range(1, len(counts) + 1))


def test_no_stored_error_widget_view_or_warning(every):
    for cell in every.cells.code:
        expected_to_raise = "raises-exception" in cell.metadata.get("tags", [])
        kinds = [output.output_type for output in cell.outputs]
        assert ("error" in kinds) == expected_to_raise, cell.id
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.id
        assert not [output for output in cell.outputs if authoring.VIEW in output.get("data", {})]


def test_every_chart_has_its_picture_and_its_sentence(every):
    for cell, output in every.outputs:
        bundle = output.get("data", {})
        assert (authoring.V5 in bundle) == (authoring.PNG in bundle), cell
        if authoring.V5 in bundle:
            assert 8 <= len(bundle["text/plain"].split()) <= 40, cell
