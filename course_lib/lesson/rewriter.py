"""Sentences of one's own, each with a word for its strength, cards, and the front page they make.

The checker is `facts.weigh`; what is chosen and written stays in the course file. The page is
one HTML file: no script, nothing from elsewhere, every word escaped. It shows what was written,
under a pen name, and says that nobody has checked the sentences. A card to send, of one guess, is
drawn from `data/card.svg` when somebody asks for it, and is stored nowhere.
"""

import re
import textwrap
import zlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets

from course_lib import checks, data, facts, look, words
from course_lib.answers import comparison
from course_lib.lesson import live, phrase, predictions, store
from course_lib.lesson.figures import Figure
from course_lib.lesson.tables import Note, Verdict, without_maths
from course_lib.words import Range

NAME = "my_front_page.html"
PEN, LONGEST_PEN = "pen", 40  # where the course file keeps the pen name, beside the claims
_CARD = 584  # the width of its texts
# What the card's letters lack: drawn from whatever a machine has, it would be another on each.
_UNDRAWN = re.compile(r"[^\n -~\u00a0-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u22ff]+")
# Of each text on a card: the size of its letters at most, where it begins, and its height.
_PLACES = ((20, 28, 28), (26, 56, 96), (44, 152, 96), (18, 248, 70), (16, 318, 20))


@dataclass(frozen=True)
class Card:
    """A card where a figure may stand."""

    finding: str
    source: str
    png: bytes

    @property
    def bundle(self) -> dict[str, str]:
        """As a figure has it."""
        return {"image/png": b64encode(self.png).decode()}


def say(number: int, word: str, sentence: str = "") -> Note | Verdict:
    """Keep `word` and `sentence` for claim `number`, and say whether the word fits.

    Raises CourseError for a claim or a word that is not known.

    >>> say(8, "reported", "The BBC reports bus tickets.").ok
    True
    """
    if not word:
        return Note(phrase("rewriter.no_word"))
    side, judged = facts.weigh(number, word)
    _keep(number, word, sentence)
    more = "" if sentence.strip() else phrase("rewriter.no_sentence")
    return Verdict("right" if side == "fits" else "wrong", f"{judged} {more}".strip())


def _keep(number: int, word: str, sentence: str) -> None:
    kept = {"word": word, "sentence": " ".join(sentence.split())}
    store.record("article", f"claim_{number}", kept)


def show(*pictures: Figure | Card, year: Range | None = None) -> None:
    """The panel that makes the front page: a pen name, one of `pictures`, and the page itself.

    The card of the student's best guess, in whatever lesson, stands first among them. `year`: what
    a year of the student's own leaves with Meta, in dollars; it may be below zero.
    """
    shown: list[Figure | Card] = [*_best(store.load()), *pictures]
    name = live.text_box(phrase("rewriter.pen"), pen_name(store.load()))
    options = {one: one.finding for one in shown} | {"": phrase("rewriter.no_picture")}
    menu = live.radio(options, shown[0] if shown else "", phrase("rewriter.picture"))
    made = widgets.HTML()

    def keep(change: Any) -> None:
        if own := " ".join(change["new"].split()):
            store.record("article", PEN, own[:LONGEST_PEN])

    def make(_: Any) -> None:
        keep({"new": name.value})  # the name that stands here, whatever the file holds by now
        written, all_ = len(_written(store.load())), len(facts.claims())
        summary = escape(phrase("rewriter.made", sentences=written, claims=all_))
        button = live.download(NAME, page(menu.value or None, year).encode())
        made.value = without_maths(f'<p role="status">{summary}</p>{button}')

    live.listen(name, made, keep)
    head = widgets.HTML(live.paragraphs(phrase("rewriter.pen_why"))["text/html"])
    parts = [head, name, menu, live.button(phrase("rewriter.make"), made, make), made]
    live.show(widgets.VBox(parts), live.paragraphs(phrase("rewriter.still")))


