"""A second scripted engine, at another rate, that steps in for the first."""

from __future__ import annotations

import dataclasses

from fakes.scripted_engine import RATE_HZ, VOICE, Say, ScriptedEngine
from visavis.tts.breaker import Breakers
from visavis.tts.checked import Patience
from visavis.tts.compute import Compute
from visavis.tts.engine import Voice
from visavis.tts.engine_meter import EngineMeter
from visavis.tts.fallback import Understudies
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.resilience import Resilience
from visavis.tts.retry import RetryPolicy
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory

UNDERSTUDY_VOICE = dataclasses.replace(VOICE, name="understudy:one", engine="understudy", sample_rate_hz=2 * RATE_HZ)
AT_ONCE = RetryPolicy(retries=2, budget_s=60, first_wait_s=0.0)


class Understudy(ScriptedEngine):
    """Speaks at twice the rate: a word lasts half as long."""

    name = "understudy"

    def __init__(self, say: Say | None = None) -> None:
        super().__init__(say)

    async def voices(self) -> list[Voice]:
        return [UNDERSTUDY_VOICE]


def company(
    first: ScriptedEngine,
    second: ScriptedEngine | None,
    compute: Compute,
    *,
    retry: RetryPolicy = AT_ONCE,
    patience: Patience | None = None,
    breakers: Breakers | None = None,
    absent: tuple[str, ...] = (),
    store: SpeechStore | None = None,
    meter: EngineMeter | None = None,
) -> Speaker:
    """A speaker with a first engine, and a second one that may step in."""
    engines = {"scripted": first} | ({"understudy": second} if second is not None else {})
    present = {name: engine for name, engine in engines.items() if name not in absent}
    offered = {"scripted": VOICE, "understudy": UNDERSTUDY_VOICE}
    voices = VoiceDirectory([offered[name] for name in present], present)
    understudies = Understudies(voices)
    resilience = Resilience(patience or Patience(), retry, understudies, breakers or Breakers(), store, meter=meter)
    return Speaker(voices, compute, text_chars=1000, resilience=resilience, absent=absent)
