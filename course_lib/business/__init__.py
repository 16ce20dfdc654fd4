"""The business API in a sandbox: what a company pays, when and why, without account or network.

`with sandbox() as wa:` is the platform for one company; `wa.app` is its ASGI application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator


def sandbox(**settings: Any) -> Emulator:
    """A fresh platform; `settings` are the fields of `business.settings.Settings`.

    Raises CourseError for an unknown setting or a token that looks real.

    >>> with sandbox(start="2026-10-15T09:00:00Z") as wa:
    ...     wa.meter.rule_on(wa.clock.now).name
    '2026-10-01'
    """
    from dataclasses import fields

    from course_lib.business.emulator import Emulator
    from course_lib.business.settings import Settings
    from course_lib.errors import CourseError

    known = [field.name for field in fields(Settings)]
    if strange := set(settings) - set(known):
        raise CourseError(
            expected="settings from: " + ", ".join(known),
            got=", ".join(sorted(strange)),
            do="Look at business.settings.Settings for what each one means.",
        )
    return Emulator(Settings(**settings))
