"""The budgets of a lesson: how long, how dense, how many questions, what may not be in it."""

import itertools
import json
import re
import statistics

import nbformat
import pytest
from reading import FOLDER, NOTEBOOKS, prose

from course_lib import authoring
from course_lib.lesson import exercise

README = FOLDER.parent / "README.md"
PAGES = [FOLDER / "instructor" / "guide.md", FOLDER / "instructor" / "rubrics.md"]
TEXTS = {book.path: book.cells.text for book in NOTEBOOKS}
TEXTS |= {path: path.read_text(encoding="utf-8") for path in [*PAGES, README]}
SAID = [*exercise.FOLDER.glob("*.toml"), *exercise.FOLDER.parent.glob("[as]*/data/*.toml")]
KILOBYTES, ROWS = 600, 2000  # of a notebook; of a chart
WORDS_CORE, WORDS_ALL = range(900, 1801), 3000
WORDS_BEFORE_THE_TOUCH = 100  # with the cell that opens it: it begins on the first screen
LINES_MEDIAN, LINES_MOST, CODE_IN_A_ROW = 4, 15, 2
GAP_MOST = 8  # cells between a guess and its reveal
EXERCISES, PREDICTIONS, OBJECTIVES, TERMS_MOST = range(4, 7), range(2, 4), range(3, 6), 8

HYPE = r"\b(?:simply|just|amazing|powerful|exciting|easy|easily|obviously|of course)\b"
WHO = r'(?:^|["(]|[-*.!?:]\s)Who (?!is|are|was|pays|reads|can|has|says|does not pay)\w+ [^?"]*?\.'
MINUS_OR_COST = r'(?:, |\b)less (?:price|what|the|its|her|his)\b|\bdear(?:er|est)?\b(?!["\]])'
ASKED = re.compile(r'predictions\.(?:number|choice|confidence)\(\s*"([^"]+)"')
TOLD = re.compile(r'predictions\.(?:after|reveal)\(\s*"([^"]+)"')
REVEALED = re.compile(r'predictions\.reveal\(\s*"([^"]+)"([^\n]*)')
PREDICTION = re.compile(r"\bpredictions\.(?:number|choice)\(|\bscene\.(?:open|places)\(")  # by hand
NETWORK = re.compile(r"https?://(?!graph\.facebook\.com)|urlopen|requests\.|read_csv\(['\"]http")
INSTALL = re.compile(r"^\s*[%!]\s*(?:pip|conda|uv|apt)|subprocess", re.M)
TYPED = re.compile(r'finding \+?= f".*\} of \d')
RAW = re.compile(r"<th>(?:0|\w+_\w+)</th>")  # a frame of pandas, with its index or names of code
ELSEWHERE = re.compile(r"<script|cdn\.|unpkg\.com|jsdelivr", re.I)


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def text(request):
    """What somebody reads: a file's path, and its text without blocks of code."""
    return request.param, re.sub(r"```.*?```", " ", TEXTS[request.param], flags=re.S)


def test_texts_and_code_are_short_and_take_turns(notebook):
    assert authoring.words(notebook.cells.text) <= WORDS_ALL
    lines = [re.findall(r"(?m)^\s*[^\s#]", cell.source) for cell in notebook.cells.code]
    assert statistics.median(map(len, lines)) <= LINES_MEDIAN
    assert max(map(len, lines)) <= LINES_MOST
    kinds = "".join(cell.cell_type[0] for cell in notebook.cells)
    assert "c" * (CODE_IN_A_ROW + 1) not in kinds


def test_the_core_has_its_words_and_questions(double):
    assert authoring.words(double.core.text) in WORDS_CORE
    assert len(double.core.checked) in EXERCISES
    assert len(PREDICTION.findall(double.core.source)) in PREDICTIONS
    assert "quiz.ask(" in double.core.source


def test_the_core_comes_first_and_goes_further(double):
    assert double.core == double.cells[: len(double.core)] != double.cells


def test_key_points_answer_the_objectives(double):
    objectives = double.cells.bullets("## What you will be able to do")
    assert len(objectives) in OBJECTIVES
    assert len(double.cells.bullets("## Key points")) == len(objectives)
    assert len(double.cells.bullets("## New words")) in range(1, TERMS_MOST + 1)
    assert double.cells.bullets("## Sources")


def test_a_lesson_begins_with_the_touch(double):
    """A question, a word on the story, the picture: what will be learned is said below it."""
    opener = next(n for n, cell in enumerate(double.cells) if "scene.open()" in cell.source)
    above = " ".join(cell.source for cell in double.cells[:opener])
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


def test_links_lead_somewhere_and_pictures_say_what_they_show(text):
    path, told = text
    for target in re.findall(r"\]\(([^)\s]+)\)", told):
        name, _, place = target.partition("#")
        file = path.parent / name if name else path
        assert target.startswith("https://") or file.exists(), target
        if place and file.suffix == ".md" and file.exists():
            assert place in anchors(file.read_text(encoding="utf-8")), target
    assert "<img" not in told
    assert all(len(said.split()) >= 8 for said in re.findall(r"!\[([^]]*)\]", told))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_contents_lead_to_every_part(path):
    told = path.read_text(encoding="utf-8")
    contents = re.findall(r"^\d\. \[[^]]+\]\(#([^)]+)\)", told.split("\n## ")[0], flags=re.M)
    assert contents == anchors(told, "##")


