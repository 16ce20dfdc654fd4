"""Storing a notebook: executed, normal, the same bytes again, and nothing shady stored."""

import base64
import shutil
import sys
from unittest.mock import Mock

import nbformat
import pytest

from course_lib import authoring
from course_lib.authoring.__main__ import main
from course_lib.errors import CourseError

CHART = """
import altair as alt
from course_lib.lesson.figures import figure
bars = alt.Chart(alt.Data(values=[{"year": 2014, "users": USERS}])).mark_bar().encode(x="users:Q")
figure(bars, "Users of one year, drawn to show that a picture is kept.", "invented")
"""
WIDGET = """
import ipywidgets
from course_lib.lesson import live
live.show(ipywidgets.Button(description="Go"), {"text/plain": "A button: Go"})
"""
STORE = """
from course_lib.lesson import store
store.record("confidence", "claim_1", 80)
store.path().name, store.get("confidence", "claim_1", None).value
"""
SLOW = """
import time
for n in range(3):
    print(n, flush=True)
    time.sleep(0.3)
"""


def write(path, *sources):
    cells = [nbformat.v4.new_code_cell(text.strip(), id=f"c{n}") for n, text in enumerate(sources)]
    cells[0].metadata["collapsed"] = True
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {}, "author": "?"})
    nbformat.write(notebook, path)
    return path


def outputs(path, cell=0):
    return nbformat.read(path, as_version=4).cells[cell].outputs


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "chart.ipynb"
    write(path, CHART.replace("USERS", "450"), WIDGET, STORE, SLOW)
    assert authoring.run(path)
    return path


@pytest.fixture
def chart(stored, tmp_path):
    return shutil.copy(stored, tmp_path / "chart.ipynb")


def test_a_second_run_changes_nothing(chart, capsys):
    before = chart.read_bytes()
    main(["run", str(chart)])
    assert capsys.readouterr().out == f"{chart}: unchanged\n"
    assert chart.read_bytes() == before


def test_what_changes_from_run_to_run_is_gone(chart):
    notebook = nbformat.read(chart, as_version=4)
    assert notebook.metadata == authoring.METADATA
    assert notebook.cells[0].metadata == {}
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4]
    assert outputs(chart, 1)[0].data == {"text/plain": "A button: Go"}
    assert [output.text for output in outputs(chart, 3)] == ["0\n1\n2\n"]


def test_saved_work_is_an_empty_temporary_file(stored):
    assert outputs(stored, 2)[0].data["text/plain"] == "('my_course.json', 80)"
    assert not stored.with_name("my_course.json").exists()


def test_a_picture_is_kept_while_its_chart_is_the_same(chart, capsys):
    text = chart.read_text(encoding="utf-8")
    picture = outputs(chart)[0].data[authoring.PNG]
    other = base64.b64encode(b"drawn on another machine").decode()
    chart.write_text(text.replace(picture.strip(), other), encoding="utf-8")
    assert not authoring.run(chart)
    assert outputs(chart)[0].data[authoring.PNG] == other

    source = chart.read_text(encoding="utf-8").replace(r"\"users\": 450", r"\"users\": 500")
    chart.write_text(source, encoding="utf-8")
    main(["run", str(chart)])
    assert capsys.readouterr().out == f"{chart}: stored\n"
    assert outputs(chart)[0].data[authoring.PNG] != other


def test_a_warning_is_not_stored(tmp_path):
    path = write(tmp_path / "warns.ipynb", "import sys; print('careful', file=sys.stderr)")
    before = path.read_bytes()
    with pytest.raises(CourseError, match="no warning from cell c0"):
        authoring.run(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("platform", "transport"), [("linux", "ipc"), ("win32", None)])
def test_a_kernel_is_reached_by_a_file_where_there_are_such_sockets(
    platform, transport, tmp_path, monkeypatch
):
    client = Mock()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(authoring, "NotebookClient", client)
    authoring.execute(nbformat.v4.new_notebook(), tmp_path)
    assert client.call_args.kwargs["config"]["KernelManager"].get("transport") == transport
