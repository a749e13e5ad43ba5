"""The embedded voices declare how loud they are, and come out alike."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest

from fakes import babble
from visavis.speech.frontend import analyse
from visavis.tts import engines
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, Prosody
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.engines.flite import FliteEngine
from visavis.tts.evening.declared import FILE_NAME
from visavis.tts.evening.evening import Evening
from visavis.tts.evening.limiter import true_peak

pytestmark = pytest.mark.contract

TEXTS = {
    "zh": "您的订单已经发货，预计三天后到达。请问还有什么可以帮您？",
    "en": "Your parcel has left our warehouse. Please keep your order number at hand.",
}
TARGET_LUFS = -19.0


@pytest.mark.parametrize(
    ("kind", "names"),
    [(EspeakEngine, ("espeak:zh", "espeak:en", "espeak:en-male")), (FliteEngine, ("flite:slt", "flite:kal16"))],
)
async def test_they_come_out_alike(kind: type[Engine], names: tuple[str, ...]) -> None:
    engine, compute, evening = kind(), Compute(1), Evening(TARGET_LUFS)
    await engine.start()
    try:
        for voice in [voice for voice in await engine.voices() if voice.name in names]:
            utterance = evening.utterance()
            pcm = b""
            for sentence in analyse(TEXTS[voice.languages[0]], language=voice.languages[0]).sentences:
                spoken = engine.speak(sentence, voice, Prosody(), slack_s=0.0)
                async for piece in utterance.pieces(spoken, sentence, voice, Prosody(), compute):
                    pcm += piece.pcm
            sound = babble.sound_of(pcm)
            loudness = pyloudnorm.Meter(voice.sample_rate_hz).integrated_loudness(sound)
            assert loudness == pytest.approx(TARGET_LUFS, abs=1.2), voice.name
            assert 20 * np.log10(true_peak(sound)) < -0.9, voice.name
    finally:
        await engine.close()
        compute.close()


@pytest.mark.parametrize("kind", [EspeakEngine, FliteEngine])
async def test_every_voice_declares_its_loudness(kind: type[Engine]) -> None:
    engine = kind()
    await engine.start()
    try:
        declared = {voice.name: voice.loudness_lufs for voice in await engine.voices()}
    finally:
        await engine.close()
    assert [name for name, loudness in declared.items() if loudness is None] == []
    measured = json.loads((Path(engines.__file__).parent / engine.name / FILE_NAME).read_text(encoding="utf-8"))
    assert declared == measured, "tools/measure_loudness.py measures all that are there"
