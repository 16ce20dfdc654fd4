"""Lesson 6: two phones, one seat. A bot that forgets to look again, and one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib import scenes
from course_lib.business import coach
from course_lib.scenes import item

if TYPE_CHECKING:
    from course_lib.business.phone import Phone

phrase = scenes.phrases("lesson_06")

NAMES = ("Sari", "Budi")
WANTED = "12A"
RIGHT = "cannot"
GUESSES = (*NAMES, "both", RIGHT)


class Race(scenes.Scene):
    """Two phones of the sandbox. `order` is in which the taps arrived; `seats` who has which."""

    words, half, hands = staticmethod(phrase), [("tap", "0 12A")], 3
    sharing = False  # one keyboard

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "tap" a seat ("0 12A"), "guess" who sits, "careful", "again", "hands"."""
        if name == "tap":
            hand, seat = value.split()
            self._tap(int(hand), seat)
        elif name == "guess":
            self.guess = value
            self.said = phrase("sure" if value == RIGHT else "unsure", guess=phrase(value))
            self.keep("who_sits", phrase(value), phrase(RIGHT))
        elif name == "hands":
            self.sharing = not self.sharing
            self.said = phrase("keys", left=NAMES[0], right=NAMES[1])
        else:
            self.careful, self.guess = name == "careful", ""
            self.phones: list[Phone] = []  # opened by the first tap: the sandbox takes a second
            self.order, self.seats = list[int](), dict[int, str]()
            self.lines: list[list[tuple[str, str]]] = [[("", phrase("hello"))] for _ in NAMES]
            self.said = phrase("begin")
        return None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, the seat with its claimants, both phones, and what can be done."""
        hands = item("hands", phrase("alone" if self.sharing else "hands"), looks={"plain": True})
        on = [item("again", phrase("again"), looks={"plain": True})] if self.order else []
        if self.guess or (self.careful and self.order):
            on = [item("careful", phrase("race_again" if self.careful else "careful")), *on]
        on = scenes.buttons(*on)["items"] if len(on) > 1 else on
        row = {"kind": "buttons", "items": [hands, *on]}  # what is first stays where it is
        phones = [self._phone(hand) for hand in range(len(NAMES))]
        shown = {"kind": "phones", "phones": phones, "race": self.sharing}
        order = {"kind": "text", "text": self._order(), "looks": ["headline"]}
        return [*scenes.text(self._asked()), order, self._seat(), row, shown]

    def _order(self) -> str:
        """The headline: in which order the taps arrived."""
        names = [phrase("place_of", n=n, name=NAMES[h]) for n, h in enumerate(self.order, start=1)]
        return phrase("order", names=", ".join(names)) if names else phrase("no_order")

    @property
    def _clash(self) -> bool:
        return list(self.seats.values()).count(WANTED) == len(NAMES)

    def _asked(self) -> str:
        if self.careful:
            return phrase("after" if len(self.order) > 1 else "race")
        return phrase("who_sits", seat=WANTED) if self._clash else phrase("both_tap")

    def _tap(self, hand: int, seat: str) -> None:
        """Take a seat and pay for it. The forgetful bot is one that has a list for each phone."""
        if hand in self.seats:
            return
        if not self.phones and not self.example:  # an example needs no sandbox
            self.phones = _opened(self.careful)
        for phone in self.phones[hand : hand + 1]:
            phone.act(seat)
        if hand not in self.order:
            self.order.append(hand)
        self.lines[hand].append(("own", phrase("pay", seat=seat)))
        first, second = (NAMES[hand] for hand in (self.order * 2)[:2])
        for phone in self.phones[hand : hand + 1]:
            if phone.form:  # refused: the form stays open
                self.lines[hand].append(("", phone.notice))
                self.said = phrase("won", notice=phone.notice, first=first, second=second)
                return
            phone.act("Pay")
        self.seats[hand] = seat
        self.lines[hand].append(("", phrase("ticket", seat=seat)))
        self.said = phrase("first", name=first)
        if len(self.seats) == len(NAMES) and not self._clash:
            self.said = phrase("settled" if self.careful else "apart", name=NAMES[hand], seat=seat)

    def _seat(self) -> dict[str, Any]:
        """The seat itself: whoever has a ticket for it, or, where two have one, who may sit."""
        asking = self._clash and not self.careful
        twice = asking and bool(self.guess)
        if twice:  # no name is right
            tags = [self._told(name, name == RIGHT) for name in dict.fromkeys((self.guess, RIGHT))]
        elif asking:
            tags = [item("guess", phrase(name), name) for name in GUESSES]
        else:
            has = [NAMES[hand] for hand, seat in self.seats.items() if seat == WANTED]
            worn = [(name, {f"by_{name.lower()}": True}) for name in has]
            tags = [item("has", name, name, looks=looks, off=True) for name, looks in worn]
        name = phrase("twice" if twice else "place", seat=WANTED)
        place = {"id": "seat", "value": WANTED, "name": name, "looks": ["clash"] * twice}
        return {"kind": "places", "places": [{**place, "tags": tags}]}

    def _told(self, name: str, right: bool) -> dict[str, Any]:
        said, worn = ("✓ " if right else "✗ ") + phrase(name), name == self.guess
        looks = {"plain": not right, "guess": worn, "missed": not right, "now": right}
        return item("guess", said, name, looks=looks, off=True)

    def _phone(self, hand: int) -> dict[str, Any]:
        name = NAMES[hand]
        lines = [{"looks": [side] if side else [], "text": text} for side, text in self.lines[hand]]
        free = dict.fromkeys(coach.SEATS, True)
        if self.phones and self.phones[hand].form:
            free = {action.label: action.enabled for action in self.phones[hand].actions}
        rows = [[seat for seat in coach.SEATS if seat.endswith(letter)] for letter in "ABCD"]
        cells = [[self._cell(hand, seat, free.get(seat, True)) for seat in row] for row in rows]
        named = {key: phrase(key, name=name) for key in ("title", "log", "map")}
        if hand in self.order:
            named["title"] = phrase("arrived", name=name, n=self.order.index(hand) + 1)
        return named | {"id": name.lower(), "looks": [name.lower()], "lines": lines, "seats": cells}

    def _cell(self, hand: int, seat: str, free: bool) -> dict[str, Any]:
        mine, done = self.seats.get(hand) == seat, hand in self.seats
        twice = mine and self._clash and bool(self.guess)
        said = "double" if twice else "mine" if mine else "free" if free else "taken"
        more: dict[str, Any] = {"label": phrase(said, seat=seat, name=NAMES[hand])}
        more["looks"] = {"wanted": seat == WANTED and free and not done, "taken": not free}
        more["looks"] |= {f"by_{NAMES[hand].lower()}": mine and not twice, "clash": twice}
        more["looks"]["aisle"] = seat.endswith("C")
        more |= {"hand": hand + 1, "off": done or not free}
        shown = NAMES[hand] if mine and not twice else seat
        return item("tap", shown, f"{hand} {seat}", **more)


def _opened(careful: bool) -> list[Phone]:
    """Both phones with the seat map open: at one bot, or each at a bot of its own."""
    if careful:
        return list(coach.phones(*NAMES, at_the_map=True).values())
    return [coach.phones(name, at_the_map=True)[name] for name in NAMES]


open = Race.show
