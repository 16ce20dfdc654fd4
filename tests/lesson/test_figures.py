"""A figure is complete, the same on every machine, and refuses what a reader could not use."""

from __future__ import annotations

import base64
import json
from typing import Any

import altair as alt
import pandas as pd
import pytest

from course_lib import facts, look
from course_lib.errors import CourseError
from course_lib.lesson import figures, tables
from course_lib.lesson.figures import DRAWN, V5, figure

FINDING = "Monthly users grew from 450 million in 2014 to two billion in 2020."


def users(values: list[Any] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"year": [2014, 2016, 2020], "users": values or [450e6, 1e9, 2e9]})


def bars(data: Any = None) -> alt.Chart:
    table = users() if data is None else data
    return (
        alt.Chart(table)
        .mark_bar()
        .encode(alt.X("year:O", title="Year"), alt.Y("users:Q", title="Monthly users"))
    )


def spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    return figure(chart, FINDING, "s").spec


def rows(chart: alt.TopLevelMixin) -> list[dict[str, Any]]:
    return spec(chart)["datasets"]["data-0"]


def test_a_cell_shows_the_chart_then_the_caption(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[dict[str, Any], Any]] = []
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


def test_the_caption_is_escaped() -> None:
    shown = figure(bars(), "With <b>tags</b> & more, this is still plain text.", "a < b")
    html = shown.caption["text/html"]
    assert "&lt;b&gt;tags&lt;/b&gt; &amp; more" in html
    assert "Source: a &lt; b" in html


@pytest.mark.parametrize("length", [0, 7, 41])
def test_a_finding_too_short_or_too_long_is_refused(length: int) -> None:
    with pytest.raises(CourseError, match=f"8 to 40 words. Got {length}"):
        figure(bars(), "word " * length, "s")
    for taken in (8, 40):
        assert figure(bars(), "word " * taken, "s").finding == ("word " * taken).strip()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("U19", "<U19>"),
        (("F1.2013", "U4"), "<F1.2013>; <U4>"),
        (("U4", "own calculation"), "<U4>; own calculation"),
        ("simulated", "simulated"),
    ],
)
def test_a_source_is_facts_or_words(
    monkeypatch: pytest.MonkeyPatch, source: Any, said: str
) -> None:
    monkeypatch.setattr(facts, "cite", lambda name: f"<{name}>")
    assert figure(bars(), FINDING, source).source == said


def test_a_fact_is_cited_with_its_date_and_an_unknown_one_is_refused() -> None:
    assert figure(bars(), FINDING, "U6").source.startswith("Facebook, 19 Feb 2014 (")
    with pytest.raises(CourseError, match="Z99"):
        figure(bars(), FINDING, "Z99")


def test_numbers_and_times_are_plain() -> None:
    chart = bars(users([0.1 + 0.2, float("nan"), float("inf")]))
    assert rows(chart) == [
        {"year": 2014, "users": 0.3},
        {"year": 2016, "users": None},
        {"year": 2020, "users": None},
    ]
    assert json.dumps(spec(chart)) == json.dumps(spec(bars(users([0.3, float("nan"), None]))))
    assert rows(bars(alt.Data(values=[{"users": float("nan")}]))) == [{"users": None}]
    for zone in (None, "UTC", "Asia/Jakarta"):  # the clock of the column
        frame = pd.DataFrame({"at": [pd.Timestamp("2024-10-19 07:00", tz=zone)]})
        (row,) = rows(alt.Chart(frame).mark_bar().encode(x="at:T"))
        assert row["at"] == "2024-10-19T07:00:00"


def test_names_do_not_depend_on_data() -> None:
    def compound(value: float) -> dict[str, Any]:
        one = bars(users([value, 1.0, 2.0]))
        return spec((one + one.mark_rule()) | bars())

    one, other = compound(5.0), compound(6.0)
    assert list(one["datasets"]) == ["data-0", "data-1"]
    assert {**one, "datasets": 0} == {**other, "datasets": 0}


def test_the_theme_is_under_the_chart_and_nowhere_else() -> None:
    before = bars().to_dict()["config"]
    axis = spec(bars().configure_axis(labelFontSize=20))["config"]["axis"]
    assert (axis["labelFontSize"], axis["titleFontSize"]) == (20, 14)
    assert figures.CONFIG["axis"]["labelFontSize"] == 13
    assert bars().to_dict()["config"] == before


