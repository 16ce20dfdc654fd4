"""A small notebook in a real JupyterLab that shows what the harness can see, and miss."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, expect
from real_lab import Lab, Opened

SAMPLE = "sample_of_the_harness.ipynb"
FINDING = "With a delay of {} minutes, {} of sixty friends can be told apart by timing."

CELLS = [
    """
import altair as alt
import pandas as pd

from course_lib.lesson.explorers import choice, explorer, slider, toggle
from course_lib.lesson.figures import figure
""",
    """
users = pd.DataFrame({"year": [2014, 2016, 2020], "users": [450e6, 1e9, 2e9]})
bars = alt.Chart(users).mark_bar().encode(
    alt.X("year:O", title="Year"), alt.Y("users:Q", title="Monthly users", axis={"format": "~s"}))
figure(bars, "Monthly users grew from 450 million in 2014 to two billion in 2020.",
       "simulated, $1 or $59")
""",
    """
def told_apart(delay, kind, cover):
    found = max(0, 60 - 4 * delay - 10 * cover)
    data = pd.DataFrame({"minute": range(20), "share": [found / (1 + m) for m in range(20)]})
    data = pd.concat([data.assign(who="Sari"), data.assign(who="Budi", share=data.share / 2)])
    lines = alt.Chart(data).mark_line().encode(
        alt.X("minute:Q", title="Minute"), alt.Y("share:Q", title="Found"),
        alt.Color("who:N", title="Friend"))
    said = f"With a delay of {delay} minutes, {found} of sixty friends can be told apart by timing."
    return figure(lines, said, "simulated")

explorer(told_apart, question="At which delay is nobody found?",
         delay=slider("Delay, minutes", 0, 20, start=10),
         kind=choice("Kind", ["text", "photo"]), cover=toggle("Cover traffic"))
""",
]


@pytest.fixture(scope="module")
def page_of_sample(lab: Lab, browser: Browser) -> Iterator[Opened]:
    lab.write(SAMPLE, *CELLS)
    with lab.open(browser, SAMPLE) as opened:
        yield opened


@pytest.fixture
def sample(page_of_sample: Opened) -> Opened:
    """The sample with everything as at its start: running it again makes new widgets."""
    assert page_of_sample.run() == []
    return page_of_sample


def test_a_figure_is_drawn_and_described(sample: Opened) -> None:
    chart = sample.page.get_by_label("Monthly users grew from 450 million", exact=False).first
    expect(chart).to_have_attribute("role", "graphics-document")
    assert "Year: 2014; Monthly users: 450M" in sample.marks()


def test_dollars_stay_dollars(sample: Opened) -> None:
    assert "Source: simulated, $1 or $59" in sample.text()


def test_the_table_of_a_figure_opens_by_keyboard(sample: Opened) -> None:
    cell = sample.page.get_by_role("cell", name="450,000,000")
    expect(cell).not_to_be_visible()
    sample.page.get_by_text("The figures as a table").first.press("Enter")
    expect(cell).to_be_visible()


@pytest.mark.parametrize("by", ["handle", "box"])
def test_a_key_moves_an_explorer(sample: Opened, by: str) -> None:
    expect(sample.page.get_by_label(FINDING.format(10, 20))).to_be_visible()
    if by == "handle":
        sample.handle("Delay, minutes").press("ArrowRight")
    else:
        sample.box("Delay, minutes").press("ArrowUp")
    expect(sample.page.get_by_label(FINDING.format(11, 16))).to_be_visible()
    expect(sample.page.get_by_role("status")).to_have_text(FINDING.format(11, 16))
    expect(sample.box("Delay, minutes")).to_have_value("11")


def test_a_toggle_moves_an_explorer(sample: Opened) -> None:
    sample.box("Cover traffic").press("Space")
    expect(sample.page.get_by_label(FINDING.format(10, 10))).to_be_visible()


def test_the_sample_has_no_barriers(sample: Opened) -> None:
    assert sample.barriers() == []
    assert sample.blocked == []


def test_a_barrier_is_found(lab: Lab, browser: Browser) -> None:
    cell = "from IPython.display import HTML\nHTML('<button></button><input>')"
    lab.write("barrier.ipynb", cell)
    with lab.open(browser, "barrier.ipynb") as opened:
        assert opened.run() == []
        found = " ".join(opened.barriers())
    assert re.search(r"button-name: .*label: ", found)


def test_an_error_is_found(lab: Lab, browser: Browser) -> None:
    lab.write("error.ipynb", "1 / 0", "2")
    with lab.open(browser, "error.ipynb") as opened:
        assert opened.run() == ["ZeroDivisionError: division by zero"]


def test_the_block_blocks_a_page_and_a_kernel(lab: Lab, browser: Browser) -> None:
    lab.write(
        "outside.ipynb", "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)"
    )
    with lab.open(browser, "outside.ipynb") as opened:
        with pytest.raises(Error, match="Failed to fetch"):
            opened.page.evaluate("() => fetch('https://example.org/picture.png')")
        assert opened.blocked == ["https://example.org/picture.png"]
        (error,) = opened.run()
    assert "the course and its tests run offline" in error
