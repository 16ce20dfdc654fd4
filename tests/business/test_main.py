"""The served sandbox, as another program on this computer meets it."""

import asyncio
import doctest
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from doors import APP, ASHA, MEDIA, PHONE, REQUESTS, WABA, Bot, Door, template, text

from course_lib.business import __main__ as served
from course_lib.business import sandbox
from course_lib.business.__main__ import serve

ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds on a busy machine: only what hangs is ever stopped by it
# Runs a module with nothing importable but what requirements.txt locks (and the standard library).
ALONE = """
import re, runpy, sys
from importlib.metadata import packages_distributions
with open("requirements.txt") as lock:
    pinned = set(re.findall(r"^([^ #=]+)==", lock.read(), re.M)) | {"how-whatsapp-makes-money"}
for top, homes in packages_distributions().items():
    if pinned.isdisjoint(re.sub("[-_.]+", "-", home).lower() for home in homes):
        sys.modules.setdefault(top, None)  # importing it fails
sys.argv = ["course_lib.business", "--port", "0"]
runpy.run_module("course_lib.business", run_name="__main__", alter_sys=True)
"""


class Program:
    """The served sandbox, started from what requirements.txt locks and nothing else."""

    def __enter__(self):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.run = subprocess.Popen([sys.executable, "-c", ALONE], cwd=ROOT, **pipes)
        lines = [self.run.stdout.readline() for _ in range(7)]
        assert all(lines), self.run.communicate()[1]
        self.told = {key: value.strip() for key, value in (li.split(maxsplit=1) for li in lines)}
        address = self.told["address"]
        self.client = httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE)
        self.door = Door(self.client)
        return self

    def __exit__(self, *problem):
        self.client.close()
        self.run.terminate()
        self.run.communicate()

    def control(self, do, **more):
        return self.client.post("/_sandbox", json={"do": do} | more)

    def subscribe(self, url):
        query = {"callback_url": url, "verify_token": "vt"}
        assert self.door.post(f"{APP}/subscriptions", params=query).told == {"success": True}


@pytest.fixture(scope="module")
def program():
    with Program() as running:
        yield running


def test_the_examples_of_the_program_hold():
    """Pytest runs no doctest of a `__main__.py`."""
    failed, tried = doctest.testmod(served)
    assert (failed, tried > 0) == (0, True)


def test_another_program_can_use_it(program):
    ids = [program.told[name] for name in ("phone_id", "waba_id", "app_id", "token")]
    assert ids == [PHONE, WABA, APP, "TEST"]
    assert program.control("say", **{"from": ASHA, "text": "hi"}).status_code == 200
    ident = program.door.send(text())
    program.control("advance", by="1m")
    assert "free inside the open window" in program.control("why", id=ident).json()["done"]
    picture = {"file": ("seat.png", b"x" * 3_000_000, "image/png")}
    answer = program.door.post(MEDIA, data={"messaging_product": "whatsapp"}, files=picture)
    assert answer.told["id"]


@pytest.mark.parametrize("wish", REQUESTS["wish"]["asked"])
def test_a_wish_that_cannot_be_done_is_said(program, wish):
    answer = program.client.post("/_sandbox", content=wish.encode())
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(("CourseError: ", "Refusal: ", "JSONDecodeError: "))
    assert program.control("say", **{"from": ASHA, "text": "still there?"}).status_code == 200


def wait_for(done):
    deadline = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert done()


def test_time_passes_while_a_slow_bot_thinks(server):
    thinks = [True]

    async def think(_):
        while thinks:
            await asyncio.sleep(0.02)

    server.app = bot = Bot(wait=think)
    with Program() as program:
        program.subscribe(f"http://127.0.0.1:{server.port}/webhook")
        for n in range(3):
            program.control("say", **{"from": f"91980000010{n}", "text": "hi"})
        wait_for(lambda: len(bot.asked) >= 3)  # none waits for another's answer
        ident = program.door.send(template("hello_world"))
        wait_for(lambda: " delivered\n" in program.control("why", id=ident).json()["done"])
        assert bot.got == []
        thinks.clear()
        wait_for(lambda: len(bot.got) >= 3)


def test_no_answer_waits_for_a_delayed_acknowledgement(monkeypatch):
    seen = []

    async def look(_, sockets):
        for door in sockets:
            seen.append(door.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            door.close()

    monkeypatch.setattr("uvicorn.Server.serve", look)
    asyncio.run(serve(sandbox(auto=False), 0))
    assert seen == [1]


def test_a_port_that_cannot_be_is_said():
    asked = [sys.executable, "-m", "course_lib.business", "--port", "99999"]
    ended = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("65535")) == (2, 1)


def test_ctrl_c_ends_it_quietly():
    with Program() as program:
        program.run.send_signal(signal.SIGINT)
        _, err = program.run.communicate(timeout=PATIENCE)
        assert "Traceback" not in err
        assert (err, program.run.returncode) == ("", 0)


@pytest.mark.parametrize("count", [100, pytest.param(2000, marks=pytest.mark.weekly)])
def test_a_bot_that_fails_one_in_twenty_loses_nothing(server, count):
    server.app = bot = Bot(lambda asked: 200 if asked % 20 else 500)
    with Program() as program:
        program.subscribe(f"http://127.0.0.1:{server.port}/webhook")
        wanted = []
        for n in range(count):
            person = {"from": f"9198{n:04}07", "text": f"hi {n}."}
            assert program.control("say", **person).status_code == 200
            ident = program.door.send(text(to=person["from"]))
            steps = [f'"id":"{ident}","status":"{step}"' for step in ("sent", "delivered")]
            wanted += [f'"body":"hi {n}."', *steps]
            if n % 20 == 19:
                program.control("advance", by="10s")

        def have_come():  # what failed twice comes again after a minute
            program.control("advance", by="1m")
            return len(set(bot.got)) >= 4 * count

        wait_for(have_come)
        whole = b"".join(set(bot.got)).decode()
        assert [each for each in wanted if each not in whole] == []
