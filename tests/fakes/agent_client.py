"""An agent over a real socket. Reads in order; keeps all that it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.live_server import ANSWER_TIMEOUT_S, LiveServer, WireClient
from visavis.protocol.frames import AudioHeader
from visavis.protocol.framing import encode_frame


async def bound(server: LiveServer, page: WireClient) -> dict[str, Any]:
    """Session and key of a page, as its host gets them by the page's code."""
    await page.send(type="ask_code")
    while (told := await page.message())["type"] != "code":
        pass
    answer = await server.post("/v1/sessions/redeem", json={"code": told["code"]})
    assert answer.status_code == 200, answer.text
    while (await page.message())["type"] != "code_redeemed":
        pass
    session: dict[str, Any] = answer.json()
    return session


class AgentClient:
    """One connection to a session that is bound."""

    def __init__(self, server: LiveServer, session: dict[str, Any], *, answers: str = "agent", **options: Any) -> None:
        self._url = f"ws://127.0.0.1:{server.port}/v1/sessions/{session['session_id']}/agent"
        self._options = {"additional_headers": {"Authorization": f"Bearer {session['key']}"}, **options}
        self._answers = answers
        self.told: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(
            self._url, compression=None, open_timeout=ANSWER_TIMEOUT_S, **self._options
        )
        # Whoever is turned away is told so at once, and the connection may be closed already.
        with contextlib.suppress(ConnectionClosed):
            await self.send(type="hello", protocol_version="1.4", client="test", answers=self._answers)
        self.welcome = await self.message()
        assert self.welcome["type"] == "welcome", self.welcome
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def send(self, **fields: Any) -> None:
        await self.socket.send(json.dumps(fields))

    async def say(self, turn: str, *texts: str, final: bool = True) -> None:
        """Pieces of text; the last one ends the turn."""
        for number, text in enumerate(texts):
            await self.send(type="say", turn=turn, text=text, final=final and number == len(texts) - 1)

    async def sound(
        self, block: str, pcm: bytes, *, frame_bytes: int = 1600, first: int = 0, last: bool = True
    ) -> None:
        """Frames of a block that was announced, from byte ``first`` on."""
        for at in range(0, max(1, len(pcm)), frame_bytes):
            piece = pcm[at : at + frame_bytes]
            ends = last and at + frame_bytes >= len(pcm)
            header = AudioHeader(id=block, first_sample=(first + at) // 2, samples=len(piece) // 2, final=ends)
            await self.socket.send(encode_frame(header, piece))

    async def message(self) -> dict[str, Any]:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            told: dict[str, Any] = json.loads(await self.socket.recv())
        self.told.append(told)
        return told

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Everything up to a message of this kind with these fields, and that message."""
        while True:
            told = await self.message()
            if told["type"] == kind and fields.items() <= told.items():
                return told
