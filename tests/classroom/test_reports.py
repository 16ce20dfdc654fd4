"""Pages a student and a teacher read: complete, escaped, and without anything from elsewhere."""

import re
from html.parser import HTMLParser

import pytest

from course_lib.classroom import results
from course_lib.classroom.grading import Grading, Mark, Paper

from .conftest import sample

HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"


def grading(*papers, **more):
    work = sample()
    return Grading(work, dict(work.tasks), list(papers), ["What was contained."], **more)


def paper(student="sari", right=("fee",), answer="", marked=None, graded=True, **more):
    marks = []
    for name, task in sample().tasks.items():
        most = task.exercise.points
        missed = Mark(name, 0, most, f"Expected this, {HOSTILE} came.", "Look again.")
        marks.append(Mark(name, most, most, "Right.", "Because.") if name in right else missed)
    marks.append(Mark("notice", marked if answer else 0, 6, "", answer=answer))
    if not graded:
        marks = [Mark(mark.task, None, mark.max_points, "Not graded.") for mark in marks]
    return Paper(student, f"{student}.ipynb", {mark.task: mark for mark in marks}, **more)


class Strict(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        names = {name for name, _ in attributes}
        assert not [name for name in names if name.startswith("on")]
        assert "src" not in names
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if self.open and self.open[-1] == tag:
            self.open.pop()


def test_a_student_reads_points_what_came_and_the_next_step():
    html = results.page(paper(), grading(paper()))
    for words in ("2 of 13 points", "Expected this", "Look again.", "Because.", "All fees?"):
        assert words in html
    assert "What was contained." in html


@pytest.mark.parametrize(
    "make", [lambda p: results.page(p, grading(p)), lambda p: results.overview(grading(p))]
)
def test_nothing_a_student_wrote_can_act(make):
    made = paper(HOSTILE, answer=HOSTILE, stopped=[HOSTILE], note=HOSTILE, marked=1.5)
    html = make(made)
    page = Strict(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "49" not in re.sub(r"<svg.*</svg>", "", html, flags=re.S)
    assert "default-src 'none'" in html
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", html)


def test_a_written_answer_waits_or_is_marked():
    waits = paper(answer="My text.")
    html = results.page(waits, grading(waits))
    assert "not marked yet" in html
    assert "My text." in html
    marked = paper(answer="My text.", marked=4.5)
    html = results.page(marked, grading(marked))
    assert "4.50 of 6" in html
    assert "not marked yet" not in html
    assert "6.50 of 13" in html


def test_the_teacher_sees_who_struggled_where():
    papers = [paper("ani", ("fee", "reply")), paper("budi", ("fee",)), paper("citra", ())]
    html = results.overview(grading(*papers))
    Strict(html)
    assert "<svg" in html
    assert "The fewest solved total: 0% of the class." in html
    assert "2 / 3" in html
    assert "3 students: Expected this" in html
    assert html.count('href="00') == 3


def test_pages_are_written_under_safe_names(tmp_path):
    papers = [paper("../../x"), paper("=Sari / B"), paper("李"), paper("a" * 300), paper("../../x")]
    names = results.write(grading(*papers), tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == sorted(names)
    assert len(names) == 6
    assert all(re.fullmatch(r"[\w.-]+\.html", name, re.ASCII) for name in names)
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_an_empty_class_and_no_tasks_still_have_a_page():
    assert "0 students graded." in results.overview(Grading(sample(), {}, [], []))


def test_a_file_that_could_not_be_graded_has_no_tasks_on_its_page():
    damaged = paper("dewi", (), note="Expected a notebook.", graded=False)
    html = results.page(damaged, grading(damaged, paper()))
    assert "Not graded." in html
    assert "Expected a notebook." in html
    assert "All fees?" not in html
    assert "of 13 points" not in html
    whole = results.overview(grading(damaged, paper()))
    Strict(whole)
    assert "1 student graded. Not graded: dewi." in whole
    assert "1 / 1" in whole
    assert '<td class="number">not graded</td>' in whole
