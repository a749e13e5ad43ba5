"""A visitor without a browser: asks over the websocket, and has everything heard as soon as it comes."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Final

from websockets.asyncio.client import ClientConnection

from visavis.bench.talker import Talker, split_frame
from visavis.headless.server_process import HeadlessError

ANSWER_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One turn, as it came over the wire."""

    first_sound_ms: float
    """From sending the question to the first audio frame."""
    first_sound_at: float
    """In seconds of ``time.perf_counter``."""
    beginning: str
    """What the first utterance says."""
    metrics: dict[str, Any]
    """As the server told them in ``turn_end``."""


async def ask_all(url: str, questions: list[str], source: str) -> list[Answered]:
    """Ask one after the other. Raises :class:`HeadlessError` where an answer is not of ``source``."""
    async with await Talker(url, iter(())).open() as socket:
        return [await _ask(socket, f"t{number}", question, source) for number, question in enumerate(questions)]


async def _ask(socket: ClientConnection, name: str, question: str, source: str) -> Answered:
    begun = time.perf_counter()
    await socket.send(json.dumps({"type": "ask", "id": name, "text": question}))
    first: float | None = None
    beginning = ""
    async with asyncio.timeout(ANSWER_S):
        while True:
            message = await socket.recv()
            if isinstance(message, bytes):
                header, _ = split_frame(message)
                if header["type"] != "audio":
                    continue
                first = first or time.perf_counter()
                if header["final"]:
                    report = {"type": "playback", "id": header["id"], "position_ms": 0, "state": "ended"}
                    await socket.send(json.dumps(report))
                continue
            told = json.loads(message)
            if told["type"] == "utterance_start" and not beginning:
                beginning = told["text"]
            elif told["type"] == "error":
                raise HeadlessError(f"a question was not answered: {told['code']}: {told['message']}")
            elif told["type"] == "turn_end" and told["id"] == name:
                if told["source"] != source or first is None:
                    raise HeadlessError(f"{question!r} was answered from {told['source']!r}, not from {source!r}")
                return Answered((first - begun) * 1000, first, beginning, told["metrics"])
