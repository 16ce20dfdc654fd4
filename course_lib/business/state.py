"""What the sandbox knows, as plain data: the time, a company, its people, messages, templates.

Time is virtual: it only moves when you move it. Windows, reviews, pauses, limits and price lists
are all about time, so this is where a day passes in one line. Nothing here reads the clock of the
computer.

`Settings` say who the company is; every value is made up, and opens no door anywhere else.

Nothing here decides anything. `templates`, `flows` and `engine` change it; what happens is appended
to `State.events`, for `webhooks` to tell.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from course_lib import data
from course_lib.business import rules
from course_lib.business.rules import DAY, HOUR, MINUTE, UNSENT, Case, Meter, Quote, moment
from course_lib.errors import refuse, require

_phrase = data.phrases("business")
_UNITS = {"s": 1, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY}
_PIECE = re.compile(r"\s*(\d{1,9})\s*(min|s|m|h|d)")

# The last four digits of a number decide how its owner behaves.
MAGIC: dict[str, dict[str, Any]] = data.toml("business", "magic")


def seconds(duration: str | int) -> int:
    """A duration such as "25h", "24h 1s" or "3d" in seconds; whole numbers are seconds already.

    Raises CourseError for anything else, and for a negative number.

    >>> seconds("24h 1s"), seconds("90m"), seconds(5)
    (86401, 5400, 5)
    """
    if isinstance(duration, int) and duration >= 0:
        return duration
    pieces, rest = _PIECE.findall(str(duration)), _PIECE.sub("", str(duration)).strip()
    require(pieces and not rest, "business.duration", repr(duration))
    return sum(int(number) * _UNITS[unit] for number, unit in pieces)


class Clock:
    """The time, and what is due later; what is due in the same second runs in the order it was set.

    >>> clock = Clock("2026-10-01")
    >>> clock.after("24h", print, "a day has passed")
    >>> clock.advance("2d")
    a day has passed
    """

    def __init__(self, start: str | int) -> None:
        self.now = moment(start)
        self._due = defaultdict[int, deque[tuple[Callable[..., None], tuple[Any, ...]]]](deque)

    def after(self, delay: str | int, act: Callable[..., None], *args: Any) -> None:
        """Have `act(*args)` run once `delay` has passed."""
        self._due[self.now + seconds(delay)].append((act, args))

    def advance(self, duration: str | int, then: Callable[[], None] = lambda: None) -> None:
        """Let time pass; what falls due runs at its own moment, and `then` after it.

        Raises CourseError for no duration, and for one that leads out of the calendar.
        """
        until = moment(self.now + seconds(duration))
        while self._due and (due := min(self._due)) <= until:
            self.now = due
            while todo := self._due[due]:
                act, args = todo.popleft()
                act(*args)
            del self._due[due]
            then()
        self.now = max(self.now, until)  # unless `then` has moved on already
        then()


class Settings(SimpleNamespace):
    """The company's account: `data/settings.toml` has names, kinds and the usual values.

    `start` is the moment at which the clock begins (see `rules.moment`), `auto` whether webhooks
    are delivered after every step. Prices are in US dollars.
    """


def settings(**given: Any) -> Settings:
    """The usual settings and, in their place, those that are given.

    Raises CourseError for an unknown setting, a value of another kind, or a token that looks real.

    >>> settings(seed=8).phone_id
    '106540352242922'
    """
    usual = data.toml("business", "settings")
    if strange := sorted(set(given) - set(usual)):
        raise refuse("business.setting", ", ".join(strange), known=", ".join(usual))
    if str(given.get("token")).startswith("EAA"):
        raise refuse("business.real_token", _phrase("got.real"))
    for name, value in given.items():
        like = name == "start" or type(value) is type(usual[name])
        if not like or not str(value).isprintable() or str(value).startswith("-"):
            raise refuse("business.setting_text", f"{name} = {value!a}")
    return Settings(**usual | given)


class Identifiers:
    """Identifiers in the platform's forms: the same in every run with the same seed and steps.

    >>> ids = Identifiers(seed=7)
    >>> ids.digits(1000), ids.wamid("6281200000001")[:6], len(ids.fresh("trace"))
    ('1001', 'wamid.', 32)
    """

    def __init__(self, seed: int) -> None:
        # No `itertools.count`: since Python 3.14 it can be copied no more.
        self.seed, self.numbers = seed, iter(range(1, sys.maxsize))

    def fresh(self, *parts: str) -> str:
        """32 hex digits."""
        text = f"{self.seed}/{next(self.numbers)}/{'/'.join(parts)}"
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def digits(self, first: int) -> str:
        """A number above `first`."""
        return str(first + next(self.numbers))

    def wamid(self, key: str) -> str:
        """The id of a message from or to this person."""
        text = f"{key}/{self.seed}/{next(self.numbers)}"
        return "wamid." + base64.b64encode(text.encode()).decode()


@dataclass(eq=False)
class Person:
    """One person with a phone. Times are seconds since 1970.

    Somebody with a username and without a number (`wa_id` is "") is reached by `user_id` only.
    `world` is the sandbox.
    """

    world: Any
    wa_id: str
    user_id: str
    name: str
    market: rules.Market
    username: str = ""
    on_whatsapp: bool = True
    online: bool = True
    chat_open: bool = False
    blocked: bool = False
    reads_after: int | None = 5
    last_word: int | None = None
    came_from_ad: int | None = None
    answered_ad: int | None = None
    thread: list[Message | Inbound] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = self.wa_id or self.user_id  # what the sandbox knows this person by


@dataclass(eq=False)
class Inbound:
    """A customer's message."""

    id: str
    at: int
    type: str
    content: dict[str, Any]
    context: str | None = None
    referral: dict[str, Any] | None = None
    read: int | None = None


