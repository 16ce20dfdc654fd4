"""The sandbox for other programs: `python -m course_lib.business` serves it on this computer.

Prints address, ids, token and secrets. Time runs like the wall clock here, whatever a bot does with
its webhooks, and POST /_sandbox moves it or makes people act: {"do": "say", "from":
"919800000001", "text": "hi"}, {"do": "tap", "from": "...", "choice": "..."}, {"do": "block"},
{"do": "advance", "by": "25h"}, {"do": "approve", "name": "...", "text": "..."}, {"do": "why", "id":
"wamid..."}.
"""

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from course_lib import data
from course_lib.business import sandbox
from course_lib.business.emulator import Customer, Emulator
from course_lib.business.messages import Refusal
from course_lib.business.webhooks import LOOK
from course_lib.checks import one_of
from course_lib.errors import CourseError, require

TICK = 0.2  # seconds between two looks at the clock
AT_ONCE = 20  # webhooks under way: a slow bot holds up none of the others
_phrase = data.phrases("business")


def act(wa: Emulator, wish: Any) -> Any:
    """Do what a request to /_sandbox asks for. Raises CourseError or Refusal where it cannot.

    >>> wa = sandbox(auto=False)
    >>> act(wa, {"do": "say", "from": "919800000001", "name": "Asha", "text": "hi"})[:6]
    'wamid.'
    >>> template = act(wa, {"do": "approve", "name": "news", "text": "Your seat is kept."})
    >>> [each.status for each in wa.catalogue if each.id == template]
    ['APPROVED']
    >>> act(wa, {"do": "block", "from": "919800000001"})
    >>> wa.customer("919800000001").name, wa.customer("919800000001").blocked
    ('Asha', True)
    """
    given = {k: str(value) for k, value in wish.items()} if isinstance(wish, dict) else {}

    def person() -> Customer:
        return wa.customer(given["from"], given.get("name", ""))

    do: dict[str, Callable[[], Any]] = {
        "say": lambda: person().says(given["text"]),
        "tap": lambda: person().taps(person().last, given["choice"]),
        "block": lambda: person().blocks(),
        "advance": lambda: wa.advance(given["by"]),
        "approve": lambda: wa.catalogue.approve(given["name"], given["text"]).id,
        "why": lambda: wa.why(given["id"]),
    }
    one_of(given.get("do"), do, "business.wish")
    needs = ["do", *_phrase(f"wish.{given['do']}").split()]
    require({*needs} <= {*given}, "business.wish_part", [*given], wish=given["do"], needs=needs)
    return do[given["do"]]()


def served(wa: Emulator) -> Starlette:
    """The platform with the extra address /_sandbox in front."""

    async def control(request: Request) -> Response:
        try:
            return JSONResponse({"done": act(wa, await request.json())})
        except (Refusal, CourseError, KeyError, TypeError, ValueError) as problem:
            return JSONResponse({"error": f"{type(problem).__name__}: {str(problem)!a}"}, 400)

    return Starlette(routes=[Route("/_sandbox", control, methods=["POST"]), Mount("", app=wa.app)])


async def keep_time(wa: Emulator) -> None:
    """Let time pass as on the wall."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        passed = int(time.monotonic() - last)
        last += passed
        wa.advance(passed)


async def carry(wa: Emulator) -> None:
    """Bring to the company the webhooks that wait."""
    await asyncio.sleep(LOOK)
    await wa.deliver_async(AT_ONCE)


async def watched(task: Callable[[Emulator], Awaitable[None]], wa: Emulator) -> None:
    """Keep a task going: what it stumbles over is said, and it begins again."""
    while True:
        try:
            await task(wa)
        except Exception as problem:
            print(_phrase("serve.broken", problem=repr(problem)), file=sys.stderr, flush=True)
            await asyncio.sleep(TICK)


def introduce(wa: Emulator, address: str) -> str:
    """What a client must know, one thing a line.

    >>> print(introduce(sandbox(), "http://127.0.0.1:8080").splitlines()[0])
    address        http://127.0.0.1:8080
    """
    kept = ("phone_id", "waba_id", "app_id", "token", "app_secret", "verify_token")
    rows = {"address": address} | {name: getattr(wa.settings, name) for name in kept}
    rows["magic numbers"] = _phrase("serve.magic")
    return "\n".join(f"{name:14} {value}" for name, value in rows.items())


async def serve(wa: Emulator, port: int) -> None:
    """Serve until interrupted; a port that is taken ends it."""
    door = socket.create_server(("127.0.0.1", port))
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer takes 40 ms
    print(introduce(wa, f"http://127.0.0.1:{door.getsockname()[1]}"), flush=True)
    _beside = [asyncio.create_task(watched(task, wa)) for task in (keep_time, carry)]
    await uvicorn.Server(uvicorn.Config(served(wa), log_level="warning")).serve([door])


def main() -> None:
    """Read the command line, and serve."""
    options = argparse.ArgumentParser(prog="python -m course_lib.business")
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--start", default="2026-07-15T09:00:00Z", help=_phrase("serve.start"))
    chosen = options.parse_args()
    try:
        with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
            asyncio.run(serve(sandbox(start=chosen.start, auto=False), chosen.port))
    except (CourseError, OSError, OverflowError) as problem:
        options.error(str(problem))


if __name__ == "__main__":
    main()
