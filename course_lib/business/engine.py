"""What happens: a request is accepted or refused, a message goes its way, a person does something.

The platform answers a request at once (`accept` raises Refusal, nothing changed, or keeps the
message) and tells the rest later. That a text outside the window is accepted first and fails
afterwards is the platform's way, and the most common surprise. Everything that is told is an event
in `state.events`.
"""

from typing import Any

from course_lib import data
from course_lib.business import flows, rules, templates
from course_lib.business.messages import FILES, KIND_OF, MEGABYTES, Command, no
from course_lib.business.rules import DAY, HOUR, UNPRICED, Case, moment
from course_lib.business.state import NOTHING, Inbound, Media, Message, Person, State, Verdict

# How long files live, the company's and the customers'; how late one may react, or get a message.
KEPT, KEPT_INBOUND, REACT_WITHIN, UNDELIVERED = 30 * DAY, 7 * DAY, 30 * DAY, 30 * DAY
ON_THE_WAY = 1  # seconds from the platform to a phone that is online
NO_MARKETING_TO_US = moment("2025-04-01")
_VERDICTS = {key: Verdict(**held) for key, held in data.toml("business", "verdicts").items()}
SEND = _VERDICTS["send"]


def accept(state: State, command: Command) -> Message:
    """Take a request. Raises Refusal (or CourseError where no price is known), state unchanged."""
    person, now = _recipient(state, command), state.clock.now
    if person.wa_id == state.settings.display_number:
        raise no("to_oneself")
    template, filled, category = None, NOTHING, "service"
    if command.type == "template":
        template, filled = templates.ready(state, command.content)
        category = template.category.lower()
        if command.bsuid and category == "authentication":
            raise no("bsuid_authentication")
    verdict = _check_references(state, command, filled.files)
    # The free entry point: the first answer to somebody who came by an ad opens it.
    answered = person.answered_ad
    if answered is None and rules.is_open(person.came_from_ad, now):
        answered = now
    until = 0 if answered is None else answered + state.meter.rule_on(now).entry_hours * HOUR
    is_open = rules.is_open(person.last_word, now)
    # At 24 hours the window is still open, at 72 the entry point has expired: see `is_open`.
    case = Case(now, person.key, person.market, category, is_open, now < until)
    message = Message(person, command.type, command.content, case, verdict, template, filled)
    message.callback, message.last_word = command.callback, person.last_word
    message.entry_until = until if case.entry_open else 0
    # Last what may still be refused, for want of a price; from `_keep` on nothing can be.
    if not verdict.code:
        message.verdict = _VERDICTS["unreachable"] if command.misplaced else judge(state, message)
    if not message.error:
        message.quote = UNPRICED if command.type == "reaction" else state.meter.quote(case)
    if not command.misplaced and person.key not in state.customers:
        meet(state, person)
    _keep(state, message)
    return message


def _keep(state: State, message: Message) -> None:
    """Note it and what follows from it: the failure, or the way to the phone."""
    person, now = message.person, state.clock.now
    message.id = state.ids.wamid(person.key)
    state.messages[message.id] = message
    person.thread.append(message)
    if message.error:
        message.failed = now
        return state.tell("status", message, "failed")
    if message.template and not message.case.window_open:
        state.reached.pop(person.key, None)  # who was written to last stands last
        state.reached[person.key] = now
    if message.entry_until and person.answered_ad is None:
        person.answered_ad = now
    message.sent = now
    state.tell("status", message, "sent", message.quote)
    if message.type != "reaction":
        state.clock.after(ON_THE_WAY, _arrive, state, message)
    return None


def meet(state: State, person: Person) -> None:
    """Keep a person."""
    state.customers[person.key] = state.by_user_id[person.user_id] = person


def _recipient(state: State, command: Command) -> Person:
    if command.to:
        known = None if command.misplaced else state.customers.get(command.to)
        return known or state.new_person(command.to)
    if command.bsuid not in state.by_user_id:
        raise no("bsuid_unknown")
    return state.by_user_id[command.bsuid]


