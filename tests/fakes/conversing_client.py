"""A page that converses over a real socket: it hears out, or stops, what it is told, and reports what was heard."""

from __future__ import annotations

import asyncio
from typing import Any

from fakes.agent_client import AgentClient
from fakes.live_server import ANSWER_TIMEOUT_S, WireClient
from visavis.protocol.frames import AudioHeader
from visavis.protocol.framing import encode_frame


class ConversingClient(WireClient):
    """Takes in everything that comes; utterances are heard as soon as all of them is there, unless ``deaf``."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told: list[dict[str, Any]] = []
        """All messages, in order."""
        self.sound: dict[str, int] = {}
        """Samples that have come, by utterance."""
        self.whole: set[str] = set()
        """Utterances of which all sound has come."""
        self.deaf = False
        self._rates: dict[str, int] = {}

    async def ask(self, name: str, text: str, **fields: Any) -> None:
        await self.send(type="ask", id=name, text=text, **fields)

    async def take(self) -> dict[str, Any] | None:
        """The next thing that comes; None for a binary frame."""
        received = await self.receive()
        if isinstance(received, dict):
            self.told.append(received)
            if received["type"] == "utterance_start":
                self._rates[received["id"]] = received["sample_rate_hz"]
            return received
        header, _ = received
        if isinstance(header, AudioHeader):
            self.sound[header.id] = header.first_sample + header.samples
            if header.final:
                self.whole.add(header.id)
            if header.final and not self.deaf:
                await self.heard(header.id, 1e6 * self.sound[header.id] / self._rates[header.id] / 1000, "ended")
        return None

    async def heard(self, name: str, position_ms: float, state: str) -> None:
        await self.send(type="playback", id=name, position_ms=position_ms, state=state)

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Everything up to a message of this kind with these fields, and that message."""
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while True:
                message = await self.take()
                if message is not None and message["type"] == kind and fields.items() <= message.items():
                    return message

    async def until_sound(self, name: str) -> None:
        """Everything until something of an utterance can be heard."""
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while name not in self.sound:
                await self.take()

    async def until_whole(self, name: str) -> None:
        """Everything until all sound of an utterance has come."""
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while name not in self.whole:
                await self.take()

    async def turn(self, name: str, text: str, **fields: Any) -> dict[str, Any]:
        """A question and all of its answer; returns how the turn ended."""
        await self.ask(name, text, **fields)
        end = await self.until("turn_end", id=name)
        await self.until("turn_state", state="idle")
        return end

    async def turn_of_agent(self, agent: AgentClient, name: str, text: str, answer: str) -> None:
        """A question that an agent answers, and all of its answer."""
        await self.ask(name, text)
        await agent.until("asked", turn=name)
        await agent.say(name, answer)
        end = await self.until("turn_end", id=name)
        assert (end["source"], end["heard"]) == ("agent", answer)

    def kinds(self, *kinds: str) -> list[dict[str, Any]]:
        """What came of these kinds."""
        return [message for message in self.told if message["type"] in kinds]

    async def begin_to_speak(self, name: str, **fields: Any) -> None:
        await self.send(type="listen_start", id=name, **fields)

    async def speak_sound(self, name: str, pcm: bytes, *, rate_hz: int = 16000, final: bool = True) -> None:
        """Sound of the visitor's, in frames of a tenth of a second."""
        step = 2 * rate_hz // 10
        frames = [pcm[at : at + step] for at in range(0, len(pcm), step)] or [b""]
        sent = 0
        for number, frame in enumerate(frames):
            header = AudioHeader(
                id=name,
                first_sample=sent // 2,
                samples=len(frame) // 2,
                final=final and number == len(frames) - 1,
            )
            await self.socket.send(encode_frame(header, frame))
            sent += len(frame)
