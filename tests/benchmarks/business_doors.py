"""The Python door against the HTTP door, the HTTP door against an empty app.

Run by hand: python tests/benchmarks/business_doors.py. Peers take turns in one run and are timed by
the processor's clock; the median of the rounds' ratios counts. Fails below a gate.
"""

import gc
import statistics
import time
from functools import partial

import httpx
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from course_lib.business import sandbox
from course_lib.business.webhooks import SyncTransport

PEOPLE, A_SECOND, ROUNDS = 1000, 500, 7
MANY, FEW = 100_000, 2_000  # messages by the Python door, requests by HTTP
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


def body(n):
    """A quarter are texts (window open), the rest templates (mostly closed)."""
    held = {"type": "template", "template": {"name": "news", "language": {"code": "en_US"}}}
    if n % 4 == 0:
        held = {"type": "text", "text": {"body": f"seat {n}"}}
    product = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    return product | {"to": NUMBERS[n % PEOPLE]} | held


def pace(count, send, pause=lambda: None):
    """Requests a second of processor time.

    Making the requests is not timed, and what was there before is no work for the collector.
    """
    spent = 0.0
    gc.collect()
    gc.freeze()
    for first in range(0, count, A_SECOND):
        todo = [body(n) for n in range(first, first + A_SECOND)]
        start = time.process_time()
        for each in todo:
            send(each)
        pause()
        spent += time.process_time() - start
    gc.unfreeze()
    return count / spent


def python_door():
    """Every message is judged, priced, sent, delivered and read within its six seconds."""
    wa = town()
    found = pace(MANY, wa.send, partial(wa.advance, 6))
    assert all(message.read for message in wa.messages.values())
    return found


def http_door(transport, pause=lambda: None):
    headers = {"Authorization": "Bearer TEST"}
    client = httpx.Client(transport=transport, base_url=GRAPH, headers=headers)

    def send(each):
        assert client.post(PATH, json=each).status_code == 200

    return pace(FEW, send, pause)


async def _empty(request):
    await request.body()
    return JSONResponse({"ok": True})


def main():
    nothing = Starlette(routes=[Route("/{path:path}", _empty, methods=["POST"])])
    doors, empties = [], []
    for _ in range(ROUNDS):
        empty = http_door(SyncTransport(nothing))
        wa = town()
        http = http_door(wa.transport, partial(wa.advance, 6))
        python = python_door()
        doors.append(python / http)
        empties.append(http / empty)
        print(f"python door {python:,.0f}/s, http door {http:,.0f}/s, empty app {empty:,.0f}/s")
    doors, empties = statistics.median(doors), statistics.median(empties)
    print(f"python door / http door: {doors:.1f} (gate {DOORS_GATE})")
    print(f"http door / empty app:   {empties:.2f} (gate {EMPTY_GATE})")
    assert doors >= DOORS_GATE
    assert empties >= EMPTY_GATE


if __name__ == "__main__":
    main()
