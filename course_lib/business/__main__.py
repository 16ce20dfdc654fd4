"""The sandbox for other programs: `python -m course_lib.business` serves it on this computer.

Prints address, ids, token and secrets. Time runs like the wall clock here, and POST /_sandbox moves
it or makes people act: {"do": "say", "from": "919800000001", "text": "hi"}, {"do": "advance",
"by": "25h"}, {"do": "tap", "from": "...", "choice": "..."}, {"do": "why", "id": "wamid..."}.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from course_lib.business import sandbox
from course_lib.business.emulator import Emulator
from course_lib.errors import CourseError

TICK = 0.2  # seconds between two looks at the clock and the outbox


def act(wa: Emulator, wish: dict[str, Any]) -> Any:
    """Do what a request to /_sandbox asks for. Raises CourseError for anything unknown.

    >>> wa = sandbox(auto=False)
    >>> act(wa, {"do": "say", "from": "919800000001", "text": "hi"})[:6]
    'wamid.'
    """
    who = str(wish.get("from", ""))
    do: dict[str, Callable[[], Any]] = {
        "say": lambda: wa.customer(who, str(wish.get("name", ""))).says(str(wish.get("text", ""))),
        "tap": lambda: wa.customer(who).taps(wa.customer(who).last, str(wish.get("choice", ""))),
        "block": lambda: wa.customer(who).blocks(),
        "advance": lambda: wa.advance(str(wish.get("by", "0s"))),
        "approve": lambda: wa.catalogue.approve(str(wish["name"]), str(wish["text"])).id,
        "why": lambda: wa.why(str(wish.get("id", ""))),
    }
    if wish.get("do") not in do:
        raise CourseError(
            expected=f"one of {', '.join(do)}", got=str(wish.get("do")), do='Send {"do": "say"}.'
        )
    return do[str(wish["do"])]()


def served(wa: Emulator) -> Starlette:
    """The platform with the extra address /_sandbox in front."""

    async def control(request: Request) -> Response:
        try:
            return JSONResponse({"done": act(wa, await request.json())})
        except (CourseError, KeyError, ValueError) as no:
            return JSONResponse({"error": str(no)}, 400)

    return Starlette(routes=[Route("/_sandbox", control, methods=["POST"]), Mount("", app=wa.app)])


async def courier(wa: Emulator) -> None:
    """Let time pass as on the wall, and carry webhooks out."""
    last = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        passed = int(time.monotonic() - last)
        last += passed
        wa.advance(passed)
        await wa.deliver_async()


def introduce(wa: Emulator, address: str) -> str:
    """What a client must know, one thing a line.

    >>> print(introduce(sandbox(), "http://127.0.0.1:8080").splitlines()[0])
    address        http://127.0.0.1:8080
    """
    kept = ("phone_id", "waba_id", "app_id", "token", "app_secret", "verify_token")
    rows = {"address": address} | {name: getattr(wa.settings, name) for name in kept}
    rows["magic numbers"] = "see course_lib.business.customers.MAGIC"
    return "\n".join(f"{name:14} {value}" for name, value in rows.items())


async def serve(wa: Emulator, port: int) -> None:
    """Serve until interrupted. Raises CourseError without uvicorn."""
    try:
        import uvicorn
    except ImportError:
        raise CourseError(
            expected="the package uvicorn", got="nothing", do="Install it: pip install uvicorn."
        ) from None
    server = uvicorn.Server(uvicorn.Config(served(wa), port=port, log_level="warning"))
    work = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(introduce(wa, f"http://127.0.0.1:{port}"), flush=True)
    carrying = asyncio.create_task(courier(wa))
    await work
    carrying.cancel()


if __name__ == "__main__":
    options = argparse.ArgumentParser(prog="python -m course_lib.business")
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--start", default="2026-07-15T09:00:00Z", help="where the clock begins")
    options.add_argument("--currency", default="USD")
    chosen = options.parse_args()
    made = sandbox(start=chosen.start, currency=chosen.currency, auto=False)
    asyncio.run(serve(made, chosen.port))
