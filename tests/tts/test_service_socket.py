"""Connections to services: where the key goes, and where not."""

from __future__ import annotations

import pytest
from websockets.asyncio.server import ServerConnection

from fakes.socket_stand_in import socket_stand_in
from visavis.tts.engine import EngineError
from visavis.tts.service_socket import service_socket

pytestmark = pytest.mark.contract


async def hears_nothing(_: ServerConnection) -> None:
    pass


@pytest.mark.parametrize("scheme", ["ws", "http"])
async def test_the_key_goes_to_nobody_that_a_service_names(scheme: str) -> None:
    asked: list[str | None] = []
    async with socket_stand_in(hears_nothing) as service, socket_stand_in(hears_nothing) as other:
        other.authorized = lambda headers: asked.append(headers.get("X-Api-Key")) is None
        service.refuse = (302, {"Location": f"{scheme}://127.0.0.1:{other.port}/"})
        with pytest.raises(EngineError, match="service answers 302: it sends to another address") as raised:
            async with service_socket(service.url, "service", 5, {"X-Api-Key": "hush"}):
                pass
    assert (raised.value.code, asked) == ("engine_unavailable", [])
