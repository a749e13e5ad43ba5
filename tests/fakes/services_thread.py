"""Stand-ins of a language model and of a recogniser, in a thread of their own: browser tests have no loop to spare."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fakes.chat_service import KEY as CHAT_KEY
from fakes.chat_service import MODEL, ChatService, chat_service
from fakes.transcription_service import KEY as HEARING_KEY
from fakes.transcription_service import TranscriptionService, transcription_service

START_S = 10.0


@dataclass(frozen=True)
class Services:
    """What answers and what listens; a test sets what they say before it asks."""

    model: ChatService
    ears: TranscriptionService

    @property
    def environment(self) -> dict[str, str]:
        """By which a server finds them."""
        return {
            "VISAVIS_LLM_URL": self.model.url,
            "VISAVIS_LLM_MODEL": MODEL,
            "VISAVIS_LLM_KEY": CHAT_KEY,
            "VISAVIS_LISTEN": "openai",
            "VISAVIS_LISTEN_OPENAI_URL": self.ears.url,
            "VISAVIS_LISTEN_OPENAI_MODEL": "whisper-1",
            "VISAVIS_LISTEN_OPENAI_KEY": HEARING_KEY,
        }


@contextmanager
def services() -> Iterator[Services]:
    """Both, on free ports, until the block ends."""
    ready, ended = threading.Event(), threading.Event()
    found: list[Services] = []

    async def run() -> None:
        async with chat_service() as model, transcription_service() as ears:
            found.append(Services(model, ears))
            ready.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    try:
        if not ready.wait(START_S):
            raise RuntimeError("the stand-ins did not start")
        yield found[0]
    finally:
        ended.set()
        thread.join(START_S)
