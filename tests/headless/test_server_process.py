"""A port for a server that is yet to start."""

from __future__ import annotations

import errno
import socket
import sys

import pytest

from visavis.headless.server_process import reserved_port

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody may listen on a port that is held"),
]


def test_a_server_may_listen_on_a_reserved_port_and_nobody_else_gets_it() -> None:
    with reserved_port() as port, reserved_port() as other, socket.socket() as stranger, socket.socket() as server:
        assert port != other
        with pytest.raises(OSError, match="in use") as taken:
            stranger.bind(("127.0.0.1", port))
        assert taken.value.errno == errno.EADDRINUSE
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
            accepted, address = server.accept()
            with accepted:
                assert address == client.getsockname()
