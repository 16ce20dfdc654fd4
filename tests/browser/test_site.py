"""The reading edition in a real browser: phone and desk, both themes, no server of Jupyter."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect
from real_lab import barriers

from course_lib.authoring import site

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SCREENS = {"phone": ((400, 800), "dark"), "desk": ((1280, 800), "light")}
PAGES = ["index", *sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the site is served."""
    out = tmp_path_factory.mktemp("site")
    site.build(NOTEBOOKS, out)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=SCREENS)
def page(request, browser):
    (width, height), theme = SCREENS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.weekly
@pytest.mark.parametrize("name", PAGES)
def test_a_page(address, page, name):
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/{name}.html")
    for chart in page.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg")).to_have_count(1)
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert barriers(page) == []
    assert errors == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.weekly
def test_the_search_leads_to_a_lesson(address, page):
    page.goto(f"{address}/index.html")
    page.get_by_role("combobox", name="Search").fill("skipped message keys")
    found = page.get_by_role("option")
    expect(found.first).to_contain_text("A thief copies the phone today")
    assert barriers(page) == []
    found.first.click()
    page.wait_for_url("**/02_ratchet.html*")


@pytest.mark.weekly
def test_questions_guesses_and_an_opener_answer(address, page):
    page.goto(f"{address}/04_who_pays.html")
    asked = page.locator("form.question:not([data-guess]):has([type=radio])").first
    asked.get_by_role("radio").first.check()
    expect(asked.get_by_role("status")).to_contain_text(".")
    guess = page.locator("form[data-guess]:has([type=radio])").first
    guess.get_by_role("radio").last.check()
    kept = guess.get_by_role("radio").last.input_value()
    page.reload()
    told = page.locator(f"[data-reveal={guess.get_attribute('data-guess')}] .mine")
    expect(told).to_contain_text(kept)
    opener = page.locator("[data-scene]")
    before = opener.inner_html()
    opener.locator("[data-act=at]").nth(5).click()
    page.wait_for_function(
        "([at, before]) => at.innerHTML !== before", arg=[opener.element_handle(), before]
    )
