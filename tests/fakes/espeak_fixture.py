"""espeak for the contract test."""

from __future__ import annotations

from fakes.engines import Fixture, local
from visavis.tts.engines.espeak import EspeakEngine

FIXTURE = Fixture(local(lambda: EspeakEngine(1)), voice_en="espeak:en", voice_zh="espeak:zh")
