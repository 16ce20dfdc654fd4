"""A figure is complete, the same on every machine, and refuses what a reader could not use."""

import base64
import io

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from course_lib import facts, look
from course_lib.lesson import figures, tables
from course_lib.lesson.figures import DRAWN, V5, figure

FINDING = "Monthly users grew from 450 million in 2014 to two billion in 2020."
USERS = pd.DataFrame({"year": [2014, 2016, 2020], "users": [450e6, 1e9, 2e9]})
YEAR, MONTHLY = alt.X("year:O", title="Year"), alt.Y("users:Q", title="Monthly users")


def bars(data=USERS):
    return alt.Chart(data).mark_bar().encode(YEAR, MONTHLY)


def spec(chart):
    return figure(chart, FINDING, "s").spec


def test_a_cell_shows_the_chart_then_the_caption(monkeypatch):
    sent = []
    monkeypatch.setattr(
        figures, "display", lambda data, metadata=None, raw=False: sent.append((data, metadata))
    )
    figure(bars(), FINDING, "simulated")._ipython_display_()
    (chart, metadata), (caption, _) = sent
    assert list(chart) == [V5, "text/plain", "image/png"]
    assert chart["text/plain"] == chart[V5]["description"] == FINDING
    assert base64.b64decode(chart["image/png"]).startswith(b"\x89PNG")
    assert metadata == DRAWN
    assert DRAWN[V5]["embed_options"]["renderer"] == "svg"
    assert caption["text/plain"] == f"{FINDING}\nSource: simulated"


def test_a_source_is_facts_or_words():
    assert figure(bars(), FINDING, "U6").source == facts.cite("U6")
    several = [facts.cite("U6"), "own calculation", facts.cite("U4")]
    assert figure(bars(), FINDING, ("U6", "own calculation", "U4")).source == "; ".join(several)


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Jakarta"])
def test_a_time_is_the_clock_of_the_column(zone):
    frame = pd.DataFrame({"at": [pd.Timestamp("2024-10-19 07:00", tz=zone)]})
    made = spec(alt.Chart(frame).mark_bar().encode(x="at:T"))
    assert made["datasets"]["data-0"] == [{"at": "2024-10-19T07:00:00"}]


def test_names_do_not_depend_on_data():
    def compound(value):
        one = bars(USERS.assign(users=value))
        return spec((one + one.mark_rule()) | bars())

    one, other = compound(5.0), compound(6.0)
    assert list(one["datasets"]) == ["data-0", "data-1"]
    assert {**one, "datasets": 0} == {**other, "datasets": 0}


def test_the_theme_is_under_the_chart_and_nowhere_else():
    before = bars().to_dict()["config"]
    axis = spec(bars().configure_axis(labelFontSize=20))["config"]["axis"]
    assert (axis["labelFontSize"], axis["titleFontSize"]) == (20, 14)
    assert figures.CONFIG["axis"]["labelFontSize"] == 13
    assert bars().to_dict()["config"] == before


def test_colours_by_category_have_a_second_signal():
    chart = bars().mark_line(point=True).encode(color=alt.Color("year:N", sort="descending"))
    encoding = spec(chart)["encoding"]
    assert encoding["strokeDash"]["field"] == "year"
    assert encoding["strokeDash"]["sort"] == "descending"
    assert encoding["strokeDash"]["legend"] == encoding["color"]["legend"]


def test_an_axis_has_the_ends_its_author_gave():
    narrow = bars().encode(y=alt.Y("users:Q").scale(domain=[0, 10]))
    panels = spec(narrow | bars(USERS.assign(users=[40, 50, 60])))["hconcat"]
    assert panels[0]["encoding"]["y"]["scale"] == {"domain": [0, 10]}


def test_figures_are_equally_wide_with_their_labels():
    def width(chart):
        png = figure(chart, FINDING, "s").bundle["image/png"]
        return Image.open(io.BytesIO(base64.b64decode(png))).width

    coloured = bars().encode(color=alt.Color("year:N", title="A legend with a longer title"))
    wordy = alt.Chart(USERS.assign(who="a label of many words")).mark_bar().encode(y="who:N")
    assert {width(bars()), width(coloured), width(coloured + bars()), width(wordy)} == {640}


def contrast(colour):
    """Against white, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_letters_are_large_and_dark():
    for part in ("axis", "legend", "header"):
        assert figures.CONFIG[part]["labelFontSize"] >= 13
        assert contrast(figures.CONFIG[part]["labelColor"]) > 7
    assert all(contrast(colour) >= 3 for colour in look.PALETTE[:3])


@pytest.mark.parametrize("title", ["Year", "^Tahun~", None])
def test_a_year_is_not_written_as_an_amount_whatever_it_is_called(title):
    """Its axis says so, and no word of its title."""
    axis = alt.X("year:Q", title=title, axis=alt.Axis(format="d"))
    line = alt.Chart(USERS).mark_line().encode(x=axis, y=alt.Y("users:Q", title="Users a year"))
    assert "<td>2014</td><td>450,000,000</td>" in figures.twin(spec(line))


def test_a_table_to_read_is_whole_escaped_and_keeps_its_dollars():
    frame = pd.DataFrame({"claim": ["x" * 200, "<b> $1 or $59"], "ids": [("F8", "F9"), ()]})
    shown = tables.to_read(frame)
    assert "x" * 200 in repr(shown)
    html = shown._repr_html_()
    assert html.startswith('<div class="mathjax_ignore"><table>')
    assert "&lt;b&gt; $1 or $59" in html
    assert "F8, F9" in html
