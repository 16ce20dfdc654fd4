"""The one error a student meets when an input cannot be used, and the short ways to raise it."""

from course_lib import data

_phrase = data.phrases(data.GROUND)


class CourseError(ValueError):
    """Says what was expected, what came, and what to do. Nothing was changed.

    >>> raise CourseError(expected="1 to 31 days", got="0", do="Use at least one day.")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected 1 to 31 days. Got 0. Use at least one day.
    """

    def __init__(self, *, expected: str, got: str, do: str) -> None:
        got = got[:300] + "…" * bool(got[300:])  # of what is long, enough to know it by
        super().__init__(f"Expected {expected}. Got {got}. {do}")
        self.expected, self.got, self.do = expected, got, do


def refuse(key: str, got: object, rule: str = "", /, **values: object) -> CourseError:
    """The refusal named `key` ("room.name", from the room's `data/refusals.toml`), to be raised.

    With a `rule` for amounts ("above") the entry says only `what` the amount is.

    >>> raise refuse("ground.one_of", "'c'", names="a or b")
    Traceback (most recent call last):
    course_lib.errors.CourseError: Expected one of a or b. Got 'c'. Choose one of them.
    """
    room, name = key.split(".")
    said = data.toml(room, "refusals")[name]
    expected = _phrase(f"amount.{rule}", what=said["what"]) if rule else said["expected"]
    expected, do = (text.format(**values) for text in (expected, said["do"]))
    return CourseError(expected=expected, got=str(got), do=do)


def require(holds: object, key: str, got: object, /, **values: object) -> None:
    """Pass what `holds`, else raise the refusal named `key`; for what came that is at hand anyway.

    >>> require(12 > 0, "ground.one_of", 12)
    """
    if not holds:
        raise refuse(key, got, **values)
