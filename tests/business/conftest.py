"""The doors to a sandbox, as fixtures for all tests of the room."""

import pytest

pytest.register_assert_rewrite("doors", "stories")

from doors import door, loop, reader, server, wa, world  # noqa: E402 - rewritten first

__all__ = ["door", "loop", "reader", "server", "wa", "world"]
