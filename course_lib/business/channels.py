"""Channels: one voice, many anonymous ears, no answer, no price. The platform has no API for them.

This is a model of what a channel lets people see of each other, apart from the sandbox on purpose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from course_lib.errors import refuse


@dataclass
class Channel:
    """What the owner of a channel can do, and what they can see: numbers, never names.

    >>> news = Channel("Nusa Bus news")
    >>> news.follow(), news.follow()
    (1, 2)
    >>> post = news.post("Night coaches from Friday.")
    >>> news.react(post, "👍")
    >>> news.seen(post)
    {'followers': 2, 'reactions': {'👍': 1}, 'price': 0}
    """

    name: str
    followers: int = 0
    posts: list[str] = field(default_factory=list)
    _reactions: list[Counter[str]] = field(default_factory=list)

    def follow(self) -> int:
        """Somebody follows; the owner sees only how many do."""
        self.followers += 1
        return self.followers

    def post(self, text: str) -> int:
        """Say something to everybody; returns the number of the post."""
        self.posts.append(text)
        self._reactions.append(Counter())
        return len(self.posts) - 1

    def react(self, post: int, emoji: str) -> None:
        """A follower's only way to answer."""
        self._reactions[post][emoji] += 1

    def reply(self, post: int, text: str) -> None:
        """Not possible: always raises CourseError."""
        raise refuse("business.reply", f"a reply: {text!r}", post=post)

    def seen(self, post: int) -> dict[str, object]:
        """All that the owner learns about a post."""
        reactions = dict(self._reactions[post])
        return {"followers": self.followers, "reactions": reactions, "price": 0}
