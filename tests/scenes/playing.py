"""A picture in a page, without a browser: acts go in, and what a player reads comes back."""

import re
from functools import lru_cache
from html import unescape

from bs4 import BeautifulSoup

from course_lib.lesson import predictions, store

# How a sentence about evidence begins.
EVIDENCE = "Computed|Counted|Estimated|Reported|Shown|Tried|By the rule|In a teaching model"

DOTS = ".touch-dot:not(.touch-sign)"  # of a picture, not of its legend
STYLE = re.compile(r"([\w-]+):(-?[\d.]+(?:e-?\d+)?)")


class Page:
    """What is drawn of a picture, by selectors of its sheet; an act is a name and a value."""

    def __init__(self, widget, still):
        self.widget, self.still = widget, still

    def do(self, *acts):
        """Touch as the page sends it; nothing may fail, only be refused."""
        for act in acts:
            name, _, value = act.partition(" ")
            before = self.widget.state
            drawing = {"hand": 0, "drawing": before["drawings"][0]}
            self.widget._handle_custom_msg({"act": name, "value": value, **drawing}, [])
            assert self.widget.state["turn"] == before["turn"] + 1, f"{act}: it cannot be drawn"
            assert not re.search(r"\w+(Error|Exception): ", self.said), (act, self.said)
        return self

    @property
    def html(self):
        return unescape(self.widget.state["html"])

    @property
    def said(self):
        return " ".join(self.texts("[data-id=said]"))

    @property
    def picture(self):
        """All but what is told."""
        return re.sub('<p class="touch-said.*?</p>', "", self.html)

    def find(self, selector):
        return parsed(self.widget.state["html"]).select(selector)

    def texts(self, selector):
        return [found.get_text(" ", strip=True) for found in self.find(selector)]

    def values(self, selector):
        """Of things to touch, and of places, what stands for them in an act."""
        return [found.get("data-value", found.get("data-drop")) for found in self.find(selector)]

    def sizes(self, selector, *names):
        """Numbers of the styles, such as `left` in percent, 0 where there is none: a row each."""
        styles = [dict(STYLE.findall(one["style"])) for one in self.find(selector)]
        return [[float(style.get(name, 0)) for name in names] for style in styles]


@lru_cache(maxsize=2)
def parsed(html):
    return BeautifulSoup(html, "html.parser")


def kept(key):
    """The guess and its answer, or nothing before there is a guess of one's own.

    A guess stands with its question, and an answer with how it is known.
    """
    guess, answer = (store.get(kind, key, None) for kind in ("predictions", "answers"))
    if not guess.yours:
        return []
    assert store.get("questions", key, None).value.endswith("?")
    if answer.value:
        assert re.match(EVIDENCE, store.get("answers", predictions.reason(key), None).value)
    return [guess.value, answer.value or ""]
