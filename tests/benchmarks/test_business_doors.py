"""The Python door against the HTTP door, and the HTTP door against an empty app.

Once a week, or by hand: pytest -m weekly -s tests/benchmarks/test_business_doors.py. The three take
turns every few hundredths of a second and are timed by the processor's clock; the median of the
rounds' ratios counts. So a busy machine slows peers alike, and what hits one round is left out.
"""

import gc
import statistics
import time

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from course_lib.business import sandbox
from course_lib.business.webhooks import SyncTransport

ROUNDS, PEOPLE = 100, 1000
MANY, FEW = 1000, 100  # messages by the Python door, requests by HTTP, in a round
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


def pace(send, bodies, pause=lambda: None):
    """Requests a second of processor time; `pause` after them belongs to the work."""
    start = time.process_time()
    for each in bodies:
        send(each)
    pause()
    return len(bodies) / (time.process_time() - start)


def over_http(transport):
    headers = {"Authorization": "Bearer TEST"}
    client = httpx.Client(transport=transport, base_url=GRAPH, headers=headers)

    def send(each):
        assert client.post(PATH, json=each).status_code == 200

    return send


async def _empty(request):
    await request.body()
    return JSONResponse({"ok": True})


@pytest.mark.weekly
def test_the_doors_keep_their_pace():
    """Every message is judged, priced, sent, delivered and read within its six seconds."""
    nothing = Starlette(routes=[Route("/{path:path}", _empty, methods=["POST"])])
    direct, served = town(), town()
    by_http, to_nobody = over_http(served.transport), over_http(SyncTransport(nothing))
    doors, empties = [], []
    gc.collect()
    gc.freeze()  # what was there before is no work for the collector
    for turn in range(ROUNDS):
        many, few = ([body(turn * size + n) for n in range(size)] for size in (MANY, FEW))
        empty = pace(to_nobody, few)
        http = pace(by_http, few, lambda: served.advance(6))
        doors.append(pace(direct.send, many, lambda: direct.advance(6)) / http)
        empties.append(http / empty)
    gc.unfreeze()
    assert all(message.read for message in direct.messages.values())
    doors, empties = statistics.median(doors), statistics.median(empties)
    print(f"python door / http door {doors:.1f}, http door / empty app {empties:.2f}")
    assert doors >= DOORS_GATE
    assert empties >= EMPTY_GATE
