"""The reading edition, without a browser: nothing stored is lost, nothing comes from elsewhere."""

import html
import re
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import nbformat
import pytest

from course_lib import data
from course_lib.authoring import V5, sheets, site
from course_lib.authoring.__main__ import main
from course_lib.exercises import assignments
from course_lib.lesson import quiz
from course_lib.lesson.tables import marked_up

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TAGS = re.compile(r"<[^>]+>")
LINK = re.compile(r'(?:href|src)="([^"]*)"')
states = cache(site.opener_states)  # of openers as they play on a page


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "opener_states", lambda _: {})  # they have a test of their own
        patch.chdir(NOTEBOOKS.parent)
        with redirect_stdout(StringIO()) as told:
            main(["site", "--out", str(out)])
    pages = map(Path, told.getvalue().splitlines())
    return {page.stem: page.read_text(encoding="utf-8") for page in pages}, out


def plain(markup):
    return "".join(html.unescape(TAGS.sub(" ", markup)).split())


def test_every_lesson_has_a_page_and_no_assignment_has(made):
    pages, out = made
    assert set(pages) == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}
    assert not list(out.rglob("*assignment*"))
    contents = (out / "index.html").read_text(encoding="utf-8").partition('<ol start="0">')[2]
    counted = re.findall(r'<li><a href="(\d+)_\w+\.html">[^<]+\?</a>', contents)
    assert counted == [f"{n:02}" for n in range(10)], "a lesson has its own number and question"
    text = "\n".join(pages.values())
    for name in assignments.NAMES:
        for task in assignments.load(name, "10B").tasks.values():
            for option in task.exercise.words.options.values():
                assert html.escape(option) not in text


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_stored_output_has_a_trace_and_a_chart_is_live(made, path):
    page = made[0][path.stem]
    said = plain(page)
    lost, charts = [], 0
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            charts += V5 in data
            if "scene.open" in cell.source or re.search(r"quiz\.|\.check\(", cell.source):
                continue  # a form or a played opener stands in its place
            if V5 in data:
                found = html.escape(data["text/plain"]) in page
            elif "text/html" in data and not site.GUESS.search(cell.source):
                found = plain(data["text/html"]) in said
            else:
                text = output.get("text") or data.get("text/plain") or output.get("ename", "")
                found = all(plain(html.escape(line)) in said for line in text.splitlines()[:1])
            if not found:
                lost.append(cell.id)
    assert not lost
    assert page.count("data-chart=") == page.count('type="application/json"') == charts


def test_every_question_answers(made):
    for path in NOTEBOOKS.glob("0*.ipynb"):
        for question in quiz.questions(f"lesson_{path.name[:2]}"):
            page = html.unescape(made[0][path.stem])
            for reply in [question.words.why, *question.words.wrongs.values()]:
                assert marked_up(reply) in page, question.id
            assert 'class="unplayed"' in page, "no script, or none that a browser runs"
            assert "`" not in page
    before = html.unescape(made[0]["00_start_here"])  # asked there, and answered at the end
    assert not [one.id for one in quiz.questions("misconceptions") if one.words.why in before]


def test_nothing_comes_from_elsewhere_and_links_are_whole(made):
    pages, out = made
    for name, page in pages.items():
        loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"', page)
        assert all(not address.startswith(("http", "//")) for address in loaded), name
        for address in LINK.findall(page):
            target, _, anchor = html.unescape(address).partition("#")
            if not re.match(r"https?:|data:|mailto:|instructor", target):
                assert not target or (out / target).exists(), (name, address)
            if anchor and target in ("", f"{name}.html"):
                assert f'id="{anchor}"' in page, (name, address)


def test_an_opener_has_its_first_touches(monkeypatch):
    race = states("lesson_06")
    monkeypatch.setitem(site.OPENERS["lesson_07"], "most", 10)
    first = site.opener_states("lesson_07")
    assert len(first["states"]) == 10
    assert "Expected all three tags" in after(first, "send")
    assert "opens nothing" in after(states("lesson_01"), "flip", "take bolt", "hit 40")
    assert 'data-act="tap"' in after(race)
    for played in (race, first):
        reached = {0} | {to for moves in played["moves"] for to in moves.values()}
        assert reached == set(range(len(played["states"]))) == set(range(len(played["moves"])))


def test_each_period_has_slides_with_its_questions(made):
    out = made[1]
    assert len([*out.glob("*-slides-*.html")]) >= len([*NOTEBOOKS.glob("*.ipynb")])
    first = html.unescape((out / "04_who_pays-slides-1.html").read_text(encoding="utf-8"))
    assert "<details>" in first
    assert first.count("<figure") >= 1
    assert "details tr > :first-child { display: none; }" in first  # "none yet", where a class sits


def test_the_print_pack_is_made_from_the_guide(tmp_path):
    guide = NOTEBOOKS / "instructor" / "guide.md"
    text = guide.read_text(encoding="utf-8")
    assert len(sheets.votes(text)) == len(re.findall(r"^\*\*Vote ", text, flags=re.M)) > 20
    assert len(sheets.roles(text)) == 5
    assert not [told for _, told in sheets.roles(text) if "Weak spot" in told]
    slips = data.toml("authoring", "print")["slips"]["values"]
    assert len(set(slips)) == len(slips)
    fresh = sheets.build(guide, tmp_path / "print.html").read_text(encoding="utf-8")
    assert fresh == guide.with_name("print.html").read_text(encoding="utf-8"), "make it again"


def after(played, *touches):
    at = 0
    for touched in touches:
        at = played["moves"][at][touched]
    return "><".join(played["lines"][line] for line in played["states"][at])


def test_the_careful_bot_sells_a_seat_once_on_the_page_too():
    race, taps = states("lesson_06"), ["tap 0 12A", "tap 1 12A"]
    ticket = data.phrases("scenes", "lesson_06")("ticket", seat="12A")
    assert after(race, *taps).count(ticket) == 2
    assert after(race, *taps, "guess Sari", "careful", *taps).count(ticket) == 1


@pytest.mark.parametrize("lesson", ["lesson_01", "lesson_03", "lesson_04", "lesson_05"])
def test_every_touch_of_a_whole_opener_leads_somewhere(lesson):
    played, skip = states(lesson), site.OPENERS[lesson].get("skip", "^$")
    assert 10 < len(played["states"]) < site.OPENERS[lesson]["most"]
    for picture, moves in zip(played["states"], played["moves"], strict=True):
        acts = map(" ".join, site._acts("><".join(played["lines"][line] for line in picture)))
        assert {act.strip() for act in acts if not re.match(skip, act)} == set(moves)


@pytest.mark.weekly
def test_any_bubbles_can_be_marked_and_the_thief_answers():
    played = site.opener_states("lesson_02")
    marks = [f"mark {n}" for n in (1, 3, 4, 6, 7)]
    assert after(played, "theft 5", *marks) != after(played, "theft 5", *marks, "run")
