"""What the kernel is to refuse a student's process, as the program of a filter (seccomp).

Limits on memory do not see what a process keeps in the kernel: files in memory and shared memory
without a name. A room within the room could mount more of it. And a keyring is one for all
notebooks. Nothing an honest notebook does needs any of these.
"""

from __future__ import annotations

import platform
import struct
import sys
from collections.abc import Iterable
from errno import ENOSYS, EPERM

# By machine: how the kernel's audit names it, then numbers of its system calls.
_MACHINES = {
    "x86_64": (0xC000003E, 56, (29, 64, 68, 248, 249, 250, 272, 298, 308, 319, 321, 323)),
    "aarch64": (0xC00000B7, 220, (194, 190, 186, 217, 218, 219, 97, 241, 268, 279, 280, 282)),
}  # clone; shmget semget msgget add_key request_key keyctl unshare perf setns memfd bpf userfaultfd
_EVERYWHERE = (425, 447)  # io_uring_setup, memfd_secret
_CLONE3 = 435  # its flags cannot be seen; the C library takes clone where it is missing
_NEW_SPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_OTHER_NUMBERS = 0x40000000  # of a second set of calls on x86_64
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where they are in what the kernel shows
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def program() -> bytes:
    """The filter's instructions for this machine, b"" if it is of another kind.

    >>> len(program()) % 8
    0
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return b""
    audit, clone, refused = _MACHINES[platform.machine()]
    made = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _ERROR | EPERM),
        (_LOAD, 0, 0, _NUMBER),
        *_refusal(_AT_LEAST, [_OTHER_NUMBERS], EPERM),
        *_refusal(_EQUAL, (*refused, *_EVERYWHERE), EPERM),
        *_refusal(_EQUAL, [_CLONE3], ENOSYS),
        (_EQUAL, 1, 0, clone),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        *_refusal(_ANY_BIT, [_NEW_SPACES], EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in made)


def _refusal(test: int, values: Iterable[int], error: int) -> list[tuple[int, int, int, int]]:
    """For each value: if the test holds, return the error, or else go on."""
    steps = ((test, 0, 1, value) for value in values)
    return [part for step in steps for part in (step, (_RETURN, 0, 0, _ERROR | error))]
