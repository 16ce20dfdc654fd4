"""The queue of webhooks: each update waits, is posted, and comes again until somebody says 200.

Bytes and signature are made once and never again, so a repeated delivery is identical. Repeats are
spaced further and further apart, for about 36 hours (platform: webhooks).
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from course_lib.business import webhooks
from course_lib.business.clock import HOUR, MINUTE, Clock

if TYPE_CHECKING:
    from course_lib.business.delivery import Message
    from course_lib.business.emulator import Emulator

RETRIES = (0, 1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 15 * HOUR)
MOST_IN_ONE = 1000


# One thing that happened: field, time, and the function and arguments that make its JSON when
# somebody first looks.
Update = tuple[Any, ...]


def told(update: Update) -> tuple[str, int, dict[str, Any]]:
    """Field, time and `value` of an update, as the platform's envelope holds them.

    >>> told(("account_alerts", 0, dict, {"alert": 1}))
    ('account_alerts', 0, {'alert': 1})
    """
    field, at, make, *args = update
    return field, at, make(*args)


@dataclass(slots=True, eq=False)
class Delivery:
    """One POST: which updates (places in the log), bytes, an answer per attempt (None: lost)."""

    numbers: list[int]
    body: bytes
    signature: str
    answers: list[int | None] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Has the company said 200?"""
        return 200 in self.answers


class Outbox:
    """Updates on their way to the company. Nothing queues before somebody subscribes.

    `batch` puts several updates into one POST, `shuffle` (a seed) changes their order, `twice`
    posts each a second time, `lose` lets the first attempts of the next deliveries disappear.

    >>> outbox = Outbox(Clock(), "1", "secret")
    >>> outbox.subscribed = True
    >>> outbox.add("account_alerts", dict)
    >>> delivery = outbox.next()
    >>> outbox.answered(delivery, 500)
    >>> outbox.next() is delivery
    True
    """

    def __init__(
        self, clock: Clock, waba_id: str, app_secret: str, world: Emulator | None = None
    ) -> None:
        self.clock, self.waba_id, self.app_secret, self.world = clock, waba_id, app_secret, world
        self.subscribed = False
        self.deliveries: list[Delivery] = []
        self.batch, self.twice, self.lose = 1, False, 0
        self.shuffle: int | None = None
        # The log in columns: three entries a message are the most there is to remember.
        self._times: list[int] = []
        self._subjects: list[Any] = []  # a message, or (field, make, arguments)
        self._steps: list[str] = []  # of that message, or ""
        self._waiting: deque[int] = deque()
        self._again: deque[Delivery] = deque()

    def add(self, name: str, make: Callable[..., dict[str, Any]], *args: Any) -> None:
        """Something happened: `make(*args)` is its JSON."""
        self.status((name, make, args), "")

    def status(self, message: Message | tuple[Any, ...], step: str) -> None:
        """A step in the life of a message."""
        if self.subscribed:
            self._waiting.append(len(self._times))
        self._times.append(self.clock.now)
        self._subjects.append(message)
        self._steps.append(step)

    @property
    def log(self) -> list[Update]:
        """Everything that happened, in order; `told` gives the JSON of each."""
        return [self._update(number) for number in range(len(self._times))]

    def _update(self, number: int) -> Update:
        at, subject, step = self._times[number], self._subjects[number], self._steps[number]
        if step:
            return "messages", at, webhooks.status, self.world, subject, step, at
        name, make, args = subject
        return name, at, make, *args

    def next(self) -> Delivery | None:
        """The next POST to make; None when nothing is waiting."""
        if self._again:
            return self._again.popleft()
        if not self._waiting:
            return None
        if self.shuffle is not None:
            mixed = list(self._waiting)
            random.Random(self.shuffle).shuffle(mixed)  # noqa: S311 (an order, not a secret)
            self._waiting = deque(mixed)
        most = min(self.batch, MOST_IN_ONE, len(self._waiting))
        numbers = [self._waiting.popleft() for _ in range(most)]
        body = webhooks.encode(self.waba_id, [told(self._update(n)) for n in numbers])
        delivery = Delivery(numbers, body, webhooks.sign(self.app_secret, body))
        self.deliveries.append(delivery)
        if self.twice:
            self._again.append(delivery)
        return delivery

    def lost(self) -> bool:
        """Should this attempt disappear? Counts down the fault."""
        self.lose, gone = max(0, self.lose - 1), self.lose > 0
        return gone

    def answered(self, delivery: Delivery, status: int | None) -> None:
        """Note the company's answer; anything but 200 brings the same bytes again, later."""
        delivery.answers.append(status)
        failures = sum(answer != 200 for answer in delivery.answers)
        if status == 200 or delivery.done or failures > len(RETRIES):
            return
        wait = RETRIES[failures - 1]
        if wait:
            self.clock.after(wait, self._again.append, delivery)
        else:
            self._again.append(delivery)
