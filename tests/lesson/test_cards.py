"""The cards: drawn from one template, and made only when asked for."""

import base64
import io
import re
from html import unescape
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from course_lib import data
from course_lib.lesson import phrase, rewriter, store

ASKED = ("flip", "How many letters break?", "3 letters", "17 letters", "One block and one letter.")


def pixels(png):
    return Image.open(io.BytesIO(png)).convert("RGB").tobytes()


def test_the_same_card_is_drawn_each_time():
    assert rewriter.card("card.guess", *ASKED[1:4]) == rewriter.card("card.guess", *ASKED[1:4])


@pytest.mark.parametrize("side", ["card.guess", "card.answer"])
def test_the_frame_goes_all_round(side):
    card = Image.open(io.BytesIO(rewriter.card(side, "", "", "").png)).convert("L")
    right = [card.getpixel((card.width - 9, y)) < 200 for y in range(20, 340)]
    assert sum(right) > 150


def of(name):
    store.record("article", rewriter.PEN, name)
    return pixels(rewriter.card("card.guess", "a", "b", "c").png)


def test_names_are_drawn_alike_on_every_machine():
    """What the card's letters lack is left out; of a name without any the course's own stands."""
    names = ["Ani", "José Müller", "Łucja Nowak", "Сари", "Nguyễn Ánh", "Ada & <b>", "Ada"]
    assert len({of(name) for name in names}) == len(names)
    assert of("Ada \u202e🙂\x00") == of("Ada")
    assert of("さり") == of("سارة") == of("🙂")


@pytest.mark.parametrize(
    ("name", "told"), [("さり", True), ("Ada 🙂", True), ("Сари", False), ("Nguyễn Ánh", False)]
)
def test_it_is_said_what_a_card_cannot_show(name, told):
    store.record("article", rewriter.PEN, name)
    button, made = rewriter.card_button(*ASKED[:4], "Two\nlines.").children
    button.click()
    assert ('role="status"' in made.value) == (phrase("card.lacks") in unescape(made.value)) == told


def test_long_words_stay_on_the_card():
    long = "What would it cost if every school of the country ran a messenger of its own " * 3
    store.record("article", rewriter.PEN, "n" * 40)
    png = rewriter.card("card.guess", long, "one hundred and twenty " * 4, long).png
    picture = Image.open(io.BytesIO(png)).convert("L")
    border = [picture.getpixel((x, y)) for x in range(616, 626) for y in range(20, 340)]
    assert min(border) == 255, "nothing is written into the edge"


def test_it_is_made_when_the_button_is_pressed_and_has_two_pictures():
    button, made = rewriter.card_button(*ASKED).children
    assert made.value == ""
    button.click()
    assert re.findall(r'download="(\w+\.png)"', made.value) == ["my_guess.png", "my_answer.png"]
    asked = "how-whatsapp-makes-money.github.io/course/01_sealed_message.html#opener"
    assert f'alt="My guess: How many letters break? 3 letters Lesson 1: {asked}"' in made.value
    first, second = map(
        base64.b64decode, re.findall(r'href="data:image/png;base64,([^"]+)"', made.value)
    )
    edges = [pixels(each)[3 * 640 * 10 : 3 * 640 * 11] for each in (first, second)]
    gaps = [edge[60:-60].count(b"\xff\xff\xff") for edge in edges]
    assert gaps[0] > 100, "the guess is dashed"
    assert gaps[1] == 0, "the answer is not"
    assert "17" not in re.search(r'alt="(My guess[^"]*)"', made.value).group(1)


def test_what_is_on_a_card_is_never_markup():
    button, made = rewriter.card_button("flip", '"><script>', "<b>", "&", "'").children
    button.click()
    assert "<script>" not in made.value
    assert "<b>" not in made.value


ROOT = Path(rewriter.__file__).parents[2]
ASK = re.compile(r'predictions\.(?:number|choice)\(\s*"([^"]+)"')


def test_each_guess_has_its_place_in_the_reading_edition():
    """Of a guess in a cell the cell; of one that is touched the cell with the scene."""
    asked, cells = data.toml("lesson", "page")["asked"], {}
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        code = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        cells |= {f"{path.stem}#{cell.id}": cell.source for cell in code}
        assert f"{path.stem}#{code[0].id}" in asked.values(), "the opener asks"
    typed = {key: place for place, source in cells.items() for key in ASK.findall(source)}
    assert typed.items() <= asked.items()
    for key, place in asked.items() - typed.items():
        scene = ROOT / "course_lib" / "scenes" / f"lesson_{place[:2]}.py"
        assert "scene." in cells[place], place
        assert f'"{key}"' in scene.read_text(encoding="utf-8"), key


def test_the_address_is_the_one_that_the_guide_names():
    guide = (ROOT / "notebooks" / "instructor" / "guide.md").read_text(encoding="utf-8")
    assert f"https://{data.toml('lesson', 'page')['address']}" in guide


def test_without_an_address_the_card_says_the_lesson(monkeypatch):
    page = data.toml("lesson", "page") | {"address": ""}
    monkeypatch.setattr(data, "toml", lambda *_: page)
    monkeypatch.setattr(rewriter, "phrase", lambda key, **values: (key, values["lesson"]))
    assert rewriter.place_of("flip") == ("card.lesson", 1)
    assert rewriter.place_of("a guess of one's own") == ""


def test_an_address_is_not_broken(monkeypatch):
    drawn = []
    monkeypatch.setattr("vl_convert.svg_to_png", lambda svg: drawn.append(svg) or b"")
    rewriter.card("card.guess", "", "", rewriter.place_of("remains"))
    assert f">{rewriter.place_of('remains').split()[-1]}</text>" in drawn[0]
