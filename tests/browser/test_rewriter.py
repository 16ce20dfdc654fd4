"""My sentence and my front page in lesson 9 by keyboard: a word, a sentence, a check, the page."""

import base64
import re

from playwright.sync_api import expect

SENTENCE = "Whoever pays nothing <b>may</b> be the product."


def test_a_claim_is_rewritten_and_lands_on_the_page(lab, browser):
    with lab.open(browser, "09_the_product.ipynb") as lesson:
        page = lesson.page
        row = page.locator(".widget-vbox", has_text="Claim 14:").last
        row.get_by_role("radio").first.focus()
        page.keyboard.press("Space")  # "may"
        for _ in ("reported", "estimated", "is", "the box"):
            page.keyboard.press("Tab")
        page.keyboard.type(SENTENCE)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(row).to_contain_text('"may" fits.')

        page.get_by_role("button", name="Make my front page").press("Enter")
        link = page.get_by_role("link", name="Download my_front_page.html")
        expect(link).to_be_visible()
        made = base64.b64decode(str(link.get_attribute("href")).partition("base64,")[2]).decode()
        assert "Whoever pays nothing &lt;b&gt;may&lt;/b&gt; be the product." in made
        assert not re.search(r"<script|https?://", made)
        assert lesson.barriers() == []


def test_the_card_of_an_openers_guess_names_its_place(lab, browser):
    code = (
        "from course_lib.lesson import rewriter\nfrom course_lib.scenes import lesson_01 as scene",
        'scene.open.__self__().keep("flip", 1, "17")',
        "rewriter.cards_of(lesson=1)",
    )
    with lab.open(browser, "opener_card.ipynb", *code) as lesson:
        page = lesson.page
        expect(page.get_by_role("img", name="Computed in this lesson")).to_have_count(0)
        page.get_by_role("button", name="Make a card of this guess").press("Enter")
        expect(page.get_by_role("img", name="01_sealed_message.html#opener")).to_have_count(1)
        expect(page.get_by_role("img", name="Computed in this lesson")).to_have_count(1)
        for side in ("guess", "answer"):
            link = page.get_by_role("link", name=f"Download my_{side}.png")
            assert str(link.get_attribute("href")).startswith("data:image/png;base64,")