def test_colours_by_category_have_a_second_signal() -> None:
    chart = bars().mark_line(point=True).encode(color=alt.Color("year:N", sort="descending"))
    encoding = spec(chart)["encoding"]
    assert encoding["strokeDash"]["field"] == "year"
    assert encoding["strokeDash"]["sort"] == "descending"
    assert encoding["strokeDash"]["legend"] == encoding["color"]["legend"]
    points = spec(bars().mark_point().encode(color="year:N"))
    assert points["encoding"]["shape"] == {"field": "year", "type": "nominal"}
    amounts = spec(bars().mark_point().encode(color="users:Q"))
    assert "shape" not in amounts["encoding"]


def test_an_axis_counts_in_whole_numbers_and_has_the_ends_its_author_gave() -> None:
    few, halves = users([1, 2, 3]), users([0.5, 1.5, 2.5])
    assert spec(bars(few))["encoding"]["y"]["axis"] == {"tickMinStep": 1}
    assert "axis" not in spec(bars(halves))["encoding"]["y"]
    logs = bars(few).encode(y=alt.Y("users:Q").scale(type="log"))
    assert "axis" not in spec(logs)["encoding"]["y"]
    narrow = bars(few).encode(y=alt.Y("users:Q").scale(domain=[0, 10]))
    panels = spec(narrow | bars(users([40, 50, 60])))["hconcat"]
    assert panels[0]["encoding"]["y"]["scale"] == {"domain": [0, 10]}


def test_figures_are_equally_wide_with_their_labels() -> None:
    def width(chart: alt.TopLevelMixin) -> int:
        shown = figure(chart, FINDING, "s")
        return int.from_bytes(base64.b64decode(shown.bundle["image/png"])[16:20])

    coloured = bars().encode(color=alt.Color("year:N", title="A legend with a longer title"))
    wordy = alt.Chart(users().assign(who="a label of many words")).mark_bar().encode(y="who:N")
    assert {width(bars()), width(coloured), width(coloured + bars()), width(wordy)} == {640}
    assert "autosize" not in spec(bars().properties(width=300))
    assert "autosize" not in spec(bars().encode(column="year:O"))
    assert "autosize" not in spec(bars() | bars())


def contrast(colour: str) -> float:
    """Against white, as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_letters_are_large_and_dark() -> None:
    for part in ("axis", "legend", "header"):
        assert figures.CONFIG[part]["labelFontSize"] >= 13
        assert contrast(figures.CONFIG[part]["labelColor"]) > 7
    assert all(contrast(colour) >= 3 for colour in look.PALETTE[:3])


def test_the_table_has_the_chart_s_columns_under_its_titles() -> None:
    table = figures.twin(spec(bars(users().assign(unused=1))))
    assert table == (
        '<table style="margin-left: 0"><thead><tr><th scope="col">Year</th>'
        '<th scope="col">Monthly users</th></tr></thead>'
        "<tbody><tr><td>2014</td><td>450,000,000</td></tr><tr><td>2016</td><td>1,000,000,000</td>"
        "</tr><tr><td>2020</td><td>2,000,000,000</td></tr></tbody></table>"
    )


@pytest.mark.parametrize("title", ["Year", "^Tahun~", None])
def test_a_year_is_not_written_as_an_amount_whatever_it_is_called(title: str | None) -> None:
    """Its axis says so, and no word of its title."""
    axis = alt.X("year:Q", title=title, axis=alt.Axis(format="d"))
    line = alt.Chart(users()).mark_line().encode(x=axis, y=alt.Y("users:Q", title="Users a year"))
    table = figures.twin(spec(line))
    assert "<td>2014</td><td>450,000,000</td>" in table


def test_a_long_table_says_how_many_rows_are_left_out() -> None:
    table = figures.twin({"datasets": {"data-0": [{"x": n} for n in range(42)]}})
    assert table.count("<tr>") == 1 + 40
    assert table.endswith("<p>Rows not shown: 2.</p>")


def test_a_chart_without_data_has_no_table() -> None:
    line = alt.Chart().mark_rule().encode(y=alt.datum(3))
    assert "<details>" not in figure(line, FINDING, "s").caption["text/html"]


def test_a_table_to_read_is_whole_escaped_and_keeps_its_dollars():
    frame = pd.DataFrame({"claim": ["x" * 200, "<b> $1 or $59"], "ids": [("F8", "F9"), ()]})
    shown = tables.to_read(frame)
    assert "x" * 200 in repr(shown)
    html = shown._repr_html_()
    assert html.startswith('<div class="mathjax_ignore"><table>')
    assert "&lt;b&gt; $1 or $59" in html
    assert "F8, F9" in html
