"""A student's work as one HTML page: no script, nothing from elsewhere, every word escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from course_lib import facts
from course_lib.facts import strength
from course_lib.lesson import store
from course_lib.lesson.predictions import written
from course_lib.lesson.texts import phrase

NAME = "my_article.html"
SAYING = "saying"  # the key of the student's own sentence, beside the claims


def page(model: Mapping[str, Any] | None = None) -> str:
    """The page of what is stored so far; `model` are settings to show, by name.

    >>> page({"Yearly fee, dollars": 1}).count("<article")
    15
    """
    course = store.load()
    return _template().render(
        say=phrase,
        claims=[_rewritten(claim, kept(course, claim.number)) for claim in facts.claims()],
        saying=str(course["article"].get(SAYING, "")),
        model=[(name, written(value)) for name, value in (model or {}).items()],
        guesses=_guesses(course),
        sure=_sure(course),
        lessons=_lessons(course["verdicts"]),
    )


def key(number: int) -> str:
    """The key of a claim in the course file, the same that lesson 0 uses for confidence."""
    return f"claim_{number}"


def kept(course: store.Course, number: int) -> dict[str, str]:
    """The word and the sentence kept for a claim, "" where there is none that can be read."""
    entry = course["article"].get(key(number))
    entry = entry if isinstance(entry, dict) else {}  # the file can be edited by hand
    word, sentence = entry.get("word"), entry.get("sentence")
    return {
        "word": word if word in list(strength.WORDS) else "",
        "sentence": sentence if isinstance(sentence, str) else "",
    }


def _rewritten(claim: facts.Claim, entry: Mapping[str, str]) -> dict[str, str]:
    said = {
        "said": claim.claim,
        "who": claim.who,
        "sources": facts.cite(*claim.ids),
        **entry,
    }
    if not entry["word"]:
        return said | {"state": "", "judged": ""}
    judged = strength.judge(claim.number, entry["word"])
    return said | {"state": "fits" if judged.side == "fits" else "off", "judged": judged.message}


def _guesses(course: store.Course) -> list[dict[str, str]]:
    return [
        {
            "question": str(course["questions"].get(name, name)),
            "guess": written(guess),
            "answer": str(course["answers"].get(name, "")),
        }
        for name, guess in course["predictions"].items()
    ]


def _sure(course: store.Course) -> list[tuple[str, str]]:
    return [
        (str(course["questions"].get(name, name)), phrase("page.percent", value=written(value)))
        for name, value in course["confidence"].items()
    ]


def _lessons(verdicts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Right and tried exercises for each lesson; the quizzes count too."""
    tried: dict[str, list[bool]] = {}
    for name, verdict in verdicts.items():
        ok = isinstance(verdict, dict) and verdict.get("ok") is True
        tried.setdefault(name.partition(".")[0].replace("_", " "), []).append(ok)
    return [
        (lesson, phrase("page.solved", right=sum(each), tried=len(each)))
        for lesson, each in sorted(tried.items())
    ]


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    text = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return environment.from_string(text)
