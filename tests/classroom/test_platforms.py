"""Templates as Canvas and Moodle write them: the right cells change, every other cell stays."""

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import data
from course_lib.classroom import __main__ as command
from course_lib.classroom import platforms, tables
from course_lib.classroom.grading import Mark
from course_lib.classroom.tables import Table
from course_lib.errors import CourseError

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Secrets (991),Final\r\n"
    ",,,,,Manual Posting,(read only)\r\n"
    "    Points Possible,,,,,7.00,100.00\r\n"
    '"Dewi, Sari",4821,s1,sari@school.example,10B,,55.5\r\n'
    '"Budi ""B"" Åkerö",4822,s2,budi,10B,3.5,\r\n'
    '"Student, Test",4900,,,10B,,\r\n'
)
MOODLE = (
    "Pengenal,Nama lengkap,Surel,Status,Nilai,Nilai maksimum,Komentar\n"
    "Peserta 12345,Sari Dewi,sari@school.example,Submitted,,7.00,\n"
    'Peserta 12346,"Budi, ""B""",budi@school.example,Submitted,-,7.00,"two\nlines"\n'
    "Peserta 12347,Ani,ani@school.example,No submission,,7.00,"
)


def mark(student, points=3.0, task="total", most=7.0):
    return Mark(task, points, most, "", student=student, file=f"{student}.ipynb")


class Filled:
    """A filled table, and by its words what the teacher is told."""

    def __init__(self, data, told):
        self.data, self.told = data, told

    def of(self, key):
        before, after = data.toml("classroom", "words")["gradebook"][key].split("{what}")
        found = [x for x in self.told if x.startswith(before.strip()) and x.endswith(after)]
        return [line[len(before) : len(line) - len(after)] for line in found]

    def __getattr__(self, key):
        if key == "filled":
            return int(self.of("filled")[0])
        if key in ("waiting", "possible"):
            return "".join(self.of(key))
        if key == "ungraded":
            at = [n for n, line in enumerate(self.told) if line.startswith("Not graded, so")]
            return self.told[at[0] + 1 :][:1] if at else []
        return [each for line in self.of(key) for each in line.split("; ")]


def fill(text, *rows, column="Secrets", encode="utf-8"):
    raw = text if isinstance(text, bytes) else text.encode(encode)
    return Filled(*platforms.fill(Table(raw), rows, column))


def same(filled, text):
    """Whether every cell is as in `text`."""
    return Table(filled.data).rows == Table(text.encode()).rows


def changed(before, after):
    """The pieces that differ, as pairs."""
    found = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[a:b], after[c:d]) for kind, a, b, c, d in found if kind != "equal"]


def test_canvas_by_number_and_nothing_else_changes():
    filled = fill(CANVAS, mark("dewisari (4821)", 6.0))
    assert filled.data.decode() == CANVAS.replace("example,10B,,", "example,10B,6,")
    assert filled.filled == 1
    assert filled.without == ['Budi "B" Åkerö', "Student, Test"]
    assert (filled.unmatched, filled.changed, filled.possible) == ([], [], "")


def test_canvas_by_name_login_or_number_of_the_school():
    for who in ("Sari Dewi", "dewi sari", "sari@school.example", "s1", "SARI  DEWI"):
        assert fill(CANVAS, mark(who, 2.0)).filled == 1, who
    assert fill(CANVAS, mark('Budi "B" Akero')).filled == 1, "accents and signs do not count"


def test_another_grade_is_replaced_and_said():
    filled = fill(CANVAS, mark("budi", 4.5))
    assert filled.data.decode() == CANVAS.replace("10B,3.5,", "10B,4.5,")
    assert filled.changed == ["budi had 3.5, now 4.5"]


def test_moodle_by_number_in_any_language():
    filled = fill(MOODLE, mark("Sari Dewi (12345)", 1.5), mark("Budi B (12346)"), column="nilai")
    text = MOODLE.replace("Submitted,,", "Submitted,1.5,").replace("Submitted,-,", "Submitted,3,")
    assert same(filled, text)
    assert filled.without == ["Peserta 12347, Ani"]


