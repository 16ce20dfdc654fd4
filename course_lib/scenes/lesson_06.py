"""Lesson 6: two phones, one seat. A bot that forgets to look again, and one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course_lib import scenes
from course_lib.business import coach
from course_lib.lesson import touch
from course_lib.scenes import item

if TYPE_CHECKING:
    from course_lib.business.phone import Phone

phrase = scenes.phrases("lesson_06")

NAMES = ("Sari", "Budi")
ROW = 4  # seats
WANTED = "12A"
GUESSES = (*NAMES, "both", "nobody")
OPENED = ("Say hello", "Buy a ticket", "Bandung to Jakarta", "19 Oct 2024", "Choose a seat")


class Race:
    """Two phones of the sandbox. `order` is in which the taps arrived; `seats` who has which."""

    def __init__(self, example: bool = False) -> None:
        self.example, self.hands = example, False
        self.act("again")

    def act(self, name: str, value: str = "") -> bool | None:
        """A touch: "tap" a seat ("0 12A"), "guess" who sits, "careful", "again", "hands"."""
        if name == "tap":
            hand, seat = value.split()
            self._tap(int(hand), seat)
        elif name == "guess":
            self.guess = value
            self.said = phrase("unsure", guess=phrase(value))
            if not self.example:
                nobody = phrase("nobody")
                scenes.keep("who_sits", phrase("question"), phrase(value), nobody)
        elif name == "hands":
            self.hands = not self.hands
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
        hands = item("hands", phrase("alone" if self.hands else "hands"))
        on = [item("again", phrase("again")), hands]
        if self.guess or self.careful:
            on = [item("careful", phrase("race_again" if self.careful else "careful")), *on]
        phones = [self._phone(hand) for hand in range(len(NAMES))]
        shown = {"kind": "phones", "phones": phones, "race": self.hands}
        asked = {"kind": "text", "text": self._asked()}
        return [asked, {"kind": "said"}, self._seat(), shown, scenes.buttons(*on)]

    @property
    def _clash(self) -> bool:
        return len(self.order) == len(set(self.seats)) == 2 and len(set(self.seats.values())) == 1

    def _asked(self) -> str:
        if self.careful:
            return phrase("after" if len(self.order) > 1 else "race")
        if self._clash:
            return phrase("who_sits", seat=self.seats[0])
        return phrase("both_tap")

    def _tap(self, hand: int, seat: str) -> None:
        """Take a seat and pay for it. The forgetful bot is one that has a list for each phone."""
        if hand in self.seats:
            return
        if not self.phones:
            self.phones = _opened(self.careful)
        phone = self.phones[hand]
        phone.act(seat)
        self.taps(hand, seat)
        if phone.form:  # refused: the form stays open
            self.lines[hand].append(("", phone.notice))
            told = {"first": NAMES[self.order[0]], "second": NAMES[self.order[1]]}
            self.said = phrase("won", notice=phone.notice, **told)
            return
        phone.act("Pay")
        self.has(hand, seat)
        self.said = phrase("first", name=NAMES[self.order[0]])
        if len(self.seats) == len(NAMES) and not self._clash:
            self.said = phrase("settled", name=NAMES[hand], seat=seat)
            if not self.careful:
                self.said = phrase("apart")

    def taps(self, hand: int, seat: str) -> None:
        """A tap has arrived."""
        if hand not in self.order:
            self.order.append(hand)
        self.lines[hand].append(("own", phrase("pay", seat=seat)))

    def has(self, hand: int, seat: str) -> None:
        """A ticket has come."""
        self.seats[hand] = seat
        self.lines[hand].append(("", phrase("ticket", seat=seat)))

    def _seat(self) -> dict[str, Any]:
        """The seat itself: whoever has a ticket for it, or, where two have one, who may sit."""
        asking = self._clash and not self.careful
        names = GUESSES if asking else [NAMES[hand] for hand in self.seats if self._won(hand)]
        tags = []
        for name in names:
            worn = {f"by_{name.lower()}": name in NAMES and self._won(NAMES.index(name))}
            more: dict[str, Any] = {"looks": scenes.looks(guess=name == self.guess, **worn)}
            if asking:
                more |= {"pressed": name == self.guess, "off": bool(self.guess)}
            tags.append(item("guess" if asking else "", phrase(name), name, **more))
        place = {"id": "seat", "value": WANTED, "name": phrase("place", seat=self._wanted)}
        return {"kind": "places", "places": [{**place, "tags": tags}]}

    @property
    def _wanted(self) -> str:
        return self.seats[self.order[0]] if self.order and self.order[0] in self.seats else WANTED

    def _won(self, hand: int) -> bool:
        return self.seats.get(hand) == self._wanted

    def _phone(self, hand: int) -> dict[str, Any]:
        name = NAMES[hand]
        lines = [{"looks": scenes.looks(own=side), "text": text} for side, text in self.lines[hand]]
        free = dict.fromkeys(coach.SEATS, True)
        if self.phones and self.phones[hand].form:
            free = {action.label: action.enabled for action in self.phones[hand].actions}
        seats = [self._cell(hand, seat, free.get(seat, True)) for seat in coach.SEATS]
        return {
            "id": name.lower(),
            "title": phrase("phone", name=name),
            "log": phrase("log", name=name),
            "map": phrase("map", name=name),
            "looks": [name.lower()],
            "lines": lines,
            "seats": [seats[at : at + ROW] for at in range(0, len(seats), ROW)],
        }

    def _cell(self, hand: int, seat: str, free: bool) -> dict[str, Any]:
        mine, done = self.seats.get(hand) == seat, hand in self.seats
        said = "mine" if mine else "free" if free else "taken"
        worn: dict[str, object] = {
            "wanted": seat == WANTED and free and not done,
            "taken": not free,
        }
        worn[f"by_{NAMES[hand].lower()}"] = mine
        more = {"label": phrase(said, seat=seat, name=NAMES[hand]), "off": done or not free}
        more["looks"] = scenes.looks(aisle=seat.endswith("C"), **worn)
        return item("tap", NAMES[hand] if mine else seat, f"{hand} {seat}", hand=hand + 1, **more)


def _opened(careful: bool) -> list[Phone]:
    """Both phones with the seat map open: at one bot, or each at a bot of its own."""
    from course_lib.business import sandbox
    from course_lib.business.phone import Phone

    shops = [sandbox(start="2024-10-18T09:00:00Z") for _ in NAMES[careful:]]
    for shop in shops:
        coach.start(shop)
    numbers = (f"628120000{hand}111" for hand in range(len(NAMES)))
    people = zip(NAMES, numbers, shops * 2, strict=False)
    return [Phone(shop.customer(number, name)).play(*OPENED) for name, number, shop in people]


def half() -> Race:
    """Half played, for the still: Sari has tapped, Budi has not. No sandbox is needed for it."""
    model = Race(example=True)
    model.taps(0, WANTED)
    model.has(0, WANTED)
    model.said = phrase("still")
    return model


def open() -> None:
    """Show the picture to be touched."""
    touch.show(Race(), half(), hands=len(NAMES) + 1)
