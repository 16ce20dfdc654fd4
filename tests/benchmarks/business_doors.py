"""The Python door against the HTTP door, the HTTP door against an empty app.

Run by hand: python tests/benchmarks/business_doors.py [messages]. Peers take turns in one run and
are timed by the processor's clock; the median of the rounds' ratios counts. Fails below a gate.
"""

import gc
import statistics
import sys
import time

import httpx
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from course_lib.business import sandbox
from course_lib.business.webhooks import SyncTransport

PEOPLE, A_SECOND, ROUNDS = 1000, 500, 7
DOORS_GATE, EMPTY_GATE = 20, 0.85
GRAPH, PATH = "https://graph.facebook.com", "/v23.0/106540352242922/messages"
NUMBERS = [f"62812{n:06d}9" for n in range(1, PEOPLE + 1)]


def town():
    """A sandbox with a thousand people, half of whom have just written."""
    wa = sandbox(messaging_limit=10**9)
    people = [wa.customer(number) for number in NUMBERS]
    for person in people[::2]:
        person.says("hello")
    wa.catalogue.approve("news", "Your seat is kept.", "MARKETING")
    return wa


def bodies(first):
    """One second's requests: a quarter texts (window open), the rest templates (mostly closed)."""
    product = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    made = []
    for n in range(first, first + A_SECOND):
        to = NUMBERS[n % PEOPLE]
        if n % 4 == 0:
            made.append(product | {"to": to, "type": "text", "text": {"body": f"seat {n}"}})
        else:
            held = {"name": "news", "language": {"code": "en_US"}}
            made.append(product | {"to": to, "type": "template", "template": held})
    return made


def pace(count, send, pause=lambda: None):
    """Requests a second of processor time.

    Making the requests is not timed, and what was there before is no work for the collector.
    """
    spent = 0.0
    gc.collect()
    gc.freeze()
    for first in range(0, count, A_SECOND):
        todo = bodies(first)
        start = time.process_time()
        for body in todo:
            send(body)
        pause()
        spent += time.process_time() - start
    gc.unfreeze()
    return count / spent


def through(transport):
    headers = {"Authorization": "Bearer TEST"}
    client = httpx.Client(transport=transport, base_url=GRAPH, headers=headers)

    def send(body):
        assert client.post(PATH, json=body).status_code == 200

    return send


def python_door(count):
    """Every message is judged, priced, sent, delivered and read within its six seconds."""
    wa = town()
    found = pace(count, wa.send, lambda: wa.advance(6))
    assert all(message.read for message in wa.messages.values())
    return found


def http_door(count):
    wa = town()
    return pace(count, through(wa.transport), lambda: wa.advance(6))


async def _empty(request):
    await request.body()
    return JSONResponse({"ok": True})


def empty_app(count):
    app = Starlette(routes=[Route("/{path:path}", _empty, methods=["POST"])])
    return pace(count, through(SyncTransport(app)))


def main():
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    few = max(total // 50, A_SECOND)
    doors, empties = [], []
    for _ in range(ROUNDS):
        empty, http, python = empty_app(few), http_door(few), python_door(total)
        doors.append(python / http)
        empties.append(http / empty)
        print(f"python door {python:,.0f}/s, http door {http:,.0f}/s, empty app {empty:,.0f}/s")
    doors, empties = statistics.median(doors), statistics.median(empties)
    print(f"python door / http door: {doors:.1f} (gate {DOORS_GATE})")
    print(f"http door / empty app:   {empties:.2f} (gate {EMPTY_GATE})")
    return int(doors < DOORS_GATE or empties < EMPTY_GATE)


if __name__ == "__main__":
    sys.exit(main())