def _check_references(state: State, command: Command, shown: list[tuple[str, Any]]) -> Verdict:
    """Files and forms that a request names must exist; a file of the wrong type fails later."""
    content, files = command.content, shown
    if command.type in FILES:
        files = [(command.type, content)]
    if command.type == "interactive":
        header = content.get("header") or {}
        files = [(kind, header[kind]) for kind in FILES if header.get("type") == kind]
        if content["type"] == "flow":
            flows.check_sendable(state, content["action"]["parameters"])
    for kind, held in files:
        if held.get("id"):
            found = find_media(state, held["id"])
            if found is None:
                raise no("media_unknown", kind=kind)
            if found.mime not in FILES[kind]:
                return _VERDICTS["media_type"]
    return SEND


def judge(state: State, message: Message) -> Verdict:
    """What the platform decides after it has answered 200; the reason comes with the decision."""
    person, case, closed = message.person, message.case, not message.case.window_open
    american = person.user_id.startswith("US.")
    if person.blocked or not person.on_whatsapp:
        return _VERDICTS["unreachable"]
    if closed and not message.template:
        return _VERDICTS["window_closed"]
    if message.type == "reaction" and not _can_react(message):
        return _VERDICTS["no_target"]
    if case.category == "marketing" and american and case.at >= NO_MARKETING_TO_US:
        return _VERDICTS["us_stop"]
    return _VERDICTS["limit"] if closed and not _within_reach(state, person.key) else SEND


def _can_react(message: Message) -> bool:
    """To a message of this thread, not older than 30 days, and itself no reaction?"""
    since, target = message.at - REACT_WITHIN, message.content["message_id"]
    found = (item for item in message.person.thread if item.id == target)
    return any(item.type != "reaction" and item.at >= since for item in found)


def _within_reach(state: State, key: str) -> bool:
    """People outside the window are counted in a moving 24 hours."""
    reached, most = state.reached, state.settings.messaging_limit
    while 0 < most <= len(reached) and state.clock.now - next(iter(reached.values())) > DAY:
        del reached[next(iter(reached))]
    return key in reached or len(reached) < most


def _arrive(state: State, message: Message) -> None:
    person = message.person
    if person.blocked or state.clock.now > message.at + UNDELIVERED:
        return
    if not person.online:
        state.undelivered.append(message)
    elif person.chat_open:
        read(state, message)
    else:
        message.delivered = state.clock.now
        state.tell("status", message, "delivered", message.quote)
        if person.reads_after is not None:
            state.clock.after(person.reads_after, read, state, message)


def try_again(state: State) -> None:
    """What waits for a phone that was off is on its way again."""
    waiting, state.undelivered = state.undelivered, []
    for message in waiting:
        state.clock.after(0, _arrive, state, message)  # before what is sent now


def read(state: State, message: Message) -> None:
    """The person opens the chat: blue ticks."""
    if message.read is None:
        message.read = state.clock.now
        state.tell("status", message, "read", message.quote)


def hear(state: State, person: Person, kind: str, content: dict[str, Any], **more: Any) -> Inbound:
    """A person writes; the window is open for 24 hours. `more` is as in `Customer.sends`."""
    person.last_word = state.clock.now
    word = Inbound(state.ids.wamid(person.key), person.last_word, kind, content, **more)
    person.thread.append(word)
    state.words[word.id] = word
    state.tell("message", word, person.key)
    return word


def keep_media(state: State, mime: str, content: bytes, life: int = KEPT) -> str:
    """Keep a file for `life` seconds; its id. Raises Refusal for a type or size nobody can send."""
    if mime not in KIND_OF:
        raise no("file_type", known=", ".join(KIND_OF), got=repr(mime))
    most = MEGABYTES[KIND_OF[mime]]
    if not content or len(content) > most * 1_000_000:
        raise no("file_size", got=mime, most=most)
    identifier = state.ids.digits(1_037_543_291_543_000)
    state.media[identifier] = Media(mime, content, state.clock.now + life)
    return identifier


def find_media(state: State, identifier: str) -> Media | None:
    """A file that is still kept."""
    found = state.media.get(identifier)
    return found if found and state.clock.now <= found.until else None
