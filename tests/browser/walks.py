"""What somebody does in lessons 0, 4, 6 and 9, and the hands with which it is done."""

from playwright.sync_api import expect
from real_lab import cell_of

SEAT = ("Say hello", "Buy a ticket", "Bandung to Jakarta", "19 Oct 2024", "Choose a seat")
SENTENCE = "Whoever pays nothing may be the product."


class Hands:
    """How somebody types, chooses and presses: with a mouse."""

    typed = "Tab"  # the key after a text

    def __init__(self, page):
        self.page = page

    def reach(self, part):
        part.click()

    def next(self, part):
        """Come to what is next in the same panel."""

    def press(self, part):
        self.reach(part)

    def choose(self, part):
        self.press(part)

    def write(self, box, text):
        self.reach(box)
        expect(box).to_be_focused()
        self.page.keyboard.type(text)
        if self.typed:
            self.page.keyboard.press(self.typed)

    def pick(self, seats, text):
        self.press(seats.get_by_role("button", name=text, exact=True))

    def step(self, box):
        self.reach(box)
        self.page.keyboard.press("ArrowUp")

    def edit(self, cell, text):
        self.reach(cell.locator(".cm-content"))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Shift+Enter")


class Keyboard(Hands):
    """No pointer at all once the page is there."""

    typed = "Enter"

    def reach(self, part):
        part.focus()

    def next(self, part):
        """By Tab from where the focus is."""
        expect(part).to_be_visible()
        for _ in range(12):
            if part.evaluate("part => part === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached with Tab: {part}")

    def press(self, part):
        self.reach(part)
        self.page.keyboard.press("Enter")

    def choose(self, part):
        self.reach(part)
        self.page.keyboard.press("Space")

    def pick(self, seats, text):
        expect(seats.get_by_role("button").first).to_be_focused()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


class Touch(Hands):
    """A tablet, held upright."""

    typed = ""  # a keyboard on the screen has no Tab

    def reach(self, part):
        part.scroll_into_view_if_needed()
        self.page.wait_for_timeout(400)  # quicker, and Chromium takes two taps for a double tap
        part.tap()


def box_of(page, asked):
    """The innermost box of a question on screen."""
    return page.locator(".course-live .widget-vbox:not(:has(.widget-vbox))", has_text=asked).first


def lesson_0(page, hands):
    tags = page.locator(".touch").first
    for tag, place in (("reads", "relay"), ("pays", "sari"), ("paid", "meta")):
        hands.press(tags.locator(f'[data-id="take-{tag}"]'))
        expect(tags.locator(".touch-said")).to_contain_text("You hold")
        hands.press(tags.locator(f'[data-id="put-{tag} {place}"]'))
        expect(tags.locator(f'[data-id="{place}"] [data-id="take-{tag}"]')).to_be_visible()
    hands.press(tags.locator('[data-id="take-letter"]'))
    hands.press(tags.locator('[data-id="put-letter nusa"]'))
    expect(tags.locator(".touch-said")).to_contain_text("1 of 3 stood right.")
    nobody = box_of(page, "For how many months")
    hands.write(nobody.get_by_role("textbox"), "31")
    expect(nobody).to_contain_text("Kept: 31 months")
    sure = cell_of(page, "predictions.sure(")
    hands.step(sure.get_by_label("Claim 1, in percent"))
    expect(sure).to_contain_text("Kept: 55 percent")
    quiz = cell_of(page, 'quiz.ask("lesson_00")')
    hands.choose(quiz.get_by_role("radio").first)
    hands.press(quiz.get_by_role("button", name="Check my answer").first)
    expect(quiz.locator("div[style*='border-left']").first).to_be_visible()
    before = cell_of(page, "quiz.ask_before")
    hands.choose(before.get_by_role("radio").nth(1))
    expect(before).to_contain_text("Kept: 1 of 10.")
    answer = cell_of(page, 'predictions.reveal("nobody"')
    expect(answer.get_by_text("The fee ended")).not_to_be_visible()
    hands.edit(answer, 'predictions.reveal("nobody", months)')
    expect(answer.get_by_text("31 months")).to_be_visible()
    expect(answer.get_by_text("The fee ended")).to_be_visible()


def lesson_4(page, hands):
    january = box_of(page, "From 5 to 12 January 2021")
    hands.choose(january.get_by_role("radio").last)
    expect(january).to_contain_text("Kept:")
    profit = cell_of(page, "ex.profit.check")
    hands.edit(profit, "ex.profit.check(10.2 - 148.7)")
    expect(profit).to_contain_text("Right.")
    explorer = page.locator(".jp-OutputArea-output:has(.course-controls)").first
    said = explorer.get_by_role("status").inner_text()
    hands.step(explorer.locator("input[type=number]").first)
    expect(explorer.get_by_role("status")).not_to_have_text(said)
    expect(explorer.locator(".course-fit svg")).to_be_in_viewport()


def lesson_6(page, hands):
    chat = page.locator(".course-live:has(.touch section.chat)")
    expect(chat).to_have_count(1)
    first, *others = (chat.get_by_role("button", name=label, exact=True) for label in SEAT)
    hands.press(first)
    for button in others:
        hands.next(button)
        hands.press(button)
    hands.pick(chat.get_by_role("group", name="Choose"), "12A")
    pay = chat.get_by_role("button", name="Pay", exact=True)
    hands.next(pay)
    hands.press(pay)
    expect(chat.locator("section.chat")).to_contain_text("Seat 12A")
    for part in ("section.chat", ".touch-said"):
        expect(chat.locator(part)).to_contain_text("ticket-12A.txt")
    expect(first).to_be_focused()
    share = box_of(page, "Of the 145,000 rupiah for the seat")
    hands.write(share.get_by_role("textbox"), "9000")
    expect(share).to_contain_text("Kept: 9,000 rupiah")


def lesson_9(page, hands):
    claim = box_of(page, "Claim 14:")
    hands.choose(claim.get_by_role("radio", name="may"))
    hands.next(claim.get_by_role("textbox"))
    hands.write(claim.get_by_role("textbox"), SENTENCE)
    check = claim.get_by_role("button", name="Keep and check claim 14")
    hands.next(check)
    hands.press(check)
    expect(claim).to_contain_text('"may" fits.')
    hands.press(page.get_by_role("button", name="Make my front page"))
    expect(page.get_by_role("link", name="Download my_front_page.html")).to_be_visible()
