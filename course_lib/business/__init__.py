"""The business API in a sandbox: what a company pays, when and why, without account or network.

`with sandbox() as wa:` is the platform for one company; `wa.app` is its ASGI application. The room
reads downwards: `clock`; `rules`; `messages`; `state`; `templates`, `flows`; `engine`;
`webhooks`; `api`; `emulator`; what people see (`phone`) and what companies run (`bot`, `coach`,
`month`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.business.emulator import Emulator


def sandbox(**settings: Any) -> Emulator:
    """A fresh platform; `settings` are those of `data/settings.toml` (see `state.Settings`).

    Raises CourseError for an unknown setting or a token that looks real.

    >>> with sandbox(start="2026-10-15T09:00:00Z") as wa:
    ...     wa.meter.rule_on(wa.clock.now).name
    '2026-10-01'
    """
    from course_lib.business import state
    from course_lib.business.emulator import Emulator

    return Emulator(state.settings(**settings))
