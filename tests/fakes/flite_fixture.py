"""Flite for the contract test."""

from __future__ import annotations

from fakes.engines import Fixture, local
from visavis.tts.engines.flite import FliteEngine
from visavis.tts.engines.flite.engine import FliteSettings

FIXTURE = Fixture(local(lambda: FliteEngine(FliteSettings(workers=1, patience_s=30))), voice_en="flite:slt")
