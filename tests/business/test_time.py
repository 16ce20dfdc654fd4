import pytest

from course_lib.business.rules import moment
from course_lib.business.state import Clock
from course_lib.errors import CourseError


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


@pytest.mark.parametrize("when", ["2026-01-01", 10**15, 10**400])
def test_time_does_not_run_back_or_beyond_the_calendar(when):
    clock = Clock("2026-01-02")
    with pytest.raises(CourseError):
        clock.at(when)
    assert clock.now == moment("2026-01-02")