def mine(number: int) -> None:
    """The panel of one claim, to close a lesson: a word and a sentence of one's own.

    What was checked is checked again at each change. What was not touched here stays as the course
    file has it: two lessons ask about one claim. Raises CourseError for a number that no claim has.
    """
    line = phrase("rewriter.claim", number=number, claim=facts.claim_of(number).claim)
    meanings = [phrase("rewriter.word", word=w, meaning=m) for w, m in facts.STRENGTH.items()]
    asked = [phrase("rewriter.mine"), *meanings]
    html = live.paragraphs(*asked)["text/html"]
    html += without_maths(f"<p><strong>{escape(line)}</strong></p>")
    now, own, said = kept(store.load(), number), dict[str, str](), widgets.HTML()
    menu = live.radio({w: w for w in facts.STRENGTH}, now["word"], phrase("rewriter.strength"))
    label, hint = phrase("rewriter.sentence", number=number), phrase("rewriter.placeholder")
    box = live.text_box(label, now["sentence"], hint, widgets.Textarea)

    def check(_: Any) -> Note | Verdict:
        return say(number, **kept(store.load(), number) | own)

    def keep(name: str, change: Any) -> Note | Verdict | None:
        own[name] = change["new"] or ""
        if said.value:
            return check(change)
        _keep(number, **kept(store.load(), number) | own)
        return None

    live.listen(box, said, partial(keep, "sentence"))
    live.listen(menu, said, partial(keep, "word"))
    button = live.button(phrase("rewriter.check", number=number), said, check)
    panel = widgets.VBox([widgets.HTML(html), menu, box, button, said])
    live.show(panel, live.paragraphs(*asked, line, phrase("rewriter.still_mine")))


def cards_of(lesson: int) -> None:
    """A button for each guess of `lesson` that was right or far off, its opener's too."""
    rows = [widgets.HTML(f"<p>{escape(phrase('card.mine'))}</p>")]
    asked = data.toml("lesson", "page")["asked"]
    here = [key for key, place in asked.items() if int(place[:2]) == lesson]
    for said, times in _told(store.load()):
        if said["key"] in here and comparison.is_notable(times):
            head = widgets.HTML(without_maths(f"<p>{escape(said['question'])}</p>"))
            rows += [head, card_button(**said)]
    live.show(widgets.VBox(rows), live.paragraphs(phrase("card.mine")))


def page(picture: Figure | Card | None = None, year: Range | None = None) -> str:
    """The front page of what is stored so far, with a figure and a year in dollars if given.

    >>> page().count("<article")
    0
    """
    course = store.load()
    sentences = _written(course)
    votes = [course["predictions"].get(name) for name in ("vote_before", "vote_after")]
    own = {"pen": pen_name(course), "worst": _worst(course), "votes": votes if all(votes) else []}
    beside = {"picture": picture, "year": year and _year(year), "early": len(sentences) < 5}
    page = data.template("lesson", "page.html")
    return page.render(say=phrase, sentences=sentences, **own, **beside)


def kept(course: store.Course, number: int) -> dict[str, str]:
    """The word and the sentence kept for a claim, "" where there is none that can be read."""
    entry = course["article"].get(f"claim_{number}")
    entry = entry if isinstance(entry, dict) else {}  # the file can be edited by hand
    texts = {name: str(entry.get(name) or "") for name in ("word", "sentence")}
    return texts if texts["word"] in facts.STRENGTH else texts | {"word": ""}


def _written(course: store.Course) -> list[dict[str, str]]:
    """One entry for each claim with a sentence: the sentence, its word, and what is folded."""
    rows = []
    for claim in facts.claims():
        if (entry := kept(course, claim.number))["sentence"]:
            judged = facts.weigh(claim.number, entry["word"])[1] if entry["word"] else ""
            said = {"said": claim.claim, "who": claim.who, "sources": facts.cite(*claim.ids)}
            rows.append(entry | said | {"judged": judged})
    return rows


def _told(course: store.Course) -> Iterator[tuple[dict[str, str], float | None]]:
    """Each guess that has an answer: both in words, and how many times the answer it is."""
    for key, guess in course["predictions"].items():
        answers = course["answers"]
        answer, why = (str(answers.get(name, "")) for name in (key, predictions.reason(key)))
        said = {"key": key, "question": str(course["questions"].get(key, key)), "why": why}
        truth = answer if isinstance(guess, str) else predictions.amount(answer)
        if answer and truth is not None:
            both = {"guess": predictions.written(guess), "answer": answer}
            yield said | both, comparison.factor(guess, truth)


def _best(course: store.Course) -> list[Card]:
    """The card of the first guess that was right, in a list that is empty without one."""
    for said, times in _told(course):
        if comparison.is_right(times):
            texts = (said["question"], phrase("card.said", **said), phrase("card.right", **said))
            return [card("card.best", *texts, place_of(said["key"]))]
    return []


