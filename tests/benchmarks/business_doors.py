"""The Python door against the HTTP door, the HTTP door against an empty app, loopback.

Run by hand: python tests/benchmarks/business_doors.py [messages]. Peers take turns in one run and
are timed by the processor's clock; the median of the rounds' ratios counts. Fails below a gate.
"""

import gc
import json
import resource
import statistics
import subprocess
import sys
import threading
import time

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from course_lib.business import sandbox
from course_lib.business.webhooks import SyncTransport

PEOPLE, A_SECOND, ROUNDS = 1000, 500, 7
DOORS_GATE, EMPTY_GATE = 20, 0.85
PATH = "/v23.0/106540352242922/messages"  # the same for both: a longer one costs the client more
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


def through(transport, path):
    client = httpx.Client(
        transport=transport,
        base_url="https://graph.facebook.com",
        headers={"Authorization": "Bearer TEST"},
    )

    def send(body):
        assert client.post(path, json=body).status_code == 200

    return send


def python_door(count):
    """Every message is judged, priced, sent, delivered and read within its six seconds."""
    wa = town()
    found = pace(count, wa.send, lambda: wa.advance(6))
    assert all(message.read for message in wa.messages.values())
    return found


def http_door(count):
    wa = town()
    send = through(wa.transport, PATH)
    return pace(count, send, lambda: wa.advance(6))


async def _empty(request):
    await request.body()
    return JSONResponse({"ok": True})


def empty_app(count):
    app = Starlette(routes=[Route("/{path:path}", _empty, methods=["POST"])])
    return pace(count, through(SyncTransport(app), PATH))


def loopback(count):
    """Messages through the served sandbox with a bot that fails one webhook in twenty: how many
    of their three statuses never came, and how many requests were refused."""
    got, calls = set(), 0

    async def bot(request):
        nonlocal calls
        if request.method == "GET":
            return PlainTextResponse(request.query_params["hub.challenge"])
        calls += 1
        raw = await request.body()
        if calls % 20 == 0:
            return PlainTextResponse("", 500)
        for status in json.loads(raw)["entry"][0]["changes"][0]["value"].get("statuses", []):
            got.add((status["id"], status["status"]))
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/webhook", bot, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    command = [sys.executable, "-m", "course_lib.business", "--port", "0"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        told = dict(program.stdout.readline().split() for _ in range(7))
        headers = {"Authorization": "Bearer TEST"}
        with httpx.Client(base_url=told["address"], headers=headers, trust_env=False) as client:
            query = {"callback_url": f"http://127.0.0.1:{port}/webhook", "verify_token": "vt"}
            client.post(f"/v23.0/{told['app_id']}/subscriptions", params=query)
            path, refused, wanted = f"/v23.0/{told['phone_id']}/messages", 0, set()
            for n in range(count):
                held = {"name": "hello_world", "language": {"code": "en_US"}}
                person = f"62813{n % 240:06}5"
                body = {"messaging_product": "whatsapp", "to": person, "type": "template"}
                answer = client.post(path, json=body | {"template": held})
                refused += answer.status_code != 200
                if answer.status_code == 200:
                    ident = answer.json()["messages"][0]["id"]
                    wanted |= {(ident, step) for step in ("sent", "delivered", "read")}
                time.sleep(0.004)
            for _ in range(60):
                client.post("/_sandbox", json={"do": "advance", "by": "3m"})
                time.sleep(0.1)
        program.terminate()
    server.should_exit = True
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    lost = len(wanted - got) + refused
    print(
        f"{count:,} messages over loopback: {len(wanted - got)} statuses lost, {refused} refused, "
    )
    print(f"{calls:,} webhooks, {spent:.1f} s of processor time")
    return lost


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
    lost = loopback(2_000) if len(sys.argv) < 3 else 0
    return 0 if doors >= DOORS_GATE and empties >= EMPTY_GATE and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
