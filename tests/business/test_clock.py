import pytest

from course_lib.business.clock import Clock, moment, seconds
from course_lib.errors import CourseError


@pytest.mark.parametrize("bad", ["", "soon", "5", "-3h", "2h soon", -1])
def test_a_duration_needs_units(bad):
    with pytest.raises(CourseError):
        seconds(bad)


def test_advance_runs_what_is_due():
    clock, ran = Clock("2026-01-01"), []
    clock.after("2h", ran.append, "second")
    clock.after("1h", ran.append, "first")
    clock.after("1h", lambda: clock.after(0, ran.append, "born in the same second"))
    clock.after("3h", ran.append, "not yet")
    clock.at("2026-01-01T02:00:00", lambda: ran.append("looked"))
    assert ran == ["first", "born in the same second", "looked", "second", "looked", "looked"]
    clock.at("2026-01-01T03:00:00")
    assert ran[-1] == "not yet"


def test_time_does_not_run_back():
    clock = Clock("2026-01-02")
    with pytest.raises(CourseError):
        clock.at("2026-01-01")
    assert clock.now == moment("2026-01-02")


def test_a_moment_must_be_a_date():
    with pytest.raises(CourseError):
        moment("yesterday")


@pytest.mark.parametrize("by", ["99999999999999d", "9" * 400 + "d", "999999999d", 10**15, 10**400])
def test_time_ends_where_the_calendar_does(by):
    clock = Clock("2026-01-02")
    with pytest.raises(CourseError):
        clock.at(clock.now + seconds(by))
    assert clock.now == moment("2026-01-02")
