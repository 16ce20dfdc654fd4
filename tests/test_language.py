"""One place chooses the language; texts, numbers and the reading of numbers follow."""

import pytest

from course_lib import checks, data, words
from course_lib.errors import CourseError
from course_lib.lesson import exercise, figures, predictions


def test_numbers_money_dates_guesses_and_charts_follow(printed):
    code = (
        "import datetime\nfrom course_lib import words\nwords.speak('id')\n"
        "from course_lib.answers import plain\nfrom course_lib.lesson import figures\n"
        "print(words.number(1234.5, 1), words.money(16250, 'IDR', 0), plain.number('1.000'),"
        " words.date(datetime.date(2024, 12, 31)))\n"
        "told = figures.CONFIG['locale']\n"
        "print(told['number'], told['time']['days'][0], told['time']['shortMonths'][11])"
    )
    number = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["$", ""]}
    assert printed(code) == f"1.234,5 Rp16.250 1000 31 Des 2024\n{number} Minggu Des"
    assert "locale" not in figures.CONFIG


def test_a_language_that_groups_with_a_space_reads_what_it_writes_and_what_is_typed(printed):
    code = (
        "from course_lib import words\nwords.speak('fr')\n"
        "from course_lib.answers import plain\nfrom course_lib.lesson import predictions\n"
        "told = words.number(136000) + ' s', words.money(2.5)\n"
        "print(plain.number('12 000,5'), *map(predictions.amount, told), words.count(0, 'try'))"
    )
    assert printed(code) == "12000.5 136000 2.5 0 try", "French has no plural for nothing"


def test_a_translated_file_is_laid_over_the_english_one(tmp_path, monkeypatch):
    monkeypatch.setattr(exercise, "FOLDER", tmp_path)
    (tmp_path / "lesson_02.toml").write_text('[reveal.a]\nb = "One."\nc = "Two."\n', "utf-8")
    (tmp_path / "lesson_02.id.toml").write_text('[reveal.a]\nb = "Satu."\n', encoding="utf-8")
    assert predictions._reveals.__wrapped__() == {"a": {"b": "One.", "c": "Two."}}
    monkeypatch.setattr(data, "language", "id")
    assert predictions._reveals.__wrapped__() == {"a": {"b": "Satu.", "c": "Two."}}


def test_the_most_that_a_refusal_allows_is_written_in_the_language(monkeypatch):
    monkeypatch.setattr(data, "language", "id")
    with pytest.raises(CourseError, match=r"from 1 to 10\.000\.000\."):
        checks.whole(0, "ground.amount")


@pytest.mark.parametrize("code", ["klingon-x", "", None, 7, "en_ZZ_ZZ"])
def test_an_unknown_language_is_refused(code):
    with pytest.raises(CourseError, match="code of a language"):
        words.speak(code)
    assert data.language == "en"


def test_another_language_comes_too_late_once_texts_were_read():
    data.toml("ground", "words")
    with pytest.raises(CourseError, match="before anything of the course"):
        words.speak("id")
    words.speak("en")
    assert data.language == "en"


def test_a_page_and_a_table_have_an_edition_of_their_own(tmp_path, monkeypatch):
    for name, text in {"a.1.csv": "said\nOne.\n", "a.1.id.csv": "said\nSatu.\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(data, "_home", lambda room: tmp_path)
    assert data.rows("facts", "a.1") == [{"said": "One."}]
    monkeypatch.setattr(data, "language", "id")
    assert data.rows("facts", "a.1") == [{"said": "Satu."}]
    (tmp_path / "b.csv").touch()
    assert data.names("facts", "") == ["a", "b"], "each file once"
