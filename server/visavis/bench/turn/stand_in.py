"""A language model and a recogniser on this machine, by OpenAI's API, with the delays of a real service."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from visavis.bench.corpus import sentences
from visavis.headless.server_process import HeadlessError

MODEL: Final = "stand-in"
FIRST_TOKEN_S: Final = 0.4
TOKENS_PER_S: Final = 40.0
UNDERSTOOD: Final = "请问这个方案还有别的办法吗？"
"""What the recogniser makes of any speech."""
START_S: Final = 20.0
_TOKEN: Final = re.compile(r"[A-Za-z0-9']+ ?|[\u4e00-\u9fff]{1,2}|.", re.DOTALL)


@dataclass(slots=True)
class Written:
    """One answer: its tokens, and when each was sent, in seconds of ``time.perf_counter``."""

    tokens: list[tuple[str, float]] = field(default_factory=list)

    def sent_at(self, beginning: str) -> float | None:
        """When the token went out that made a beginning of the answer whole; None for what is no beginning of it."""
        wanted, whole = _bare(beginning), ""
        for text, at in self.tokens:
            whole += _bare(text)
            if whole.startswith(wanted):
                return at
        return None


class StandIn:
    """Each answer is new: nothing of it can have been spoken before."""

    def __init__(self) -> None:
        self.answers: list[Written] = []
        self.sentences = 3
        """Of an answer to come."""
        self.port = 0
        self._source = sentences(100_000)

    @property
    def url(self) -> str:
        """Base address of the API."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def routes(self) -> list[Route]:
        """What is served."""
        return [
            Route("/v1/chat/completions", self._chat, methods=["POST"]),
            Route("/v1/audio/transcriptions", self._transcription, methods=["POST"]),
        ]

    async def _chat(self, request: Request) -> Response:
        begun = time.perf_counter()
        await request.body()
        text = "".join(next(self._source) for _ in range(self.sentences))
        written = Written()
        self.answers.append(written)
        return StreamingResponse(_stream(text, written, begun), media_type="text/event-stream")

    async def _transcription(self, request: Request) -> Response:
        await request.body()
        return JSONResponse({"text": UNDERSTOOD})


async def _stream(text: str, written: Written, begun: float) -> AsyncIterator[str]:
    tokens = _TOKEN.findall(text)
    for number, token in enumerate(tokens):
        await asyncio.sleep(max(0.0, begun + FIRST_TOKEN_S + number / TOKENS_PER_S - time.perf_counter()))
        written.tokens.append((token, time.perf_counter()))
        yield _event({"delta": {"role": "assistant", "content": token}, "finish_reason": None})
    yield _event({"delta": {}, "finish_reason": "stop"})
    yield "data: [DONE]\n\n"


def _event(choice: dict[str, Any]) -> str:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": MODEL}
    return f"data: {json.dumps({**head, 'choices': [{'index': 0, **choice}]}, ensure_ascii=False)}\n\n"


def _bare(text: str) -> str:
    return "".join(text.split())


@contextlib.contextmanager
def stand_in() -> Iterator[StandIn]:
    """Serve on a free port, in a thread of this process, until the block ends."""
    service = StandIn()
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    service.port = int(listening.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=service.routes), log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_S
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise HeadlessError("the stand-in of a language model did not start")
            time.sleep(0.01)
        yield service
    finally:
        server.should_exit = True
        thread.join(START_S)
        listening.close()
