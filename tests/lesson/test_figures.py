"""A figure is complete, the same on every machine, and refuses what a reader could not use."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import altair as alt
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_lib import facts, look
from course_lib.errors import CourseError
from course_lib.lesson import figures, tables
from course_lib.lesson.figures import DRAWN, V5, Figure, figure

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


def test_a_shell_takes_the_display_method_alone() -> None:
    data, _ = InteractiveShell.instance().display_formatter.format(
        type("Quiet", (Figure,), {"_ipython_display_": lambda self: None})(bars(), FINDING, "s")
    )
    assert data == {}


def test_the_chart_stays_readable() -> None:
    chart = bars()
    assert figure(chart, FINDING, "simulated").chart is chart


def test_the_caption_is_escaped() -> None:
    shown = figure(bars(), "With <b>tags</b> & more, this is still plain text.", "a < b")
    html = shown.caption["text/html"]
    assert "&lt;b&gt;tags&lt;/b&gt; &amp; more" in html
    assert "Source: a &lt; b" in html


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"finding": "Seven words are one word too few.", "source": "s"}, "8 to 40 words. Got 7"),
        ({"finding": "word " * 41, "source": "s"}, "8 to 40 words. Got 41"),
        ({"finding": "  ", "source": "s"}, "8 to 40 words. Got 0"),
    ],
)
def test_a_finding_too_short_or_too_long_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        figure(bars(), **arguments)


@pytest.mark.parametrize("length", [8, 40])
def test_the_shortest_and_longest_findings_are_taken(length: int) -> None:
    assert figure(bars(), "word " * length, "s").finding == ("word " * length).strip()


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


def test_a_fact_is_cited_with_its_date_and_confidence() -> None:
    assert figure(bars(), FINDING, "U6").source.startswith("Facebook, 19 Feb 2014 (")


def test_an_unknown_fact_is_refused() -> None:
    with pytest.raises(CourseError, match="Z99"):
        figure(bars(), FINDING, "Z99")


def test_numbers_keep_six_digits_everywhere() -> None:
    chart = bars(users([1 / 3, 2e9 / 3, 12345678])).mark_bar(opacity=0.1 + 0.2)
    assert [row["users"] for row in rows(chart)] == [0.333333, 666667000.0, 12345700.0]
    assert spec(chart)["mark"]["opacity"] == 0.3
    assert rows(chart)[0]["year"] == 2014


def test_one_bit_does_not_change_the_spec() -> None:
    one, other = (spec(bars(users([x, 1e9, 2e9]))) for x in (0.3, 0.1 + 0.2))
    assert json.dumps(one) == json.dumps(other)


def test_missing_numbers_are_null() -> None:
    chart = bars(users([float("nan"), float("inf"), 1.0]))
    assert [row["users"] for row in rows(chart)] == [None, None, 1.0]
    inline = alt.Data(values=[{"year": 1, "users": float("nan")}])
    assert rows(bars(inline)) == [{"year": 1, "users": None}]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (pd.Timestamp("2024-10-19 07:00"), "2024-10-19T07:00:00"),
        (pd.Timestamp("2024-10-19 07:00", tz="UTC"), "2024-10-19T07:00:00"),
        (pd.Timestamp("2024-10-19 14:00", tz="Asia/Jakarta"), "2024-10-19T14:00:00"),
        (pd.Timestamp("2024-10-19 07:00:00.123456"), "2024-10-19T07:00:00.123"),
        (dt.date(2024, 10, 19), "2024-10-19T00:00:00"),
        ("2024-10-19", "2024-10-19"),
    ],
)
def test_a_time_is_the_clock_of_its_column(moment: Any, written: str) -> None:
    chart = alt.Chart(pd.DataFrame({"at": [moment], "n": [1]})).mark_bar().encode(x="at:T")
    assert rows(chart)[0]["at"] == written


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


def test_the_ink_of_the_page_is_used_where_vega_can_use_it() -> None:
    themed = figures.adaptive(spec(bars()))
    assert themed["config"]["axis"]["labelColor"].startswith("var(")
    assert themed["config"]["background"] == "transparent"
    ramp = alt.Color("users:Q", scale=alt.Scale(range=["black", look.AMBER]))
    heat = figures.adaptive(spec(bars().encode(color=ramp)))
    assert heat["encoding"]["color"]["scale"]["range"] == ["black", look.AMBER]
    names = alt.Color("year:N", scale=alt.Scale(range=["black", look.AMBER]))
    kinds = figures.adaptive(spec(bars().encode(color=names)))
    assert kinds["encoding"]["color"]["scale"]["range"][0].startswith("var(")


def test_what_lies_on_a_white_sheet_keeps_its_ink() -> None:
    base = alt.Chart(users()).encode(x="year:O")
    words = base.mark_text(color=look.INK).encode(text="users:Q")
    inks = [
        figures.adaptive(spec(chart))["layer"][-1]["mark"]["color"]
        for chart in (base.mark_rect(fill="white") + words, base.mark_rect(fill="red") + words)
    ]
    assert inks[0] == look.INK
    assert inks[1].startswith("var(")


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
    long = figure(bars(pd.DataFrame({"year": range(42), "users": 1})), FINDING, "s")
    assert figures.twin(long.spec).count("<tr>") == 1 + 40
    assert figures.twin(long.spec).endswith("<p>Rows not shown: 2.</p>")


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
