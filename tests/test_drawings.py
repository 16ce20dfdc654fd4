"""The drawings of the lessons: stored as their words say, legible when small, told in the text."""

import re
from xml.etree import ElementTree

import pytest
from reading import FOLDER, NOTEBOOKS

from course_lib import data, look
from course_lib.authoring import site

WORDS = data.toml("authoring", "drawings")
COLOURS = {value.lower() for value in vars(look).values() if str(value).startswith("#")}


def drawn(name):
    return (FOLDER / "pictures" / f"{name}.svg").read_text(encoding="utf-8")


def test_what_is_stored_is_what_the_words_and_the_palette_give(tmp_path):
    made = {path.stem: path.read_text(encoding="utf-8") for path in site.draw(tmp_path)}
    assert made == {name: drawn(name) for name in WORDS}, "python -m course_lib.authoring draw"
    used = {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", str(made))}
    assert used - {"#ffffff"} <= COLOURS


@pytest.mark.parametrize("name", WORDS)
def test_one_lesson_shows_it_with_its_words(name):
    shown = f"![{WORDS[name]['alt']}](pictures/{name}.svg)"
    assert sum(book.cells.text.count(shown) for book in NOTEBOOKS) == 1


@pytest.mark.parametrize("name", WORDS)
def test_it_is_legible_at_400_pixels_and_says_what_its_lines_mean(name):
    root = ElementTree.fromstring(drawn(name))
    wide, _ = (float(number) for number in root.get("viewBox").split()[2:])
    size = float(root.get("font-size"))
    assert size * 400 / wide >= 12
    texts = [part for part in root.iter() if part.tag.endswith("}text")]
    ends = {"start": (0, 1), "middle": (0.5, 0.5)}
    for part in texts:
        long = len(part.text) * size * (0.68 if part.get("font-weight") == "700" else 0.6)
        before, after = ends[part.get("text-anchor")]
        assert float(part.get("x")) - before * long > 0, part.text
        assert float(part.get("x")) + after * long < wide, part.text
    said = [part.text for part in texts]
    assert WORDS[name]["key"] in said
    assert "stroke-dasharray" in drawn(name)
