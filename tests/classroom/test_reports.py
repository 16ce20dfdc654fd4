"""Pages a student and a teacher read: complete, escaped, and without anything from elsewhere."""

import re
from xml.etree import ElementTree

import pytest

from course_lib.classroom import results

from .conftest import ACTS, class_of, paper


def read(html):
    """The text of a page in which every tag is closed, and nothing acts or comes from elsewhere."""
    closed = re.sub(r"<(meta|br)\b([^>]*)>", r"<\1\2/>", html.replace("&middot;", "-"))
    root = ElementTree.fromstring(closed.removeprefix("<!DOCTYPE html>"))
    for each in root.iter():
        assert each.tag not in ("script", "img")
        assert not [name for name in each.attrib if name.startswith("on") or name == "src"]
    assert "default-src 'none'" in html
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", html)
    return " ".join("".join(root.itertext()).split())


def test_a_student_reads_points_what_came_and_the_next_step():
    html = results.page(paper(), class_of(paper()))
    for words in ("2 of 13 points", "Expected this", "Look again.", "Because.", "All fees?"):
        assert words in html
    assert "What was contained." in html


@pytest.mark.parametrize("make", [results.page, lambda _, graded: results.overview(graded)])
def test_nothing_a_student_wrote_can_act(make):
    made = paper(ACTS, answer=ACTS, stopped=[ACTS], note=ACTS, marked=1.5)
    text = read(make(made, class_of(made)))
    assert ACTS in text, "a template runs nothing either"


def test_a_written_answer_waits_or_is_marked():
    waits, marked = paper(answer="My text."), paper(answer="My text.", marked=4.5)
    html = results.page(waits, class_of(waits))
    assert "not marked yet" in html
    assert "My text." in html
    line = "1 answer to mark on the sheet."
    assert line in results.told(class_of(waits, marked))
    assert line in results.overview(class_of(waits, marked))
    html = results.page(marked, class_of(marked))
    assert "not marked yet" not in html
    assert "to mark on the sheet" not in results.overview(class_of(marked))
    assert "4.50 of 6" in html
    assert "6.50 of 13" in html


def test_the_teacher_sees_who_struggled_where():
    papers = [paper("ani", ("fee", "reply")), paper("budi", ("fee",)), paper("citra", ())]
    html = results.overview(class_of(*papers))
    text = read(html)
    assert "<svg" in html
    assert "The fewest solved total: 0% of the class." in text
    assert "2 / 3" in text
    assert "3 students: Expected this" in text
    assert html.count('href="00') == 3


def test_pages_are_written_under_safe_names(tmp_path):
    papers = [paper("../../x"), paper("=Sari / B"), paper("李"), paper("a" * 300), paper("../../x")]
    names = results.write(class_of(*papers), tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == sorted(names)
    assert len(names) == 6
    assert all(re.fullmatch(r"[\w.-]+\.html", name, re.ASCII) for name in names)
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_file_that_could_not_be_graded_has_no_tasks_on_its_page():
    damaged = paper("dewi", (), note="Expected a notebook.", graded=False)
    html = results.page(damaged, class_of(damaged, paper()))
    assert "Not graded." in html
    assert "Expected a notebook." in html
    assert "All fees?" not in html
    assert "of 13 points" not in html
    whole = results.overview(class_of(damaged, paper()))
    assert "1 student graded. Not graded: dewi." in read(whole)
    assert "1 / 1" in whole
    assert '<td class="number">not graded</td>' in whole
