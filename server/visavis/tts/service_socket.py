"""One connection to a service that speaks over a WebSocket: every wait has an end, every fault a name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from visavis.tts.engine import EngineError
from visavis.tts.service_faults import broke_off, of_status, silent, unreachable

CONNECT_S: Final = 5.0
MOST_MESSAGE_BYTES: Final = 8 << 20
_log = logging.getLogger(__name__ + ".wire")
# Its debug lines hold what is said, the key, and the signed address.
_log.setLevel(logging.WARNING)


class _Direct(connect):
    """Follows no redirection. The key is in a header of the service's own, which the library would send along to
    whatever machine is named: it keeps back ``Authorization`` only."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """None is followed."""
        return exc


class ServiceSocket:
    """An open connection. ``host`` is the service's name in messages."""

    def __init__(self, connection: ClientConnection, host: str, timeout_s: float) -> None:
        self._connection = connection
        self._host = host
        self._timeout_s = timeout_s

    async def send(self, message: str | bytes) -> None:
        """Raises :class:`EngineError`."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._connection.send(message)
        except TimeoutError:
            raise silent(self._host, self._timeout_s) from None
        except (ConnectionClosed, OSError):
            raise broke_off(self._host) from None

    async def receive(self) -> str | bytes:
        """The next message. Raises :class:`EngineError` when none comes in time, or none can come."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._connection.recv()
        except TimeoutError:
            raise silent(self._host, self._timeout_s) from None
        except (ConnectionClosed, OSError):
            raise broke_off(self._host) from None


@asynccontextmanager
async def service_socket(
    url: str, host: str, timeout_s: float, headers: Mapping[str, str] | None = None
) -> AsyncGenerator[ServiceSocket, None]:
    """Connects, and lets go at once when the block ends, however it ends: no wait for a farewell.

    ``url`` may be signed and is never told. Raises :class:`EngineError`.
    """
    try:
        connection = await _Direct(
            url,
            additional_headers=dict(headers or {}),
            open_timeout=min(CONNECT_S, timeout_s),
            max_size=MOST_MESSAGE_BYTES,
            compression=None,
            ping_interval=None,
            logger=_log,
        )
    except InvalidStatus as error:
        raise of_status(host, error.response.status_code, error.response.headers) from None
    except TimeoutError:
        raise EngineError(f"{host} does not answer", code="engine_timeout", retryable=True) from None
    except (OSError, InvalidHandshake, InvalidURI, EOFError):
        raise unreachable(host) from None
    try:
        yield ServiceSocket(connection, host, timeout_s)
    finally:
        connection.transport.abort()
        await connection.wait_closed()
