"""The documentation's example engine, and the service that it is for."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.engines import Fixture, StandIn
from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in
from fakes.sounds import buzz
from parrot_engine import ParrotEngine, ParrotSettings

KEY = "seed-and-nuts"
RATE_HZ = 24_000
LETTER_S = 0.05


class Parrot:
    """Says a buzz of 50 ms for each letter."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.held = False
        self.status = 200
        self.server: HttpStandIn

    def heard(self) -> list[str]:
        return self.texts

    def hold(self) -> None:
        self.held = True

    def fail(self, status: int) -> None:
        self.status = status

    async def handle(self, exchange: Exchange) -> None:
        right = exchange.headers.get("authorization") == f"Bearer {KEY}"
        status = self.status if right else 401
        if status != 200:
            await exchange.reply(status, b"{}", "application/json", {"Retry-After": "7"} if status == 429 else None)
            return
        text = exchange.json()["text"]
        self.texts.append(text)
        await exchange.begin(200, "application/x-ndjson")
        sound = (buzz(LETTER_S * len(text), RATE_HZ) * 32767).astype("<i2").tobytes()
        half = len(sound) // 2 | 1  # half a sample is left over
        await exchange.chunk(_line({"audio": base64.b64encode(sound[:half]).decode()}))
        if self.held:
            await exchange.until_gone()
        for word in re.finditer(r"\w+", text):
            times = {"start_s": word.start() * LETTER_S, "end_s": word.end() * LETTER_S}
            await exchange.chunk(_line({"word": word.group(), **times}))
        await exchange.chunk(_line({"audio": base64.b64encode(sound[half:]).decode()}))
        await exchange.end()


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


@asynccontextmanager
async def parrot() -> AsyncIterator[Parrot]:
    service = Parrot()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with parrot() as service:
        engine = ParrotEngine(ParrotSettings(key=SecretStr(KEY), url=service.server.url))
        await engine.start()
        try:
            server = service.server
            yield StandIn(engine, lambda: server.active, service.heard, service.hold, service.fail)
        finally:
            await engine.close()


FIXTURE = Fixture(opened, voice_en="parrot:polly", voice_zh="parrot:polly", escapes=False)
