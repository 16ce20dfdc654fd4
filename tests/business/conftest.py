"""The doors to a sandbox, as fixtures for all tests of the room."""

from doors import door, loop, reader, server, wa, world

__all__ = ["door", "loop", "reader", "server", "wa", "world"]
