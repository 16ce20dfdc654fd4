"""The reading edition in a real browser: phone and desk, both themes, no server of Jupyter."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from real_lab import barriers

from course_lib.authoring import site

SITE = "http://localhost"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCREENS = {"phone": (400, 800, "dark"), "desk": (1280, 800, "light")}
PAGES = ["index", *sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))]
PAGES.append("04_who_pays-slides-1")
STORES_NOTHING = "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException()}})"
CHANGED = "([at, before]) => at.innerHTML !== before"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    site.build(NOTEBOOKS, out)
    return out


@pytest.fixture(params=SCREENS)
def page(request, browser, folder):
    """Whatever it asks the site for is read from the folder."""
    wide, high, theme = SCREENS[request.param]
    screen = {"width": wide, "height": high}
    context = browser.new_context(viewport=screen, color_scheme=theme, reduced_motion="reduce")
    context.route(
        f"{SITE}/**",
        lambda route: route.fulfill(path=folder / urlsplit(route.request.url).path[1:]),
    )
    yield context.new_page()
    context.close()


@pytest.mark.weekly
@pytest.mark.parametrize("name", PAGES)
def test_a_page(page, name):
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{SITE}/{name}.html")
    for chart in page.locator("html:has(script) [data-chart]").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 16
    assert barriers(page) == []
    assert errors == []
    assert [url for url in asked if not url.startswith((SITE, "data:", "blob:"))] == []


@pytest.mark.weekly
def test_the_search_leads_to_a_lesson(page):
    page.goto(f"{SITE}/index.html")
    page.get_by_role("combobox", name="Search").fill("skipped message keys")
    found = page.get_by_role("option")
    expect(found.first).to_contain_text("A thief copies the phone today")
    assert barriers(page) == []
    found.first.click()
    page.wait_for_url("**/02_ratchet.html*")


@pytest.mark.weekly
def test_a_browser_that_stores_nothing_plays_too(page):
    page.add_init_script(STORES_NOTHING)
    page.goto(f"{SITE}/04_who_pays.html")
    guess = page.locator("form[data-guess]:has([type=radio])").first
    guess.get_by_role("radio").last.check()
    expect(guess.get_by_role("status")).to_contain_text("WhatsApp")
    expect(page.locator("[data-scene] [data-act=at]")).not_to_have_count(0)


@pytest.mark.weekly
def test_questions_guesses_and_an_opener_answer(page):
    page.goto(f"{SITE}/04_who_pays.html")
    asked = page.locator("form.question:not([data-guess]):has([type=radio])").first
    asked.get_by_role("radio").first.check()
    expect(asked.get_by_role("status")).to_contain_text(".")
    guess = page.locator("form[data-guess]:has([type=radio])").first
    guess.get_by_role("radio").last.check()
    page.goto(f"{SITE}/index.html")
    page.go_back()
    expect(asked.get_by_role("radio").first).not_to_be_checked()  # or it would say nothing more
    told = page.locator(f"[data-reveal={guess.get_attribute('data-guess')}] .mine")
    expect(told).to_contain_text(guess.get_by_role("radio").last.input_value())
    opener = page.locator("[data-scene]")
    before = opener.inner_html()
    opener.locator("[data-act=at]").nth(5).click()
    page.wait_for_function(CHANGED, arg=[opener.element_handle(), before])


@pytest.mark.weekly
def test_a_part_of_the_print_pack_is_printed_alone(page):
    """Firefox prints a copy that forgets what was chosen, but not what is hidden."""
    page.goto(f"{SITE}/print.html#lesson-3")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".part:not([hidden])")).to_have_id("lesson-3")
