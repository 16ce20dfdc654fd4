"""The language the course speaks, chosen in one place before anything of it is imported."""

from __future__ import annotations

import babel

from course_lib.data import edition
from course_lib.errors import refuse


def use(code: str) -> None:
    """Speak the language `code` ("id") from here on. The first cell of a notebook calls it.

    Raises CourseError for a code that Babel does not know, or once texts have been read in
    another language.
    """
    try:
        known = code == edition.PSEUDO or bool(babel.Locale.parse(code))
    except (ValueError, TypeError, babel.UnknownLocaleError):
        known = False
    if not known:
        raise refuse("ground.language", repr(code))
    if edition.was_read and code != edition.code:
        raise refuse("ground.language_late", repr(code), now=edition.code)
    edition.code = code
