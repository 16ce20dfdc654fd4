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
TABLES, CASES, REFUSED = TOLD["table"], TOLD["case"], TOLD["refused"]
CANVAS = TABLES["canvas"]
phrase = data.phrases("classroom")


def marked(student, came=3.0, task="total", most=7.0):
    """A mark: the points that came, "" if it waits, or why it was not graded."""
    mark = Mark(task, came, most, "", student=student, file=f"{student}.ipynb")
    told = {} if isinstance(came, float) else {"points": None, "message": came}
    return replace(mark, **told)


def replaced(text, changes):
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    return text


def fill(case):
    text = replaced(TABLES[case["table"]], case.get("change", {}))
    rows = [marked(*row) for row in case["marks"]]
    table = Table(text.encode())
    return platforms.fill(table, rows, case.get("column", "Secrets")), table, text


@pytest.mark.parametrize("name", CASES)
def test_the_right_cells_change_and_every_other_stays(name):
    case = CASES[name]
    told, table, text = fill(case)
    says = [phrase(f"gradebook.{key}", what=what) for key, what in case["says"].items()]
    assert told == "\n".join(says).split("\n")
    assert Table(table.raw()).rows == Table(replaced(text, case["written"]).encode()).rows


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_is_filled_where_a_row_or_column_is_in_doubt(name):
    with pytest.raises(CourseError, match=REFUSED[name]["says"]):
        fill(REFUSED[name])


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_the_template_s(encode):
    table = Table(CANVAS.encode(encode))
    platforms.fill(table, [marked("dewisari (4821)", 6.0)], "Secrets")
    assert table.raw() == CANVAS.replace("example,10B,,", "example,10B,6,").encode(encode)


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
    made.rows[1][1] = "7.5"
    again = Table(made.raw())
    assert again.rows == [["a", "b", "c"], [rows[0][0], "7.5", rows[0][2]], *rows[1:]]
    assert again.delimiter == made.delimiter


def test_no_table(tmp_path):
    path = tmp_path / "x.csv"
    for raw in (b"", b"one line", b"\xff\xfe\x00", b"a,b", b"PK\3\4,\0\na,b"):
        path.write_bytes(raw)
        with pytest.raises(CourseError, match="downloaded from"):
            platforms.fill_table(path, path, "Grade", path)
        assert path.read_bytes() == raw


def test_the_command(tmp_path, capsys):
    canvas, marks, out = (tmp_path / f"{name}.csv" for name in ("canvas", "marks", "out"))
    canvas.write_bytes(CANVAS.encode())
    tables.save_marks(marks, [marked("dewisari (4821)", 6.0), marked("Citra")])
    asked = ["gradebook", str(canvas), "--marks", str(marks), "--out", str(out), "--column"]
    assert command.main([*asked, "Nothing"]) == 2
    assert not out.exists(), "nothing is half written"
    assert command.main([*asked, "Secrets"]) == 0
    assert b"10B,6,55.5" in out.read_bytes()
    assert "not in the table: Citra" in capsys.readouterr().out
    assert command.main(["gradebook", "\x1b[2J.csv", *asked[2:], "Secrets"]) == 2
    assert "Got \\x1b[2J.csv" in capsys.readouterr().err, "a name does nothing to a terminal"
