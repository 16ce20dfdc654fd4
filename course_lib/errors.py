"""The one error a student meets when an input cannot be used."""


class CourseError(ValueError):
    """Says what was expected, what came, and what to do. Nothing was changed.

    >>> raise CourseError(expected="1 to 31 days", got="0", do="Use at least one day.")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected 1 to 31 days. Got 0. Use at least one day.
    """

    def __init__(self, *, expected: str, got: str, do: str) -> None:
        super().__init__(f"Expected {expected}. Got {got}. {do}")
        self.expected = expected
        self.got = got
        self.do = do
