"""The article rewriter of lesson 9 by keyboard: a word, a sentence, a check, and the page."""

from __future__ import annotations

import base64
import re

from playwright.sync_api import Browser, expect
from real_lab import Lab

SENTENCE = "The BBC reports <b>bus tickets</b> in the chat."


def test_a_claim_is_rewritten_and_lands_on_the_page(lab: Lab, browser: Browser) -> None:
    with lab.open(browser, "09_the_product.ipynb") as lesson:
        assert lesson.run() == []
        page = lesson.page
        row = page.locator(".widget-vbox", has_text="Claim 8:").last
        row.get_by_role("radio").first.focus()
        page.keyboard.press("Tab")  # from "may" to "reported"
        page.keyboard.press("Space")
        for _ in ("estimated", "is", "the box"):
            page.keyboard.press("Tab")
        page.keyboard.type(SENTENCE)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(row).to_contain_text('"reported" fits.')

        page.get_by_role("button", name="Make my page").press("Enter")
        link = page.get_by_role("link", name="Download my_article.html")
        expect(link).to_be_visible()
        made = base64.b64decode(str(link.get_attribute("href")).partition("base64,")[2]).decode()
        assert "The BBC reports &lt;b&gt;bus tickets&lt;/b&gt; in the chat." in made
        assert not re.search(r"<script|https?://", made)
        assert lesson.barriers() == []
        assert lesson.blocked == []
