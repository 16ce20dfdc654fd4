"""Pages a student and a teacher read: complete, escaped, and without anything from elsewhere.

What stands on them is in pages.toml.
"""

import re
from xml.etree import ElementTree

import pytest

from course_lib.classroom import results

from .conftest import ACTS, class_of, paper, toml

PAGES = toml("pages")
MAKE = {"student": results.page, "teacher": lambda _, graded: results.overview(graded)}


def read(html):
    """The lines of a page in which every tag is closed, and nothing acts or is from elsewhere."""
    closed = re.sub(r"<(meta|br)\b([^>]*)>", r"<\1\2/>", html.replace("&middot;", "-"))
    spaced = re.sub(r"(</t[dh]>)", r" \1", closed)  # cells that stand in one line
    root = ElementTree.fromstring(spaced.removeprefix("<!DOCTYPE html>"))
    for each in root.iter():
        assert each.tag not in ("script", "img")
        assert not [name for name in each.attrib if name.startswith("on") or name == "src"]
    assert "default-src 'none'" in html
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", html)
    lines = "".join(root.find("body").itertext()).split("\n")
    return [line.strip() for line in lines if line.strip()]


@pytest.mark.parametrize(("whose", "name"), [(x, name) for x in PAGES for name in PAGES[x]])
def test_a_page_says_this_and_no_more(whose, name):
    papers = [paper(**told) for told in PAGES[whose][name]["papers"]]
    html = MAKE[whose](papers[0], class_of(*papers))
    assert read(html) == PAGES[whose][name]["says"].split("\n")


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
def test_nothing_a_student_wrote_can_act(make):
    made = paper(ACTS, missed=ACTS, answer=ACTS, stopped=[ACTS], note=ACTS, marked=1.5)
    text = "\n".join(read(make(made, class_of(made))))
    assert ACTS in text, "a template runs nothing either"


def test_pages_are_written_under_safe_names_and_the_teacher_s_leads_to_each(tmp_path):
    papers = [paper("../../x"), paper("=Sari / B"), paper("李"), paper("a" * 300), paper("../../x")]
    overview, *names = written = results.write(class_of(*papers), tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == sorted(written)
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]
    assert all(re.fullmatch(r"[\w.-]+\.html", name, re.ASCII) for name in written)
    html = (tmp_path / "pages" / overview).read_text(encoding="utf-8")
    assert re.findall(r'href="(.*?)"', html) == names
    assert len(set(names)) == 5
