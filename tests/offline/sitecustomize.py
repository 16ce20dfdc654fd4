"""Refuses every connection beyond this machine, in whichever Python finds this file first.

The tests put this folder on PYTHONPATH, so that it also holds in kernels and servers they start.
An audit hook cannot be removed by the code it watches.
"""

import ipaddress
import sys

LOCAL_NAMES = {"localhost", "", None}


def is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("idna")
    if host in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


# What reaches the outside, and the place of the address or the name among its arguments.
REACHES = {f"socket.{name}": 1 for name in ("connect", "sendto", "sendmsg")}
REACHES |= {f"socket.get{name}": 0 for name in ("addrinfo", "hostbyname", "hostbyaddr", "nameinfo")}


def refuse(event: str, arguments: tuple) -> None:
    if (place := REACHES.get(event)) is None:
        return
    address = arguments[place]  # of a socket a tuple, or the path of a Unix socket
    host = address[0] if isinstance(address, tuple) else None if place else address
    if not is_local(host):
        raise PermissionError(f"{event} to {host!r}: the course and its tests run offline")


sys.addaudithook(refuse)
