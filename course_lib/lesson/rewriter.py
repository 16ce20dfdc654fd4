"""The article rewriter: a word for the strength of each claim, a sentence, and a page to keep.

The checker is `facts.strength`; what is chosen and written stays in the course file. The page is
one HTML file: no script, nothing from elsewhere, every word escaped.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from course_lib import data, facts, words
from course_lib.errors import CourseError
from course_lib.facts import strength
from course_lib.lesson import live, store
from course_lib.lesson.predictions import said_once, written
from course_lib.lesson.tables import Note, State, Verdict, without_maths

phrase = data.phrases("lesson")

NAME = "my_article.html"
SAYING = "saying"  # the key of the student's own sentence, beside the claims
_WIDE = {"width": "min(100%, 46rem)"}


def say(number: int, word: str, sentence: str = "") -> Note | Verdict:
    """Keep `word` and `sentence` for claim `number`, and say whether the word fits.

    What cannot be kept is said, never raised. The panel of `show` calls this too.

    >>> print(say(8, "certainly").text.partition(",")[0])
    Expected one of the words may
    """
    chosen = str(word).strip().casefold()
    if not chosen:
        return Note(phrase("rewriter.no_word"))
    try:
        judged = strength.judge(number, chosen)
    except CourseError as error:
        if chosen in strength.WORDS:
            return Note(str(error))
        known = words.listed(list(strength.WORDS), "or")
        return Note(phrase("rewriter.not_word", words=known, came=repr(str(word)[:40])))
    saved = _keep(number, chosen, sentence)
    message = (
        judged.message if sentence.strip() else f"{judged.message} {phrase('rewriter.no_sentence')}"
    )
    state: State = "right" if judged.side == "fits" else "wrong"
    return Verdict(state, message, note="" if saved else store.told())


def _keep(number: int, word: str, sentence: str) -> bool:
    own = " ".join(sentence.split())
    return store.record("article", key(number), {"word": word, "sentence": own})


def keep_saying(sentence: Any) -> Note:
    """Keep the student's own sentence about who is the product; three dots keep nothing."""
    if sentence is ... or not str(sentence).strip():
        return Note(phrase("verdict.open"))
    saved = store.record("article", SAYING, " ".join(str(sentence).split()))
    kept = [phrase("rewriter.kept")] if saved else []
    return Note("\n".join([*kept, *filter(None, [store.told()])]))


def show(model: Mapping[str, Any] | None = None) -> None:
    """The panel: every claim with the words and a box for a sentence, then the page.

    `model` are settings to put on the page, by name.
    """
    claims = facts.claims()
    made = widgets.HTML()
    button = widgets.Button(description=phrase("rewriter.make"), layout={"width": "max-content"})

    def make(_: Any) -> None:
        made.value = link(model)

    button.on_click(live.speaking(made, make))
    rows = [_row(claim) for claim in claims]
    lines = [phrase("rewriter.claim", number=c.number, claim=c.claim) for c in claims]
    meanings = [phrase("rewriter.word", word=w, meaning=m) for w, m in strength.WORDS.items()]
    still = live.paragraphs(phrase("rewriter.still"), *meanings, *lines)
    keys = filter(None, [said_once("quiz.keys", NAME)])
    head = widgets.HTML(live.paragraphs(*keys, *meanings)["text/html"])
    live.show(widgets.VBox([head, *rows, button, made]), still)


def mine(number: int) -> None:
    """The panel of one claim, to close a lesson: a word and a sentence of one's own.

    Raises CourseError for a number that no claim has.
    """
    claim = strength.claim_of(number)
    line = phrase("rewriter.claim", number=claim.number, claim=claim.claim)
    meanings = [phrase("rewriter.word", word=w, meaning=m) for w, m in strength.WORDS.items()]
    head = widgets.HTML(live.paragraphs(phrase("rewriter.mine"), *meanings)["text/html"])
    still = live.paragraphs(phrase("rewriter.mine"), *meanings, line, phrase("rewriter.still_mine"))
    live.show(widgets.VBox([head, _row(claim)]), still)


def link(model: Mapping[str, Any] | None = None) -> str:
    """HTML of a link that holds the whole page, so that it works without a server."""
    encoded = base64.b64encode(page(model).encode()).decode()
    course = store.load()
    sentences = sum(bool(kept(course, claim.number)["sentence"]) for claim in facts.claims())
    told = phrase("rewriter.made", sentences=sentences, claims=len(facts.claims()))
    button = live.download(NAME, f"data:text/html;base64,{encoded}")
    return without_maths(f'<p role="status">{escape(told)}</p>{button}')


def page(model: Mapping[str, Any] | None = None) -> str:
    """The page of what is stored so far; `model` are settings to show, by name.

    >>> page({"Yearly fee, dollars": 1}).count("<article") == len(facts.claims())
    True
    """
    course = store.load()
    return data.template("lesson", "page.html").render(
        say=phrase,
        written=written,
        course=course,
        claims=[_rewritten(claim, kept(course, claim.number)) for claim in facts.claims()],
        saying=str(course["article"].get(SAYING, "")),
        model=model or {},
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
    said = {"said": claim.claim, "who": claim.who, "sources": facts.cite(*claim.ids), **entry}
    if not entry["word"]:
        return said | {"state": "", "judged": ""}
    judged = strength.judge(claim.number, entry["word"])
    return said | {"state": "fits" if judged.side == "fits" else "off", "judged": judged.message}


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


def _row(claim: facts.Claim) -> widgets.VBox:
    before = kept(store.load(), claim.number)
    said = widgets.HTML()
    menu = live.radio([(word, word) for word in strength.WORDS], before["word"] or None)
    menu.description = phrase("rewriter.strength")
    menu.style.description_width = "initial"
    box = widgets.Textarea(
        value=before["sentence"],
        description=phrase("rewriter.sentence", number=claim.number),
        placeholder=phrase("rewriter.placeholder"),
        rows=2,
        style={"description_width": "initial"},
        layout=_WIDE,
    )
    button = widgets.Button(
        description=phrase("rewriter.check", number=claim.number), layout={"width": "max-content"}
    )

    now = dict(before)

    def check(_: Any) -> Note | Verdict:
        return say(claim.number, **now)

    def keep(name: str, change: Any) -> Note | Verdict | None:
        now[name] = change["new"] or ""
        if said.value:  # checked before: what is changed later counts
            return check(change)
        return None if _keep(claim.number, **now) else Note(store.told())

    button.on_click(live.speaking(said, check))
    live.listen(box, said, partial(keep, "sentence"))
    menu.observe(live.speaking(said, partial(keep, "word")), "value")
    line = phrase("rewriter.claim", number=claim.number, claim=claim.claim)
    head = widgets.HTML(without_maths(f"<p><strong>{escape(line)}</strong></p>"))
    return widgets.VBox([head, menu, box, button, said])
