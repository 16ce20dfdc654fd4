"""What somebody does in a page, in a way of their own, and then sees: the verbs of the tables.

`touches.toml` says what each means.
"""

from playwright.sync_api import expect
from real_lab import cell_of

LAPTOP = {"width": 1024, "height": 700}
PASSES = "([letter, x]) => Math.abs(letter.getBoundingClientRect().x - x - 60) < 60"


class Hand:
    """With a mouse where a step does not say how."""

    after_text = ("Tab",)

    def __init__(self, page, within=None):
        self.page, self.within = page, within

    def play(self, steps):
        for step in steps:
            for verb, told in step.items():
                getattr(self, verb)(told)

    def part(self, name):
        if name.startswith("#"):
            return self.within.locator(f'[data-id="{name[1:]}"]')
        if name.startswith((".", "[")) or " >> " in name:
            return self.within.locator(name)
        named = self.within.get_by_label(name).and_(self.within.locator(":not([role=radiogroup])"))
        return self.within.get_by_role("button", name=name).or_(named)

    def inside(self, selector):
        self.within = self.page.locator(selector)

    def cell(self, source):
        self.within = cell_of(self.page, source)

    def box(self, asked):
        boxes = self.page.locator(".course-live .widget-vbox:not(:has(.widget-vbox))")
        self.within = boxes.filter(has_text=asked)

    def reach(self, part):
        part.click()

    def use(self, name):
        self.reach(self.part(name))

    def choose(self, name):
        self.use(name)

    def pick(self, seat):
        self.use(seat)

    def next(self, name):
        """There is nothing to do: whatever is on the screen can be reached."""

    def go_on(self, name):
        self.next(name)
        self.use(name)

    def write(self, told):
        name, text = told
        self.reach(self.part(name))
        expect(self.part(name)).to_be_focused()
        self.page.keyboard.type(text)
        self.keys(self.after_text)

    def step(self, name):
        self.reach(self.part(name))
        self.page.keyboard.press("ArrowUp")
        self.page.mouse.wheel(0, 40)  # and reads on

    def edit(self, code):
        self.reach(self.part(".cm-content"))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Shift+Enter")

    def place(self, name):
        return self.part(name).bounding_box()

    def click(self, name):
        self.part(name).click()

    def twice(self, name):
        self.part(name).dblclick()

    def press(self, name):
        self.part(name).press("Enter")

    def focus(self, name):
        self.part(name).focus()

    def keys(self, keys):
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, told):
        name, text = told
        self.part(name).fill(text)

    def drag(self, names):
        first, last = map(self.part, names)
        first.drag_to(last)

    def sweep(self, names):
        first, last = map(self.place, names)
        self.page.mouse.move(first["x"] + 9, first["y"] + 9)
        self.page.mouse.down()
        self.page.mouse.move(last["x"] + 9, last["y"] + 9, steps=20)
        self.page.mouse.up()

    def at_once(self, names):
        self.within.evaluate("(picture, names) => look.press(picture, names)", names)

    def pause(self, milliseconds):
        self.page.wait_for_timeout(milliseconds)

    def says(self, text):
        expect(self.part(".touch-said")).to_contain_text(text)

    def tells(self, text):
        expect(self.within).to_contain_text(text)

    def unsays(self, text):
        expect(self.part(".touch-said")).not_to_contain_text(text)

    def at(self, name):
        expect(self.part(name)).to_be_focused()

    def reads(self, told):
        name, text = told
        expect(self.part(name)).to_have_text(text)

    def holds(self, told):
        name, value = told
        expect(self.part(name)).to_have_value(value)

    def on_screen(self, text):
        expect(self.within.get_by_text(text, exact=True)).to_be_in_viewport()

    def seen(self, text):
        expect(self.within.get_by_text(text)).to_be_visible()

    def unseen(self, text):
        expect(self.within.get_by_text(text)).not_to_be_visible()

    def count(self, told):
        selector, number = told
        expect(self.within.locator(selector)).to_have_count(number)

    def check(self, name):
        getattr(self, name)()

    def calmly_from_here(self):
        self.page.emulate_media(reduced_motion="reduce")

    def a_click_gives_no_focus(self):
        self.page.evaluate("window.asOnMac = true")

    def nothing_moves(self):
        assert self.page.evaluate("document.getAnimations().length") == 0

    def the_letter_passes_the_relay(self):
        letter = self.part("#letter-1").element_handle()
        self.page.wait_for_function(PASSES, arg=[letter, self.place("#relay")["x"]])

    def a_sign_of_percent_is_kept_out(self):
        assert self.part("Price").evaluate("box => look.keepsOut(box, '%')")

    def its_chart_is_on_the_screen(self):
        expect(self.part(".course-fit svg")).to_be_in_viewport()

    def all_places_stand_in_one_row(self):
        """The arrows below them need it."""
        self.page.set_viewport_size(LAPTOP)
        assert round(self.place("#sari")["y"]) == round(self.place("#meta")["y"])

    def a_bakso_is_paid_where_a_column_passes_it(self):
        line = self.place("#level targeta bowl of bakso: Rp20,000")
        lower, higher = (self.part(".touch-height").nth(n).bounding_box() for n in (3, 4))
        assert lower["y"] < line["y"] + line["height"] < higher["y"] + 2

    def all_lanes_are_equally_high(self):
        lanes = self.within.locator("[data-drop]").all()
        assert len({round(lane.bounding_box()["height"]) for lane in lanes}) == 1

    def the_clock_begins_where_the_dots_of_each_evening_do(self):
        self.page.set_viewport_size(LAPTOP)
        hours, *dots = self.within.evaluate("picture => look.begins(picture)")
        assert len(dots) == 6
        assert max(dots) - 4 < hours < min(dots) + 4


class Keyboard(Hand):
    """No pointer at all once the page is there."""

    after_text = ("Enter",)

    def reach(self, part):
        part.focus()

    def use(self, name):
        self.press(name)

    def choose(self, name):
        self.part(name).press("Space")

    def pick(self, seat):
        """By its name, from the seat that has the focus already."""
        expect(self.part("[aria-label=Choose] button").first).to_be_focused()
        self.page.keyboard.type(seat)
        self.page.keyboard.press("Enter")

    def next(self, name):
        """By Tab from where the focus is."""
        expect(self.part(name)).to_be_visible()
        for _ in range(12):
            if self.part(name).evaluate("part => part === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(name)


class Finger(Hand):
    """On a tablet, held upright, whose keyboard on the screen has no Tab."""

    after_text = ()

    def reach(self, part):
        part.scroll_into_view_if_needed()
        self.page.wait_for_timeout(400)  # quicker, and Chromium takes two taps for a double tap
        part.tap()
