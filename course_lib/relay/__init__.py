"""The server in the middle: it carries sealed messages, and this room shows what it sees of them.

It knows no key: nothing here imports the encryption room. `Server` carries, `Envelope` is the
outside of one message, `log_frame` makes a table of many, `validate` says what is wrong with one.
"""

from course_lib.relay.envelope import COLUMNS, KINDS, Envelope, log_frame, typed, validate
from course_lib.relay.server import Server

__all__ = ["COLUMNS", "KINDS", "Envelope", "Server", "log_frame", "typed", "validate"]
