"""pocketsphinx: English on this machine, without a network, a key or a download."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.library import missing_library
from visavis.listen.engines.pocketsphinx.ear import Ear
from visavis.listen.local_work import LocalWork
from visavis.listen.recogniser import Capabilities, Heard, HearingWish, Place, Recogniser, RecogniserError
from visavis.listen.settings import from_environment


class PocketsphinxSettings(BaseSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(
        env_prefix="VISAVIS_LISTEN_POCKETSPHINX_", extra="ignore", frozen=True, populate_by_name=True
    )

    at_once: int = Field(default=2, ge=1, le=64, description="Utterances that are worked on at a time.")


class PocketsphinxRecogniser(Recogniser):
    """Tells what it understood while somebody speaks. What it does not understand it takes for words that it knows."""

    name: ClassVar[str] = "pocketsphinx"
    capabilities = Capabilities(Place.MACHINE, streaming=True, detects_language=False, languages=("en",))

    def __init__(self, settings: PocketsphinxSettings | None = None) -> None:
        self._settings = settings if settings is not None else from_environment(PocketsphinxSettings)
        self._work = LocalWork(self.name, self._settings.at_once)
        self._turns = asyncio.Semaphore(self._settings.at_once)
        self._idle: list[Ear] = []

    @classmethod
    def missing(cls) -> str | None:
        """The library."""
        return missing_library("pocketsphinx", "pocketsphinx")

    async def start(self) -> None:
        """Load the model once, which takes a second; more are loaded when several speak at a time."""
        missing = self.missing()
        if missing is not None:
            raise RecogniserError(missing, code="stt_unavailable")
        try:
            self._idle.append(await self._work.run(Ear))
        except Exception as error:  # of the library, for a wheel without its model
            text = f"pocketsphinx cannot be loaded ({type(error).__name__})"
            raise RecogniserError(text, code="stt_unavailable") from None

    async def recognise(self, sound: AsyncIterator[bytes], wish: HearingWish) -> AsyncGenerator[Heard, None]:
        """One stretch, in English whatever is wished for."""
        del wish
        async with self._ear() as ear:
            await self._work.run(ear.begin)
            async for piece in sound:
                text = await self._work.run(ear.feed, piece)
                if text:
                    yield Heard(text, False)
            text = await self._work.run(ear.finish)
            if text:
                yield Heard(text, True, "en", stable_chars=len(text))

    async def close(self) -> None:
        """Let running work end."""
        await self._work.close()
        self._idle.clear()

    @asynccontextmanager
    async def _ear(self) -> AsyncIterator[Ear]:
        async with self._turns:
            ear = self._idle.pop() if self._idle else await self._work.run(Ear)
            try:
                yield ear
            finally:
                self._idle.append(ear)