def _worst(course: store.Course) -> dict[str, str]:
    """The guess in numbers that was furthest from its answer, with the factor in words."""
    guesses = [(times, said) for said, times in _told(course) if times]
    times, said = max(guesses, key=lambda guess: comparison.off(guess[0]), default=(1.0, {}))
    return {} if comparison.is_right(times) else said | {"factor": predictions.in_words(times)}


def _year(year: Range) -> dict[str, Any]:
    """A range of dollars as a hatched bar: where it begins, how wide it is, where zero lies."""
    low, high = min(year.low, 0.0), max(year.high, 0.0)
    ends = {name: words.money(value) for name, value in year._asdict().items()}
    places = {"left": year.low - low, "width": year.high - year.low, "zero": 0.0 - low}
    bar = {name: round(100 * part / ((high - low) or 1), 1) for name, part in places.items()}
    return ends | bar | {"open": year.low < 0 < year.high}


def card_button(key: str, question: str, guess: str, answer: str, why: str) -> widgets.VBox:
    """A button that makes both cards: the guess with the question's place, and the answer."""
    made = widgets.HTML()

    def make(_: Any) -> None:
        lacks = _UNDRAWN.search("".join([pen_name(store.load()), question, guess, answer, why]))
        made.value = live.status(Note(phrase("card.lacks"))) if lacks else ""
        for side, said, below in (("guess", guess, place_of(key)), ("answer", answer, why)):
            one, file = card(f"card.{side}", question, said, below), f"my_{side}.png"
            alt, source = escape(one.finding), live.address(file, one.png)
            image = f'<img alt="{alt}" src="{source}" style="max-width: 20em">'
            made.value += without_maths(image + live.download(file, one.png))

    return widgets.VBox([live.button(phrase("card.make"), made, make), made])


def place_of(key: str) -> str:
    """The lesson of the guess `key`, and its address in the reading edition if that has one.

    >>> place_of("flip")
    'Lesson 1: how-whatsapp-makes-money.github.io/course/01_sealed_message.html#opener'
    """
    page = data.toml("lesson", "page")
    if not (place := page["asked"].get(key)):
        return ""
    link = f"{page['address']}/{place.replace('#', '.html#')}"
    named = "card.where" if page["address"] else "card.lesson"
    return phrase(named, lesson=int(place[:2]), link=link)


def pen_name(course: store.Course) -> str:
    """The pen name kept, or one of the course's own, drawn by what the file holds.

    >>> pen_name({"article": {"pen": "Reporter 12A"}})
    'Reporter 12A'
    """
    kept, names = course["article"].get(PEN), data.toml("lesson", "page")["pens"]
    if isinstance(kept, str) and kept.strip():
        return kept[:LONGEST_PEN]
    return str(names[zlib.crc32(repr(course).encode()) % len(names)])


def card(key: str, question: str, said: str, below: str, source: str = "") -> Card:
    """A card: the phrase `key`, the question, what is said, what stands below, and by whom.

    An answer has a solid frame; a guess is dashed.

    >>> card("card.guess", "How many?", "40", "").finding
    'My guess: How many? 40'
    """
    import vl_convert

    course = store.load()
    name = _UNDRAWN.sub(" ", pen_name(course)).strip() or pen_name(course | {"article": {}})
    head, foot = phrase(key), phrase("card.foot", name=name)
    texts = [_UNDRAWN.sub(" ", text) for text in (head, question, said, below, foot)]
    parts = [_fitted(text, *place) for text, place in zip(texts, _PLACES, strict=True)]
    look_of = {"dashed": key != "card.answer", "ink": look.INK, "frame": look.BLUE}
    svg = data.template("lesson", "card.svg").render(parts=parts, **look_of)
    finding = phrase("card.alt", head=head, question=question, said=said, why=below).strip()
    return Card(finding, source, vl_convert.svg_to_png(svg))


def _fitted(text: str, largest: int, top: int, height: int) -> dict[str, Any]:
    """`text` in lines below `top`, in letters as large as its height allows."""
    for size in range(largest, 9, -2):
        most = int(_CARD / (0.54 * size))  # a letter is about half as wide as high
        # An address is not broken, but written smaller.
        lines = textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False)
        if 1.2 * size * len(lines) <= height and all(len(line) <= most for line in lines):
            break
    return {"lines": lines, "size": size, "top": top}


checks.guard(__name__)
