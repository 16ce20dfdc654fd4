"""Lesson 6: two phones, one seat. A bot that forgets to look again, and one that does not."""

from typing import TYPE_CHECKING, Any

from course_lib import data, scenes
from course_lib.business import coach
from course_lib.scenes import item

if TYPE_CHECKING:
    from course_lib.business.phone import Phone

phrase = data.phrases("scenes", "lesson_06")

NAMES, BY = ("Sari", "Budi"), ("by-sari", "by-budi")
WANTED = "12A"
RIGHT = "cannot"
GUESSES = (*NAMES, "both", RIGHT)


class Race(scenes.Scene):
    """Two phones of the sandbox. `order` is in which the taps arrived; `seats` who has which."""

    words, half, hands = staticmethod(phrase), ["tap 0 12A"], 3
    sharing = False  # one keyboard

    def on_again(self, _: str, careful: bool = False) -> str:
        """Both maps are open. The phones come with the first tap: the sandbox takes a second."""
        self.careful, self.guess = careful, ""
        self.order, self.seats = list[int](), dict[int, str]()
        self.phones: list[Phone] = []
        self.lines = [[{"text": phrase("hello")}] for _ in NAMES]
        return phrase("begin")

    def on_careful(self, _: str) -> str:
        """The same with the bot that looks again."""
        return self.on_again("", careful=True)

    def on_guess(self, name: str) -> str:
        """Who sits."""
        self.guess = name
        self.keep("who_sits", phrase(name), phrase(RIGHT))
        return phrase("sure" if name == RIGHT else "unsure", guess=phrase(name))

    def on_hands(self, _: str) -> str:
        """Two people at one keyboard, or one alone."""
        self.sharing = not self.sharing
        return phrase("keys", left=NAMES[0], right=NAMES[1])

    def on_tap(self, value: str) -> str:
        """Take a seat and pay for it ("0 12A"). A bot that forgets has a list for each phone."""
        hand, seat = int(value.split()[0]), value.split()[1]
        if hand in self.seats:
            return self.said
        if not self.phones and not self.example:  # an example needs no sandbox
            opened = coach.phones(*NAMES, at_the_map=True, apart=not self.careful)
            self.phones = list(opened.values())
        if hand not in self.order:
            self.order.append(hand)
        self.lines[hand].append({"text": phrase("pay", seat=seat), "looks": "own"})
        first, second = NAMES[self.order[0]], NAMES[self.order[-1]]
        if self.phones:
            phone = self.phones[hand]
            phone.act(seat)
            if phone.form:  # refused: the form stays open
                self.lines[hand].append({"text": phone.notice})
                return phrase("won", notice=phone.notice, first=first, second=second)
            phone.act(coach.PAY)
        self.seats[hand] = seat
        self.lines[hand].append({"text": phrase("ticket", seat=seat)})
        if self._clash or len(self.seats) < len(NAMES):
            return phrase("first", name=first)
        return phrase("settled" if self.careful else "apart", name=NAMES[hand], seat=seat)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What is asked, what can be done, and the seat between the two phones."""
        phones = [self._phone(hand) for hand in range(len(NAMES))]
        shown = {"kind": "phones", "phones": phones, "race": self.sharing, "middle": self._seat()}
        return [*scenes.text(self._asked()), {"kind": "buttons", "items": self._row()}, shown]

    def _row(self) -> list[dict[str, Any]]:
        """The names to touch, where it is asked who sits; else the way on."""
        if self._clash and not self.guess:
            return [item("guess", phrase(name), name) for name in GUESSES]
        hands = item("hands", phrase("alone" if self.sharing else "hands"), looks="plain")
        way = item("careful", phrase("race_again" if self.careful else "careful"), first=True)
        on = [way] * bool(self.guess or (self.careful and self.order))
        return [*on, *[self.again()] * bool(self.order), hands]

    @property
    def _clash(self) -> bool:
        return list(self.seats.values()).count(WANTED) == len(NAMES)

    def _asked(self) -> str:
        if self.careful:
            return phrase("after" if len(self.order) > 1 else "race")
        return phrase(("answered" if self.guess else "who_sits") if self._clash else "both_tap")

    def _seat(self) -> dict[str, Any]:
        """The seat: who has a ticket for it, in which order the taps arrived, and who may sit."""
        tags = [self._who(hand) for hand, seat in self.seats.items() if seat == WANTED]
        sold = "twice" if self.guess else "once" if self.careful and tags else "place"
        shown = {"name": phrase(sold), "crash": self._clash, "tags": tags}
        for name in dict.fromkeys((self.guess, RIGHT)) if self.guess else ():
            mine, right = name == self.guess, name == RIGHT
            tags.append(scenes.judged("guess", phrase(name), name, mine, right, off=True))
        names = [phrase("place_of", n=n, name=NAMES[h]) for n, h in enumerate(self.order, start=1)]
        notes = [phrase("order", names=", ".join(names))] * bool(names)
        return {"id": "seat", "looks": {"clash": self.guess}, "notes": notes, **shown}

    def _who(self, hand: int) -> dict[str, Any]:
        """A person, drawn where they are: on their way to the seat, or in it."""
        more = {"looks": BY[hand], "off": True, "glide": True}
        return item("who", phrase("person", name=NAMES[hand]), hand, **more)

    def _phone(self, hand: int) -> dict[str, Any]:
        name = NAMES[hand]
        free = {seat: not (self.careful and seat in self.seats.values()) for seat in coach.SEATS}
        if self.phones and self.phones[hand].form:
            free |= {action.label: action.enabled for action in self.phones[hand].actions}
        rows = [[seat for seat in free if seat.endswith(letter)] for letter in "ABCD"]
        cells = [[self._cell(hand, seat, free[seat]) for seat in row] for row in rows]
        named: dict[str, Any] = {key: phrase(key, name=name) for key in ("title", "log", "map")}
        named["tags"] = [] if self.seats.get(hand) == WANTED else [self._who(hand)]
        shown = {"id": name.lower(), "looks": name.lower(), "lines": self.lines[hand]}
        return {**named, "seats": cells, **shown}

    def _cell(self, hand: int, seat: str, free: bool) -> dict[str, Any]:
        mine, done = self.seats.get(hand) == seat, hand in self.seats
        twice = mine and self._clash and bool(self.guess)
        said = "double" if twice else "mine" if mine else "free" if free else "taken"
        looks = {"wanted": seat == WANTED and free and not done, "taken": not free and not mine}
        looks |= {BY[hand]: mine and not twice, "clash": twice, "aisle": seat.endswith("C")}
        more = {"label": phrase(said, seat=seat, name=NAMES[hand]), "off": done or not free}
        return item("tap", seat, f"{hand} {seat}", hand=hand + 1, looks=looks, **more)


open = Race.show
