"""pocketsphinx: the library itself where it is installed, on speech of ours; and a stand-in of its calls."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soxr

from fakes.listened import SOUND, leave_after, pieces, understood
from visavis.bench.voices.trial import say
from visavis.commands.studio import studio
from visavis.listen.engines.pocketsphinx import PocketsphinxRecogniser
from visavis.listen.engines.pocketsphinx.recogniser import PocketsphinxSettings
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import RATE_HZ, Heard
from visavis.listen.settings import ListenSettings
from visavis.settings import load_settings

pytestmark = pytest.mark.contract

INSTALLED = find_spec("pocketsphinx") is not None
SENTENCES = ("Can I pay with a credit card?", "Please stop talking.", "I would like to speak to a person.")


class Decoder:
    """A word for each tenth of a second that is loud. Names and arguments as in pocketsphinx 5."""

    made = 0

    def __init__(self, samprate: float, loglevel: str) -> None:
        assert samprate == RATE_HZ
        type(self).made += 1
        self._words: list[str] | None = None
        self._running = False

    def get_cmn(self, update: bool) -> str:
        return "40,3,-1"

    def set_cmn(self, told: str) -> None:
        assert told == "40,3,-1"

    def start_utt(self) -> None:
        assert self._running is False
        self._running = True
        self._words = []

    def process_raw(self, data: bytes, no_search: bool, full_utt: bool) -> None:
        assert self._running
        assert self._words is not None
        samples = np.frombuffer(data, dtype="<i2")
        assert samples.any(), "never perfect silence"
        for at in range(0, len(samples) - 1599, 1600):
            if np.abs(samples[at : at + 1600]).max() > 1000:
                self._words.append("tone(2)")

    def end_utt(self) -> None:
        self._running = False

    def hyp(self) -> Any:
        return SimpleNamespace(hypstr=" ".join(self._words)) if self._words else None


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> type[Decoder]:
    module = ModuleType("pocketsphinx")
    module.__spec__ = ModuleSpec("pocketsphinx", None)
    module.__dict__["Decoder"] = Decoder
    monkeypatch.setitem(sys.modules, "pocketsphinx", module)
    Decoder.made = 0
    return Decoder


@asynccontextmanager
async def started(at_once: int = 2) -> AsyncIterator[PocketsphinxRecogniser]:
    recogniser = PocketsphinxRecogniser(PocketsphinxSettings(at_once=at_once))
    await recogniser.start()
    try:
        yield recogniser
    finally:
        await recogniser.close()


@pytest.mark.usefixtures("library")
async def test_it_tells_while_one_speaks() -> None:
    async with started() as recogniser:
        results = await understood(recogniser)
        assert await understood(recogniser, sound=bytes(32_000)) == [], "and remembers nothing"
    assert results[0] == Heard("tone", False)
    assert results[-1] == Heard(" ".join(["tone"] * 10), True, "en", stable_chars=49)


async def test_more_are_loaded_for_several_at_once_and_the_others_wait(library: type[Decoder]) -> None:
    async with started(at_once=2) as recogniser:
        assert library.made == 1
        hearer = Hearer(recogniser, ListenSettings())

        async def one() -> str:
            return [heard async for heard in hearer.hear(pieces(SOUND))][-1].text

        assert len(set(await asyncio.gather(*(one() for _ in range(5))))) == 1
        assert library.made == 2


@pytest.mark.usefixtures("library")
async def test_leaving_in_the_middle_leaves_nothing_behind() -> None:
    async with started(at_once=1) as recogniser:
        for _ in range(3):
            await leave_after(recogniser, 2)
        assert (await understood(recogniser))[-1].final


@pytest.mark.skipif(INSTALLED, reason="it is installed")
def test_without_the_library_the_extra_is_named() -> None:
    assert PocketsphinxRecogniser.missing() == "pip install 'visavis[pocketsphinx]'"


@pytest.mark.skipif(not INSTALLED, reason="extra")
@pytest.mark.parametrize("sentence", SENTENCES)
async def test_our_own_voice_is_understood(sentence: str) -> None:
    sound = await spoken(sentence)
    async with started() as recogniser:
        results = await understood(recogniser, sound=sound)
    assert results[-1].text == re.sub(r"[^a-z ]", "", sentence.lower())
    assert not results[0].final


async def spoken(sentence: str) -> bytes:
    async with studio(load_settings(engines="flite", cache_mb=0, cache_disk_mb=0)) as speaker:
        whole = (await say(speaker, sentence, "flite:slt", language="en")).whole
        samples = np.frombuffer(whole.pcm, dtype="<i2")
        return bytes(soxr.resample(samples, whole.sample_rate_hz, RATE_HZ).astype("<i2").tobytes())
