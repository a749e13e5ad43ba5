"""Flite through the engine's contract: exact times, pauses as asked, prosody, early first sound, an end at once."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
import pytest_asyncio

from visavis.speech.cues import Phone
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, MarkTiming, Prosody, SpeechPiece, WordTiming
from visavis.tts.engines.flite import FliteEngine
from visavis.tts.engines.flite.engine import FliteSettings

pytestmark = pytest.mark.contract

RATE_HZ = 16_000


@dataclass(frozen=True)
class Speech:
    sentence: Sentence
    pieces: int
    samples: np.ndarray
    phones: list[Phone]
    words: list[WordTiming]
    marks: list[MarkTiming]

    def word(self, spoken: str) -> WordTiming:
        return next(word for word in self.words if self.sentence.tokens[word.token_index].spoken == spoken)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine() -> AsyncIterator[FliteEngine]:
    engine = FliteEngine(FliteSettings(workers=1))
    await engine.start()
    yield engine
    await engine.close()


async def said(
    engine: FliteEngine,
    text: str,
    *,
    prosody: Prosody | None = None,
    voice: str = "slt",
    ssml: bool = False,
    slack_s: float = 0.0,
) -> Speech:
    (sentence,) = analyse(text, language="en", ssml=ssml).sentences
    chosen = next(each for each in await engine.voices() if each.name == f"flite:{voice}")
    pieces: list[SpeechPiece] = [
        piece async for piece in engine.speak(sentence, chosen, prosody or Prosody(), slack_s=slack_s)
    ]
    return Speech(
        sentence,
        len(pieces),
        np.frombuffer(b"".join(piece.pcm for piece in pieces), "<i2").astype(np.float64),
        [phone for piece in pieces for phone in piece.phones],
        [word for piece in pieces for word in piece.words],
        [mark for piece in pieces for mark in piece.marks],
    )


@pytest.mark.asyncio(loop_scope="module")
async def test_phones_leave_no_gap_and_every_token_has_its_word(engine: FliteEngine) -> None:
    speech = await said(engine, "Hello Pam, order A1023 has been shipped and will arrive in three days.")
    edges = [0, *(phone.end_samples for phone in speech.phones)]
    assert edges[:-1] == [phone.onset_samples for phone in speech.phones]
    assert edges[-1] == len(speech.samples)
    spoken = [index for index, token in enumerate(speech.sentence.tokens) if token.spoken]
    assert [word.token_index for word in speech.words] == spoken
    assert all(word.onset_samples < word.end_samples for word in speech.words)
    pam = speech.word("Pam")
    assert [phone.ipa for phone in speech.phones if pam.onset_samples <= phone.onset_samples < pam.end_samples] == [
        "p",
        "æ",
        "m",
    ]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_first_clause_comes_alone_and_pauses_are_silent(engine: FliteEngine) -> None:
    speech = await said(engine, "Good morning, how may I help you?")
    assert speech.pieces == 2
    pauses = [phone for phone in speech.phones if not phone.ipa and phone.onset_samples > 0]
    for pause in pauses:
        inner = speech.samples[pause.onset_samples + 400 : pause.end_samples - 400]
        assert np.abs(inner).max(initial=0.0) < 50


@pytest.mark.asyncio(loop_scope="module")
async def test_a_long_clause_is_opened_by_its_first_words_only_while_somebody_waits(engine: FliteEngine) -> None:
    text = "Your parcel left our warehouse early this morning."
    waited, early = await said(engine, text), await said(engine, text, slack_s=5.0)
    assert (waited.pieces, early.pieces) == (2, 1)
    assert [phone.ipa for phone in waited.phones] == [phone.ipa for phone in early.phones]
    assert waited.phones[-1].end_samples == len(waited.samples)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_break_lasts_as_long_as_was_asked(engine: FliteEngine) -> None:
    speech = await said(engine, '<speak>One <break time="900ms"/> two.</speak>', ssml=True)
    silence = speech.word("two").onset_samples - speech.word("One").end_samples
    assert silence == pytest.approx(0.9 * RATE_HZ, abs=0.03 * RATE_HZ)


@pytest.mark.asyncio(loop_scope="module")
async def test_rate_pitch_and_volume_are_followed(engine: FliteEngine) -> None:
    plain = await said(engine, "The museum opens at nine.")
    fast = await said(engine, "The museum opens at nine.", prosody=Prosody(rate=1.5))
    quiet = await said(engine, "The museum opens at nine.", prosody=Prosody(volume=0.25))
    high = await said(engine, "The museum opens at nine.", prosody=Prosody(pitch_semitones=6))
    assert len(fast.samples) == pytest.approx(len(plain.samples) / 1.5, rel=0.1)
    assert np.abs(quiet.samples).max() == pytest.approx(np.abs(plain.samples).max() / 4, rel=0.05)
    assert _pitch_hz(high.samples) == pytest.approx(_pitch_hz(plain.samples) * 2**0.5, rel=0.15)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_pronunciation_in_ipa_is_what_is_heard(engine: FliteEngine) -> None:
    speech = await said(engine, '<speak>Ask <phoneme alphabet="ipa" ph="zeɪn">Xyn</phoneme> now.</speak>', ssml=True)
    assert [phone.ipa for phone in speech.phones if phone.ipa][3:6] == ["z", "eɪ", "n"]


@pytest.mark.asyncio(loop_scope="module")
async def test_marks_are_reached_with_the_word_that_follows(engine: FliteEngine) -> None:
    speech = await said(engine, '<speak>Yes, <mark name="here"/> please.<mark name="end"/></speak>', ssml=True)
    assert speech.marks == [
        MarkTiming("here", speech.word("please").onset_samples),
        MarkTiming("end", len(speech.samples)),
    ]


@pytest.mark.asyncio(loop_scope="module")
async def test_who_leaves_after_the_first_clause_is_not_worked_for(engine: FliteEngine) -> None:
    text = ", ".join(["this is one more clause of it"] * 20) + "."
    (sentence, *_) = analyse(text, language="en").sentences
    voice = (await engine.voices())[0]
    pieces = engine.speak(sentence, voice, Prosody(), slack_s=0.0)
    async with aclosing(cast("AsyncIterator[SpeechPiece]", pieces)):  # type: ignore[type-var]
        await anext(pieces)
    # The only thread is free for others although nineteen clauses were waiting.
    assert (await said(engine, "Hello.")).pieces == 1


@pytest.mark.asyncio(loop_scope="module")
async def test_an_unknown_voice_is_an_error_with_a_code(engine: FliteEngine) -> None:
    voice = (await engine.voices())[0]
    (sentence,) = analyse("Hello.", language="en").sentences
    other = type(voice)("flite:nobody", "flite", "", ("en",), RATE_HZ)
    with pytest.raises(EngineError) as failure:
        await anext(engine.speak(sentence, other, Prosody(), slack_s=0.0))
    assert failure.value.code == "voice_unknown"


async def test_closing_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FliteEngine(FliteSettings(workers=2))
    await engine.start()
    assert _threads() >= 2
    before = _threads()
    await engine.close()
    assert _threads() == before - 2


async def test_without_the_module_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_FLITE_WASM", "nowhere.wasm")
    assert "nowhere.wasm" in (FliteEngine.missing() or "")
    with pytest.raises(EngineError) as failure:
        await FliteEngine().start()
    assert failure.value.code == "engine_unavailable"


def _threads() -> int:
    return sum(thread.name.startswith("flite-") for thread in threading.enumerate())


def _pitch_hz(samples: np.ndarray) -> float:
    found = []
    for start in range(0, len(samples) - 1024, 512):
        frame = samples[start : start + 1024] - samples[start : start + 1024].mean()
        power = np.correlate(frame, frame, "full")[1023:]
        lag = 40 + int(power[40:200].argmax())
        if power[0] > 1e7 and power[lag] > 0.5 * power[0]:
            found.append(RATE_HZ / lag)
    return float(np.median(found))
