"""Engines without phones, with the real aligner: the mouth is in step with the sound."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from fakes.forgetful_engine import ForgetfulEngine
from visavis.speech.cue_builder import build_cues
from visavis.speech.cues import Cue, Phone
from visavis.tts import aligning
from visavis.tts.compute import Compute
from visavis.tts.engine import Timing
from visavis.tts.late_aligner import LateAligner
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import WholeUtterance, collect

pytestmark = pytest.mark.contract

ENGLISH = "Bob met Pam at the bank, and they moved the big piano back home. Maybe we can help you tomorrow."
CHINESE = "您的包裹明天派送，请保持电话畅通，不必排队，也别忘了密码。您的订单A1023已发货。"
TEXTS = pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has an aligner of its own, and its process starts with the first sentence."""
    monkeypatch.setattr(aligning, "ALIGN_LEAST_S", 60.0)


@asynccontextmanager
async def speaking(engine: ForgetfulEngine) -> AsyncIterator[Speaker]:
    aligner, compute = LateAligner(), Compute(1)
    await engine.start()
    try:
        await aligner.start()
        voices = await VoiceDirectory.open({engine.name: engine})
        yield Speaker(voices, compute, text_chars=1000, aligner=aligner)
    finally:
        await aligner.close()
        await engine.close()
        compute.close()


async def speak(engine: ForgetfulEngine, text: str, *, patience_s: float = math.inf) -> WholeUtterance:
    async with speaking(engine) as speaker, speaker.speak(Order(text, "viseme15"), patience_s=patience_s) as utterance:
        return await collect(utterance)


def true_cues(engine: ForgetfulEngine, whole: WholeUtterance) -> list[Cue]:
    phones: list[Phone] = []
    at = 0
    for sentence in engine.truth:
        phones += [Phone(phone.ipa, phone.onset_samples + at, phone.end_samples + at) for phone in sentence]
        at += sentence[-1].end_samples
    return build_cues(phones, whole.sample_rate_hz, whole.language)


@pytest.mark.parametrize("timing", [Timing.NONE, Timing.WORDS, Timing.CHARACTERS])
@TEXTS
async def test_lips_close_when_they_should(text: str, timing: Timing) -> None:
    engine = ForgetfulEngine(timing)
    whole = await speak(engine, text)
    true = [(cue.onset_ms, cue.end_ms) for cue in true_cues(engine, whole) if cue.viseme == "PP"]
    found = [cue.onset_ms for cue in whole.cues if cue.viseme == "PP"]
    assert len(true) >= 8
    off = [min(abs(onset - other) for other in found) for onset, _ in true]
    assert np.median(off) < 25
    assert np.mean(np.array(off) < 50) > 0.85
    assert len(found) <= len(true) + 1, "no closure where there is none"


@TEXTS
async def test_captions_are_in_step(text: str) -> None:
    engine = ForgetfulEngine()
    whole = await speak(engine, text)
    said = "".join(whole.written[word.start : word.end] for word in whole.words)
    assert [c for c in said if c.isalnum()] == [c for c in text if c.isalnum()]
    onsets = [word.onset_ms for word in whole.words]
    assert onsets == sorted(onsets)
    silences = [(cue.onset_ms, cue.end_ms) for cue in true_cues(engine, whole) if cue.viseme == "sil"]
    for word in whole.words:
        middle = (word.onset_ms + word.end_ms) / 2
        assert not any(onset + 40 < middle < end - 40 for onset, end in silences), "a word is heard, not silence"


async def test_a_slow_engine_is_heard_before_its_sentence_is_done() -> None:
    engine = ForgetfulEngine(pace=1.5)
    whole = await speak(engine, ENGLISH, patience_s=0.2)
    opening = whole.rows[:, 1:].max(axis=1)
    for cue in true_cues(engine, whole):
        if cue.viseme in {"aa", "O", "E"} and cue.end_ms - cue.onset_ms > 80:
            frame = round((cue.onset_ms + cue.end_ms) / 2 * 0.06)
            assert opening[frame] > 20, "the mouth is never shut in a vowel"
    assert "".join(whole.written[word.start : word.end] for word in whole.words).startswith("BobmetPam")