@dataclass
class Template:
    """One message template in one language, with its place in the life of a template."""

    id: str
    name: str
    language: str
    category: str
    components: list[dict[str, Any]]
    parameter_format: str = "POSITIONAL"
    status: str = "PENDING"
    complaints: int = 0
    pause: str = ""
    plain: Filled | None = None  # what it shows where a message adds nothing, if it can do without

    def part(self, kind: str) -> dict[str, Any]:
        """The HEADER, BODY, FOOTER or BUTTONS component ({} if there is none)."""
        return next((part for part in self.components if part["type"].upper() == kind), {})


@dataclass(frozen=True)
class Filled:
    """A template with its values: words, what taps on its buttons say, the files it shows."""

    text: str = ""
    replies: list[dict[str, str]] = field(default_factory=list)
    files: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


NOTHING = Filled()


@dataclass(frozen=True)
class Verdict:
    """What was decided after "200": an error code (0: send it) and why, in words."""

    code: int
    reason: str
    details: str = ""


@dataclass(slots=True, eq=False)
class Message:
    """A company's message and everything that happened to it. Times are seconds since 1970."""

    person: Person
    type: str
    content: Any
    case: Case
    verdict: Verdict
    template: Template | None
    filled: Filled
    quote: Quote = UNSENT
    id: str = ""
    callback: str | None = None
    last_word: int | None = None
    entry_until: int = 0  # when the free entry point ends by which it was sent
    sent: int | None = None
    delivered: int | None = None
    read: int | None = None
    failed: int | None = None

    @property
    def at(self) -> int:
        """When the platform accepted it."""
        return self.case.at

    @property
    def error(self) -> int:
        """The code of the failure, 0 if none."""
        return self.verdict.code

    @property
    def arrived(self) -> int | None:
        """When it reached the phone (an open chat reads at once, without "delivered")."""
        return self.read if self.delivered is None else self.delivered

    @property
    def owed(self) -> Decimal:
        """US dollars: its rate once it has arrived, nothing before."""
        return Decimal(0) if self.arrived is None else self.quote.rate

    @property
    def cause(self) -> str:
        """The reason for this amount in one phrase."""
        if self.error:
            return _phrase("why.not_sent", reason=self.verdict.reason)
        if self.arrived is None and self.quote.type:
            return _phrase("why.not_delivered")
        return self.quote.reason


@dataclass
class Flow:
    """A form of the company: its life (DRAFT, PUBLISHED, DEPRECATED) and its JSON."""

    id: str
    name: str
    categories: list[str]
    endpoint: str = ""
    status: str = "DRAFT"
    json: dict[str, Any] = field(default_factory=dict)
    updated: int = 0


@dataclass(frozen=True)
class Media:
    """A file the platform keeps until `until`."""

    mime: str
    content: bytes
    until: int


EVENT = 5  # when, its kind, whose, what, the price then


class State:
    """All of it, for one company. `person` is the class of its people; that of `emulator` acts."""

    person: type[Person] = Person

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.nodes = {settings.phone_id: "phone", settings.waba_id: "waba", settings.app_id: "app"}
        self.nodes |= {name: name for name in ("oauth", "whatsapp_business")}
        self.clock = Clock(settings.start)
        self.ids, self.traces = Identifiers(settings.seed), Identifiers(settings.seed)
        self.meter = Meter()
        self.customers: dict[str, Person] = {}
        self.by_user_id: dict[str, Person] = {}
        self.messages: dict[str, Message] = {}
        self.words: dict[str, Inbound] = {}  # the customers'
        self.templates, self.templates_made = dict[tuple[str, str], Template](), 0
        self.flows: dict[str, Flow] = {}
        self.media: dict[str, Media] = {}
        self.profile, self.public_key = data.toml("business", "told")["profile"].copy(), ""
        self.undelivered: list[Message] = []  # phones that are off
        self.reached: dict[str, int] = {}  # who was written to outside the window, and when last
        self.events: list[Any] = []  # flat, for there are many: each takes the next EVENT places

    def new_person(self, wa_id: str, user_id: str = "", name: str = "") -> Person:
        """Somebody the sandbox has not met. Not yet kept: a refused message leaves no trace."""
        region = rules.region_of(wa_id) if wa_id else user_id[:2]
        digits = int.from_bytes(hashlib.blake2b(wa_id.encode(), digest_size=6).digest(), "big")
        user_id, name = user_id or f"{region}.{digits:015d}", name or f"+{wa_id}"
        made = self.person(self, wa_id, user_id, name, rules.market_in(region))
        made.on_whatsapp = region != "ZZ"  # else nobody has such a number
        for trait, value in MAGIC.get(wa_id[-4:], {}).items():
            setattr(made, trait, None if value == "never" else value)
        return made

    def tell(self, kind: str, subject: Any, what: str = "", quote: Quote = UNSENT) -> None:
        """Note that something happened now: to a message, a word or a template (`subject`).

        `quote` is the price of a message as it is now.
        """
        self.events += (self.clock.now, kind, subject, what, quote)
