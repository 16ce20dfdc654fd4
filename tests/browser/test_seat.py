"""Seat 12A is bought in a real JupyterLab with the keyboard only, and the thread can be read."""

from playwright.sync_api import expect

SEAT = ("Say hello", "Buy a ticket", "Bandung to Jakarta", "19 Oct 2024", "Choose a seat")
LESSON = "06_chat_commerce.ipynb"
LIVE = ".jp-OutputArea-output:has(.touch section.chat)"
GREEN = "rgb(216, 245, 207)"  # of a bubble, which an untrusted notebook must keep
CUT_OFF = """page => [page, ...page.querySelectorAll('*')].filter(
  part => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline'
).map(part => part.outerHTML.slice(0, 80))"""


def tap(page, chat, label):
    """Tab until the button with this label has the focus, then Enter."""
    expect(chat.get_by_role("button", name=label, exact=True)).to_be_visible()
    for _ in range(12):
        if page.evaluate("() => document.activeElement.textContent.trim()") == label:
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} cannot be reached with Tab")


def test_seat_12a_is_read_without_a_run_and_bought_with_the_keyboard_only(lab, browser):
    with lab.open(browser, LESSON, run=False) as lesson:
        page = lesson.page
        thread = page.locator("section.chat", has_text="ticket-12A.txt").first
        expect(thread).to_contain_text("Seat 12A")
        assert thread.get_by_role("listitem").count() > 12
        bubble = thread.get_by_role("listitem").first
        assert bubble.evaluate("bubble => getComputedStyle(bubble).backgroundColor") == GREEN
        assert lesson.barriers() == []
        page.set_viewport_size({"width": 640, "height": 900})  # as at twice the size
        assert thread.evaluate(CUT_OFF) == []

        page.set_viewport_size({"width": 1200, "height": 2600})
        assert lesson.run() == []
        chat = page.locator(LIVE)
        expect(chat).to_have_count(1)
        chat.get_by_role("button", name="Say hello", exact=True).focus()
        for label in SEAT:
            tap(page, chat, label)
        seats = chat.get_by_role("group", name="Choose").get_by_role("button")
        expect(seats.first).to_be_focused()
        page.keyboard.type("12A")
        expect(chat.get_by_role("button", name="12A", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        tap(page, chat, "Pay")
        expect(chat.locator("section.chat")).to_contain_text("Seat 12A")
        for part in ("section.chat", ".touch-said"):
            expect(chat.locator(part)).to_contain_text("ticket-12A.txt")
        expect(chat.get_by_role("button", name="Say hello", exact=True)).to_be_focused()
        assert lesson.barriers() == []
