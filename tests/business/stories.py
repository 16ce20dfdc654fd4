"""Plays stories that are written down as data: stories.toml, and the calls in clients/*.json.

A step is what happens: `approve` (a template, beforehand), `person` (what Asha is like), `does`
(what a person does, `with` what, `who`), `send` (a message of a kind, `to` whom), a request
(`get`, `post`, `put` or `delete`, with `query`, `body`, `raw`, `form`, `file` or `token`), `tells`
(the statuses of a message), `after` (time that passes); `repeat` does all of it so many times, and
{N} counts. Then what must hold: the answer is `told` as a whole, `holds` a part of it, or it is
`refused` with a part of the error (a message by the Python door, too), and nothing is changed; the
`life` of a message, what it `costs` and `why`; how many of the free thousand are `used`; the
webhooks `heard` but for statuses; what the last message `shows`. `keep` names parts of an answer;
{NAMES} are filled in, and * is anything.
"""

import json
from fnmatch import fnmatchcase

import doors
import pytest
from doors import ASHA, SEND, body, kept, statuses

from course_lib.business.messages import Refusal
from course_lib.errors import CourseError

STORIES = doors.table("stories")
KNOWN = "ASHA PHONE WABA APP SEND MEDIA TEMPLATES FLOWS"
PLACES = {name: vars(doors)[name] for name in KNOWN.split()} | {"TOO_LONG": "x" * 4097}
STEP = """
    what repeat approve person does with who send to get post put delete query body raw form file
    content times token tells after told holds refused life costs why used heard shows keep
"""
REQUEST = {"query": "params", "body": "body", "form": "data", "token": "token", "raw": "content"}


def filled(step, names):
    text = json.dumps(step)
    for name, known in names.items():
        text = text.replace("{" + name + "}", known)
    return json.loads(text)


def shown(told, wanted, whole):
    """`told`, with what `wanted` does not speak of left out or as *."""
    told = told.decode("latin-1") if isinstance(told, bytes) else told
    match told, wanted:
        case dict(), dict():
            keys = told if whole else wanted.keys() & told.keys()
            return {key: shown(told[key], wanted.get(key), whole) for key in keys}
        case list(), list() if len(told) == len(wanted):
            return [shown(*pair, whole) for pair in zip(told, wanted, strict=True)]
        case (_, "*") | (str(), str()) if fnmatchcase(str(told), wanted):
            return wanted
    return told


def part(told, path):
    """What stands at a.0.b."""
    for key in path.split("."):
        told = told[int(key)] if isinstance(told, list) else told[key]
    return told


def life(told):
    """What was told of a message: sent delivered read, or failed and the code."""
    codes = [str(error["code"]) for one in told for error in one.get("errors", [])]
    return " ".join([one["status"] for one in told] + codes)


def price(told):
    """What a status says of its price: why, and its category."""
    assert told["pricing_model"] == "PMP"
    assert told["billable"] == (told["type"] == "regular")
    return f"{told['type']} {told['category']}"


class Story:
    """One sandbox, its door, and the names that were given so far."""

    def __init__(self, wa, door, **names):
        self.wa, self.door, self.names = wa, door, PLACES | names

    def play(self, steps):
        for step in steps:
            assert step.keys() <= set(STEP.split()), step
            for n in range(step.get("repeat", 1)):
                self.names["N"] = f"{n:04}"
                told = self.done(filled(step, self.names))
                for name, path in step.get("keep", {}).items():
                    self.names[name] = part(told, path)
                self.wa.advance(step.get("after", 0))
                self.check(filled(step, self.names))

    def done(self, step):
        """What comes of it."""
        wa, told = self.wa, None
        if "approve" in step:
            told = {"id": wa.catalogue.approve(*step["approve"]).id}
        if "person" in step:
            wa.customer(ASHA, **step["person"])
        if "does" in step:
            given = step.get("with", []) + [step[key].encode() for key in {"content"} & step.keys()]
            for who in step.get("who", [ASHA]):
                done = getattr(wa.customer(who), step["does"])(*given)
                told = vars(wa.words[done]) if done in wa.words else {}
        if "send" in step:
            ((kind, content),) = step["send"].items()
            for to in step.get("to", [ASHA]):
                told = self.ask("post", SEND, step | {"body": body(kind, content, to)})
                assert "refused" in step or wa.message(told["messages"][0]["id"]).owed == 0, step
        for method in {"get", "post", "put", "delete"} & step.keys():
            told = self.ask(method, step[method], step)
        if "tells" in step:
            told = self.compared(step, statuses(wa, step["tells"]))
        return told

    def check(self, step):
        """What must hold by now."""
        wa = self.wa
        for wamid, wanted in step.get("life", {}).items():
            assert life(statuses(wa, wamid)) == wanted, step
        for wamid, wanted in step.get("costs", {}).items():
            prices = [price(one["pricing"]) for one in statuses(wa, wamid) if "pricing" in one]
            assert [*prices, str(wa.message(wamid).owed)] == wanted, step
        for wamid, wanted in step.get("why", {}).items():
            assert [words for words in wanted if words not in wa.why(wamid)] == [], step
        if "used" in step:
            assert sum(wa.meter.used.values()) == step["used"], step
        for field, wanted in step.get("heard", {}).items():
            values = [update.value for update in wa.courier.log if update.field == field]
            values = [value for value in values if "statuses" not in value]
            assert shown(values, wanted, whole=False) == wanted, step
        if "shows" in step:
            last = list(wa.messages.values())[-1]
            assert (last.filled.text or last.content["body"]) == step["shows"], step

    def ask(self, method, path, step):
        """What is answered, compared with what the step expects."""
        before = kept(self.wa) if "refused" in step else None
        more = {REQUEST[key]: step[key] for key in REQUEST.keys() & step}
        if "file" in step:
            name, mime = step["file"]
            content = step.get("content", "\x89PNG").encode("latin-1") * step.get("times", 1)
            more["files"] = {"file": (name, content, mime)}
        answer = self.door(method.upper(), path, **more)
        if "refused" in step:
            error = answer.error | {"status": answer.status, "hint": answer.hint}
            wanted = {"status": 400} | step["refused"]
            assert set(answer.told) == {"error"}, step
            assert shown(error, wanted, whole=False) == wanted, step
            if path == SEND and "body" in step:
                with pytest.raises((Refusal, CourseError)):
                    self.wa.send(step["body"])
            assert kept(self.wa) == before, step
            return answer.told
        assert answer.status == 200, (step, answer.told)
        return self.compared(step, answer.told)

    def compared(self, step, told):
        """`told`, which is as the step says."""
        for key in {"told", "holds"} & step.keys():
            assert shown(told, step[key], whole=key == "told") == step[key], step
        return told