def test_moodle_without_names():
    text = MOODLE.replace("Nama lengkap,", "").replace("Sari Dewi,", "")
    filled = fill(text, mark("Peserta (12345)", 2.0), column="Nilai")
    assert filled.filled == 1


def test_a_number_with_another_name_is_not_filled():
    """Moodle numbers each assignment anew: the template may be of another one."""
    filled = fill(MOODLE, mark("Ani (12345)"), column="Nilai")
    assert (filled.filled, filled.unmatched) == (0, ["Ani (12345)"])
    assert same(filled, MOODLE)


def test_strangers_are_listed_and_nothing_is_invented():
    filled = fill(CANVAS, mark("Citra"), mark("x (77)"), mark("Points Possible"), mark("4821"))
    assert filled.unmatched == ["Citra", "x (77)", "Points Possible"]
    assert filled.filled == 1


def test_two_rows_of_one_name_are_refused():
    text = CANVAS + '"Dewi, Sari",4999,s9,other,10C,,\r\n'
    with pytest.raises(CourseError, match="several rows fit Sari Dewi"):
        fill(text, mark("Sari Dewi"))
    assert fill(text, mark("dewisari (4821)")).filled == 1


def test_two_students_in_one_row_are_refused():
    with pytest.raises(CourseError, match=r"sari@school\.example, Sari Dewi"):
        fill(CANVAS, mark("sari@school.example"), mark("Sari Dewi"))


@pytest.mark.parametrize("column", ["Secret", "", "Student", "Secrets (992)"])
def test_a_column_that_is_not_there(column):
    with pytest.raises(CourseError, match="one column"):
        fill(CANVAS, mark("Sari Dewi"), column=column)


def test_a_column_that_is_there_twice():
    text = CANVAS.replace("Final", "Secrets (992)")
    with pytest.raises(CourseError, match="several columns"):
        fill(text, mark("Sari Dewi"))
    assert fill(text, mark("Sari Dewi"), column="Secrets (991)").filled == 1


@pytest.mark.parametrize(
    ("text", "came"),
    [
        (MOODLE.replace("7.00", '"7,00"'), 'Submitted,"1,5",'),
        (MOODLE.replace(",", ";").replace("7.00", "7,00"), "Submitted;1,5;"),
        (MOODLE.replace(",", ";").replace("7.00", "7"), "Submitted;1,5;"),
        (MOODLE.replace(",", "\t").replace("7.00", "7,00"), "Submitted\t1,5\t"),
        (MOODLE.replace("7.00", "7"), "Submitted,1.5,"),
        (MOODLE.replace("Submitted,,", 'Submitted,"",'), "Submitted,1.5,"),
    ],
)
def test_the_decimal_sign_and_the_quotes_are_the_template_s(text, came):
    filled = fill(text, mark("Sari Dewi (12345)", 1.5), column="Nilai")
    assert came in filled.data.decode()
    assert filled.filled == 1


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_the_template_s(encode):
    raw = CANVAS.encode(encode)
    filled = fill(raw, mark("dewisari (4821)", 6.0))
    assert filled.data == CANVAS.replace("example,10B,,", "example,10B,6,").encode(encode)


def test_points_possible_that_do_not_fit_are_said():
    assert fill(CANVAS.replace("7.00", "10.00"), mark("budi", 4.0)).possible == "10.00"
    moodle = fill(MOODLE.replace("7.00", "10.00"), mark("Ani"), column="Nilai")
    assert moodle.possible == "10.00"


def test_sums_and_what_waits_for_a_person():
    rows = [mark("budi", 1.5), mark("budi", 2.0, "fee", 3.0), mark("budi", None, "notice", 6.0)]
    filled = fill(CANVAS, *rows)
    assert b"10B,3.5," in filled.data
    assert filled.waiting == "1 answer"
    assert "not marked" in "\n".join(filled.told)


def test_a_file_that_could_not_be_graded_is_no_zero():
    why = "Not graded. Expected a notebook. Got a PDF."
    rows = [Mark(task, None, 3.0, why, student="budi") for task in ("total", "fee")]
    filled = fill(CANVAS, *rows, mark("dewisari (4821)", 0.0))
    assert filled.data.decode() == CANVAS.replace("example,10B,,", "example,10B,0,")
    assert (filled.filled, filled.unmatched, filled.changed) == (1, [], [])
    assert filled.without == ["Student, Test"]
    assert filled.ungraded == ["budi: Expected a notebook. Got a PDF."]
    assert "budi: Expected a notebook. Got a PDF." in filled.told


