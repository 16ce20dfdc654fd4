"""The block on connections beyond this machine really blocks: here, and in a kernel, a child."""

import socket

import nbformat
import pytest
from nbclient import NotebookClient

OUTSIDE = "192.0.2.1"  # a documentation address (RFC 5737): nobody's
DIAL = f"import socket; socket.create_connection(('{OUTSIDE}', 80), timeout=1)"
LOOK_UP = "import socket; socket.getaddrinfo('example.org', 80)"


def test_no_connection_from_a_test():
    with pytest.raises(PermissionError, match="offline"):
        socket.create_connection((OUTSIDE, 80), timeout=1)
    with pytest.raises(PermissionError, match="offline"):
        socket.getaddrinfo("example.org", 80)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram,
        pytest.raises(PermissionError, match="offline"),
    ):
        datagram.sendto(b"", (OUTSIDE, 53))


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