def test_plain_words(text):
    said = re.sub(r"`[^`]*`", " ", text[1])
    assert "!" not in prose(said), "no exclamation marks"
    assert not re.findall(HYPE, said, flags=re.I)


def test_no_habit_that_halts_a_reader():
    told = [path.read_text(encoding="utf-8") for path in SAID]
    told += [book.cells.text + book.cells.source for book in NOTEBOOKS]
    for habit in (WHO, MINUS_OR_COST):
        assert not re.findall(habit, "\n".join(told), re.M)


def test_a_guess_has_a_name_of_its_own():
    keys = [key for book in NOTEBOOKS for key in ASKED.findall(book.cells.source)]
    assert len(keys) == len(set(keys))


def test_the_course_is_imported_before_altair(notebook):
    """Or every start takes two seconds longer: see course_lib/__init__.py."""
    before, found, _ = notebook.cells.source.partition("import altair")
    assert not found or "from course_lib" in before


def test_dollars_are_not_a_formula(notebook):
    """JupyterLab sets in maths what stands between two dollar signs of one text."""
    paragraphs = prose(notebook.cells.text).split("\n\n")
    pages = [output.get("data", {}).get("text/html", "") for _, output in notebook.outputs]
    for said in [*paragraphs, *(page for page in pages if "mathjax_ignore" not in page)]:
        assert said.count("$") < 2, said


def test_small_and_nothing_from_elsewhere(notebook):
    assert not NETWORK.search(notebook.cells.source)
    assert not INSTALL.search(notebook.cells.source)
    assert not TYPED.search(notebook.cells.source), "a student may have changed what is counted"
    assert notebook.path.stat().st_size <= KILOBYTES * 1000
    for cell, output in notebook.outputs:
        assert not ELSEWHERE.search(json.dumps(output)), cell
        assert not RAW.search(json.dumps(output)), cell
        assert not re.search(r"^.{101}", output.get("text", ""), re.M), "a line breaks in a word"
        assert not re.search(r"^Source:\s*$", authoring.plain(output), re.M), cell


def test_a_guess_and_its_answer_are_near_and_no_source_tells(notebook):
    asked = {}
    for place, cell in enumerate(notebook.cells):
        asked |= dict.fromkeys(ASKED.findall(cell.source), place)
        for key, given in REVEALED.findall(cell.source):
            assert place - asked[key] - 1 <= GAP_MOST, key
            assert not re.match(r",\s*[\"'\d]", given), f"the answer to {key} is source text"
    assert set(TOLD.findall(notebook.cells.source)) <= set(asked), "its question is here"


# --- what nbval does not see: it passes a stripped notebook, skips pictures, ignores metadata


def test_stored_outputs_are_compared(pytestconfig):
    assert pytestconfig.option.nbval
    assert not pytestconfig.option.nbval_lax


def test_valid_and_executed_from_top_to_bottom(every):
    nbformat.validate(every.stored)  # each id once, too
    assert every.stored.nbformat_minor >= 5
    assert every.stored.metadata == authoring.METADATA
    for cell in every.cells:
        assert re.fullmatch(r"[^\W_]+(?:-+[^\W_]+)*", cell.id), "words with hyphens"
        assert cell.metadata in ({}, {"tags": ["stretch"]}, {"tags": ["raises-exception"]}), cell.id
    counts = [cell.execution_count for cell in every.cells.code]
    assert counts == list(range(1, len(counts) + 1))


def test_no_stored_error_widget_view_or_warning(every):
    for cell in every.cells.code:
        kinds = [output.output_type for output in cell.outputs]
        assert ("error" in kinds) == ("raises-exception" in cell.metadata.get("tags", [])), cell.id
        assert not [output for output in cell.outputs if output.get("name") == "stderr"], cell.id
        assert not [output for output in cell.outputs if authoring.VIEW in output.get("data", {})]


# --- stored charts, each as a student meets it first; nbval holds that the code still draws them


def drawn(spec):
    """The charts beside each other in a specification, each with all that is drawn in it."""
    inner = [*spec.get("vconcat", []), *filter(None, [spec.get("spec")])]
    return [part for one in inner for part in drawn(one)] or [layers(spec)]


def layers(spec):
    inner = [one for each in spec.get("layer", []) for one in layers(each)]
    return [spec.get("encoding", {}), *inner]


def test_a_chart_has_its_picture_its_sentence_and_says_what_its_axes_count(every):
    for cell, output in every.outputs:
        bundle = output.get("data", {})
        assert (authoring.V5 in bundle) == (authoring.PNG in bundle), cell
        if spec := bundle.get(authoring.V5):
            assert 8 <= len(bundle["text/plain"].split()) <= 40, cell
            assert 0 < sum(map(len, spec["datasets"].values())) <= ROWS
            fonts = re.findall(r"'font': '([^',]+)", str(spec))
            assert fonts == ["Liberation Sans"], "or another machine draws another picture"
            for part, axis in itertools.product(drawn(spec), ("x", "y")):
                counts = [one[axis] for one in part if axis in one]
                counts = [one for one in counts if one.get("type") == "quantitative"]
                assert not counts or any(one.get("title") for one in counts), (cell, axis)
