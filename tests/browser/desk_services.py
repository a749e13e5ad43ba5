"""A server that converses, with stand-ins for its language model and its recogniser in a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fakes import chat_service as chat
from fakes import transcription_service as transcription
from running_server import RunningServer, run_server

DESK = """
answers:
  - id: fee
    questions: [运费多少, 快递费怎么算]
    answers: [运费十元，满九十九元包邮。]
    links: [{title: 运费说明, url: /fees}]
    replies: [怎么退货]
  - id: return
    questions: [怎么退货]
    answers: [七天之内可以退货，请在我的订单里面申请。]
  - id: story
    questions: [讲个故事]
    answers: [从前有座山，山里有座庙，庙里有个老和尚在讲故事，讲的是从前有座山，山里有座庙，庙里有个老和尚在讲故事。]
  - id: delivery
    questions: [How long does delivery take?]
    answers: [Delivery takes two days.]
"""


@dataclass(frozen=True)
class ConversingServer:
    """A server and what stands behind it."""

    server: RunningServer
    model: chat.ChatService
    recogniser: transcription.TranscriptionService

    @property
    def url(self) -> str:
        return self.server.url


@contextmanager
def conversing_server(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[ConversingServer]:
    """Runs until the block ends. Its approved answers are those of ``DESK``."""
    there, done = threading.Event(), threading.Event()
    services: list[tuple[chat.ChatService, transcription.TranscriptionService]] = []

    async def serve() -> None:
        async with chat.chat_service() as model, transcription.transcription_service() as recogniser:
            services.append((model, recogniser))
            there.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert there.wait(30)
        model, recogniser = services[0]
        desk = folder / "desk.yaml"
        desk.write_text(DESK, encoding="utf-8")
        settings = {
            "VISAVIS_ANSWERS": str(desk),
            "VISAVIS_FILLER_S": "0",
            "VISAVIS_LLM_URL": model.url,
            "VISAVIS_LLM_MODEL": chat.MODEL,
            "VISAVIS_LLM_KEY": chat.KEY,
            "VISAVIS_LLM_RETRIES": "0",
            "VISAVIS_LISTEN": "openai",
            "VISAVIS_LISTEN_OPENAI_URL": recogniser.url,
            "VISAVIS_LISTEN_OPENAI_MODEL": "whisper-1",
            "VISAVIS_LISTEN_OPENAI_KEY": transcription.KEY,
        }
        with run_server(folder / "server.log", environment={**settings, **(environment or {})}) as server:
            yield ConversingServer(server, model, recogniser)
    finally:
        done.set()
        thread.join()
