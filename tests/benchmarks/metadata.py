"""The invented log against Faker rows and a plain loop, the timing attack as logs grow, and chats.

Run by hand: python tests/benchmarks/metadata.py. Faker is measured where it is installed, and the
reader of chats against npm's whatsapp-chat-parser where `node` finds it: install it in a folder of
its own (npm install whatsapp-chat-parser) and give that folder as the argument. Prints ratios of
CPU time within one run, peak memory per million envelopes, and the attack's time for 10^4 to 10^7
envelopes of one town, where ten times the log should take ten times as long.

Fails below 6 times the rows of the loop (aim 12) or 120 times those of Faker (aim 230), and where
a million lines of a chat take more than 2.5 times the CPU time of the other reader.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from course_lib.metadata import chats, inference, population

GATES = {"Faker": (120, 230), "plain loop": (6, 12)}
ROWS, PAIRS, PEOPLE = 50_000, 5, 960
LINES, MOST_TIMES = 1_000_000, 2.5
WORDS = ["bus", "halo", "besok", "jam", "tujuh", "ya", "kursi", "oke", "nanti"]
NODE = """
import fs from "node:fs"; import { parseString } from "whatsapp-chat-parser";
const text = fs.readFileSync(process.argv[2], "utf8"), before = process.cpuUsage();
const read = parseString(text).length, used = process.cpuUsage(before);
console.log(read, (used.user + used.system) / 1e6);
"""


def loop_rows(n: int, seed: int) -> list[dict[str, object]]:
    """The same six columns, with the same kinds of draws, one dict a row."""
    chance, at, rows = random.Random(seed), 0.0, []
    for _ in range(n):
        at += chance.lognormvariate(4.55, 1.3)
        one, two = chance.randrange(PEOPLE), chance.randrange(PEOPLE)
        media = chance.random() < 0.08
        size = chance.lognormvariate(11, 1.1) if media else chance.lognormvariate(3.5, 0.8)
        kind = "media" if media else "text"
        row = {"sent_at": at, "sender": f"+62 000 {one:04d}", "recipient": f"+62 000 {two:04d}"}
        rows.append(row | {"kind": kind, "size": int(size), "group": None})
    return rows


def faker_rows(n: int, seed: int) -> list[dict[str, object]]:
    from faker import Faker

    fake = Faker()
    fake.seed_instance(seed)
    columns = ("sender", "recipient")
    return [
        {"sent_at": fake.date_time_this_month(), "size": fake.random_int(1, 5000)}
        | {"kind": fake.random_element(("text", "media")), "group": None}
        | {name: fake.msisdn() for name in columns}
        for _ in range(n)
    ]


def rate(work, n: int, seed: int) -> float:
    """Rows a second of CPU time, the best of three: others may use the machine.

    The rows before are kept meanwhile, so that memory is not given back and asked for again.
    """
    best, made = 0.0, work(n, seed)
    for _ in range(3):
        start = time.process_time()
        made = work(n, seed)
        best = max(best, len(made) / (time.process_time() - start))
    return best


def ours(_: int, seed: int):
    return population.simulate(PEOPLE, 28, seed).log


def exported(form: str, seed: int = 1) -> str:
    """A chat of a million messages; one in twenty is a medium, has a second line, or an emoji."""
    chance, at, lines = random.Random(seed), dt.datetime(2018, 1, 1), []
    for _ in range(LINES):
        at += dt.timedelta(seconds=400 * chance.random())
        said = " ".join(chance.choices(WORDS, k=chance.randint(1, 12)))
        kind = chance.random()
        if kind < 0.15:
            said = (
                "\u200eimage omitted"
                if kind < 0.05
                else f"{said}{' 😀' if kind < 0.1 else chr(10) + said}"
            )
        lines.append(f"{at:{form}}{chance.choice(('Sari', 'Budi'))}: {said}")
    return "\n".join(lines)


def chat_ratio(folder: Path, form: str) -> float | None:
    """Our CPU time for a chat over that of the other reader, the middle of three."""
    text = exported(form)
    with tempfile.TemporaryDirectory() as here:
        path, script = Path(here) / "chat.txt", folder / "course_benchmark.mjs"
        path.write_text(text, encoding="utf-8")
        script.write_text(NODE, encoding="utf-8")
        ratios = []
        try:
            for _ in range(3):
                start = time.process_time()
                read = len(chats.parse(text, zone="Asia/Jakarta"))
                mine = time.process_time() - start
                run = subprocess.run(
                    ["node", str(script), str(path)], capture_output=True, text=True, check=True
                )
                theirs = run.stdout.split()
                print(f"{read:,} messages in {mine:.2f} s; {theirs[0]} in {float(theirs[1]):.2f} s")
                ratios.append(mine / float(theirs[1]))
        except subprocess.CalledProcessError:
            return None
        finally:
            script.unlink()
    return statistics.median(ratios)


def chats_fail(folder: Path) -> bool:
    failed = False
    for form in ("%d/%m/%y, %H:%M - ", "[%d/%m/%Y, %H:%M:%S] "):
        ratio = chat_ratio(folder, form) if shutil.which("node") else None
        if ratio is None:
            print("whatsapp-chat-parser is not installed: chats not measured")
            return failed
        print(f"{ratio:7.2f} times its CPU time for a million lines (at most {MOST_TIMES})")
        failed |= ratio > MOST_TIMES
    return failed


def main() -> int:
    failed = chats_fail(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    peers = {"plain loop": (loop_rows, ROWS)}
    try:
        import faker  # noqa: F401

        peers["Faker"] = (faker_rows, 5_000)
    except ImportError:
        print("Faker is not installed: not measured")
    for name, (peer, n) in peers.items():
        ratios = [rate(ours, 0, seed) / rate(peer, n, seed) for seed in range(PAIRS)]
        middle = statistics.median(ratios)
        gate, aim = GATES[name]
        print(f"{middle:7.1f} times the rows a second of a {name} (gate {gate}, aim {aim})")
        failed |= middle < gate
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = len(population.simulate(PEOPLE, 420, 1).log)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{grown / made * 1e6:7.0f} MB more at the peak for each million envelopes")
    whole = population.simulate(PEOPLE, 1120, 1).log
    first = None
    for n in (10_000, 100_000, 1_000_000, len(whole)):
        log = whole.head(n)
        start = time.process_time()
        inference.scores(log)
        took = time.process_time() - start
        first = first or took / n
        print(f"{n:12,d} envelopes {took:8.2f} s  {took / n / first:5.2f} of the first, a row")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
