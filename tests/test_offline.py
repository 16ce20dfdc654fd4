"""The block on connections beyond this machine really blocks: here, and in a kernel, a child."""

import socket

import nbformat
import pytest
from nbclient import NotebookClient

OUTSIDE = "192.0.2.1"  # a documentation address (RFC 5737): nobody's
DIAL = f"import socket; socket.create_connection(('{OUTSIDE}', 80), timeout=1)"
LOOK_UP = "import socket; socket.getaddrinfo('example.org', 80)"
OUT = [("sendto", b"", (OUTSIDE, 53)), ("sendmsg", [b""], [], 0, (OUTSIDE, 53))]
OUT += [("create_connection", (OUTSIDE, 80), 1), ("getnameinfo", (OUTSIDE, 80), 0)]
OUT += [(f"gethostby{what}", "example.org") for what in ("name", "name_ex", "addr")]


@pytest.mark.parametrize("call", [*OUT, ("getaddrinfo", "example.org", 80)], ids=lambda it: it[0])
def test_no_connection_from_a_test(call):
    datagram, (name, *given) = socket.socket(type=socket.SOCK_DGRAM), call
    with datagram, pytest.raises(PermissionError, match="offline"):
        (getattr(socket, name, None) or getattr(datagram, name))(*given)


def test_loopback_stays_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize("code", [DIAL, LOOK_UP])
def test_no_connection_from_a_kernel(code):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    (output,) = notebook.cells[0].outputs
    assert output.ename == "PermissionError"
    assert "the course and its tests run offline" in output.evalue