CELLS = st.text(st.sampled_from('ab"1é ,;\n\r='), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5)


@settings(derandomize=True, max_examples=200)
@given(ROWS, st.sampled_from([",", ";", "\t"]), st.sampled_from(["\r\n", "\n"]), st.booleans())
def test_every_cell_is_read_and_written_again(rows, delimiter, end, last):
    quoted = ['"' + cell.replace('"', '""') + '"' for row in rows for cell in row]
    lines = [delimiter.join(quoted[n : n + 3]) for n in range(0, len(quoted), 3)]
    text = delimiter.join("abc") + end + end.join(lines) + (end if last else "")
    made = Table(text.encode())
    assert made.rows == [["a", "b", "c"], *rows]
    again = Table(made.filled({(1, 1): "7.5"}))
    assert again.rows == [["a", "b", "c"], [rows[0][0], "7.5", rows[0][2]], *rows[1:]]
    assert again.delimiter == made.delimiter


def test_no_table(tmp_path):
    path = tmp_path / "x.csv"
    for raw in (b"", b"one line", b"\xff\xfe\x00", b"a,b"):
        path.write_bytes(raw)
        with pytest.raises(CourseError, match="downloaded from"):
            platforms.load(path)
    with pytest.raises(CourseError, match="downloaded from"):
        platforms.load(tmp_path / "nowhere.csv")


def test_the_command(tmp_path, capsys):
    (tmp_path / "canvas.csv").write_bytes(CANVAS.encode())
    tables.save_marks(tmp_path / "marks.csv", [mark("dewisari (4821)", 6.0), mark("Citra")])
    arguments = ["gradebook", str(tmp_path / "canvas.csv"), "--marks", str(tmp_path / "marks.csv")]
    arguments += ["--column", "Secrets", "--out", str(tmp_path / "out.csv")]
    assert command.main(arguments) == 0
    assert b"10B,6,55.5" in (tmp_path / "out.csv").read_bytes()
    assert "not in the table: Citra" in capsys.readouterr().out
    (tmp_path / "out.csv").unlink()
    assert command.main([*arguments[:5], "Nothing", *arguments[6:]]) == 2
    assert not (tmp_path / "out.csv").exists(), "nothing is half written"


BOOK = (  # Moodle's own gradebook, exported
    "First name,Last name,ID number,Email address,Assignment: Secrets (Real),"
    "Last downloaded from this course\n"
    "Sari,Dewi,1,sari@school.example,,1765000000\n"
    "Budi,Hartono,2,budi@school.example,,1765000000\n"
)


def test_the_date_of_a_download_is_no_maximum():
    filled = fill(BOOK, mark("sari@school.example"), column="Assignment: Secrets (Real)")
    assert (filled.filled, filled.possible) == (1, "")


def test_what_canvas_takes_back_is_not_filled():
    with pytest.raises(CourseError, match="Final, which is read only there"):
        fill(CANVAS, mark("budi"), column="Final")


def test_one_odd_id_costs_that_student_s_number_alone():
    text = CANVAS.replace(",4822,", ",new-4822,")
    filled = fill(text, mark("dewisari (4821)", 6.0), mark("ani (77)", 2.0))
    assert filled.filled == 1
    assert filled.unmatched == ["ani (77)"]
    text = text.replace('"Budi ""B"" Åkerö"', '"Hartono, Budi"')
    assert fill(text, mark("dewisari (4821)", 6.0), mark("hartonobudi (77)", 2.0)).filled == 2


def test_a_task_that_the_machine_lost_leaves_the_cell_as_it_was():
    why = "Not graded. This computer was too busy to try `fee`, twice."
    rows = [mark("budi", 3.0), Mark("fee", None, 3.0, why, student="budi")]
    filled = fill(CANVAS, *rows)
    assert filled.data.decode() == CANVAS
    assert filled.ungraded == ["budi: This computer was too busy to try `fee`, twice."]
    assert filled.waiting == ""
