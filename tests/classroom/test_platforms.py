"""Templates as Canvas and Moodle write them: the right cells change, every other cell stays."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import data
from course_lib.classroom import __main__ as command
from course_lib.classroom import platforms, tables
from course_lib.classroom.grading import Mark
from course_lib.classroom.tables import Table
from course_lib.errors import CourseError

from .conftest import toml

TOLD = toml("platforms")
TABLES, CASES = TOLD["table"], TOLD["case"]
CANVAS, MOODLE = TABLES["canvas"], TABLES["moodle"]


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


def replaced(text, changes):
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def marked(student, came, *of):
    """A mark: the points that came, that it waits, or why it was not graded."""
    if isinstance(came, float):
        return mark(student, came, *of)
    return replace(mark(student, None, *of), message="" if came == "waits" else came)


@pytest.mark.parametrize("name", CASES)
def test_the_right_cells_change_and_every_other_stays(name):
    case = CASES[name]
    text = replaced(TABLES[case["table"]], case.get("change", {}))
    rows = [marked(*row) for row in case["marks"]]
    filled = fill(text, *rows, column=case.get("column", "Secrets"))
    assert {key: getattr(filled, key) for key in case["says"]} == case["says"]
    assert case.get("came", "") in filled.data.decode()
    if "written" in case:
        assert Table(filled.data).rows == Table(replaced(text, case["written"]).encode()).rows


def test_two_rows_of_one_name_are_refused():
    text = CANVAS + '"Dewi, Sari",4999,s9,other,10C,,\r\n'
    with pytest.raises(CourseError, match="several rows fit Sari Dewi"):
        fill(text, mark("Sari Dewi"))


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


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_the_template_s(encode):
    raw = CANVAS.encode(encode)
    filled = fill(raw, mark("dewisari (4821)", 6.0))
    assert filled.data == CANVAS.replace("example,10B,,", "example,10B,6,").encode(encode)


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


def test_what_canvas_takes_back_is_not_filled():
    with pytest.raises(CourseError, match="Final, which is read only there"):
        fill(CANVAS, mark("budi"), column="Final")
