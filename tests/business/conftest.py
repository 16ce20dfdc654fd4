"""The doors to a sandbox, as fixtures for all tests of the room."""

from doors import reader, server, wa, world

__all__ = ["reader", "server", "wa", "world"]
