"""What the harness must see: a barrier, an error, an address that is not of this machine."""

import re

import pytest
from playwright.sync_api import Error


def test_a_barrier_and_an_error_are_found(lab, browser):
    cell = "from IPython.display import HTML\nHTML('<button></button><input>')"
    pasted = "from course_lib.lesson import live", "seat = “12A”"
    with lab.open(browser, "error.ipynb", cell, *pasted, "2", run=False) as opened:
        (error,), found = opened.run(), " ".join([*opened.barriers(), opened.text()])
    assert re.search("SyntaxError: .*button-name: .*label: (?s:.*) were pasted", error + found)


def test_the_block_blocks_a_page_and_a_kernel(lab, browser):
    outside = "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)"
    with lab.open(browser, "outside.ipynb", outside, run=False) as opened:
        with pytest.raises(Error, match="Failed to fetch"):
            opened.page.evaluate("() => fetch('https://example.org/picture.png')")
        assert opened.blocked == ["https://example.org/picture.png"]
        opened.blocked.clear()
        (error,) = opened.run()
    assert "the course and its tests run offline" in error
