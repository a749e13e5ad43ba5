"""Recordings as utterances: their own sound, a mouth from their text or from the sound alone."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from fakes.scripted_engine import VOICE, ScriptedEngine
from visavis.protocol.channels import VISEME15
from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.cues import Phone
from visavis.speech.frontend import TextError, analyse
from visavis.tts import heard_mouth, heard_sound, recorded
from visavis.tts.aligner import RecordingAlignment
from visavis.tts.compute import Compute
from visavis.tts.heard_mouth import HeardMouth
from visavis.tts.order import SoundOrder
from visavis.tts.sound import Sound
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import WholeUtterance, collect, join

pytestmark = pytest.mark.unit

RATE_HZ = 8000
WORD = RATE_HZ // 2
TEXT = "Bob met Pam. [gesture:nod]Mum beamed."
WRITTEN = "Bob met Pam. Mum beamed."
CLOSED = VISEME15.index("PP")


class ScriptedAligner:
    """Says that every token takes half a second after the first second."""

    def __init__(self, method: str = "scripted", before: Exception | asyncio.Event | None = None) -> None:
        self.method = method
        self.before = before
        self.asked: list[tuple[str, int, int, str | None]] = []

    async def align(self, *_: object, **__: object) -> Alignment:
        raise AssertionError("a recording is aligned as one")

    async def align_recording(
        self, text: str, samples: NDArray[np.int16], sample_rate_hz: int, *, language: str | None = None
    ) -> RecordingAlignment:
        self.asked.append((text, len(samples), sample_rate_hz, language))
        if isinstance(self.before, Exception):
            raise self.before
        if self.before is not None:
            await self.before.wait()
        analysis = analyse(text, language=language)
        count = sum(len(sentence.tokens) for sentence in analysis.sentences)
        phones, words = [Phone("", 0, RATE_HZ)], []
        for token in range(count):
            at = RATE_HZ + token * WORD
            phones += [Phone("m", at, at + WORD // 2), Phone("ɑː", at + WORD // 2, at + WORD, stress=2)]
            words.append(WordSpan(token, at, at + WORD))
        phones.append(Phone("", RATE_HZ + count * WORD, len(samples)))
        alignment = Alignment(tuple(phones), tuple(words), 0.0, self.method)
        return RecordingAlignment(alignment, analysis, (), (), (), sample_rate_hz)


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


def recording(seconds: float = 5.0) -> Sound:
    """A voice from the first second to the fourth."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * 125 * n * at) / n for n in range(1, 9)) * 4000 * ((at >= 1) & (at < 4))
    return Sound(np.rint(sound).astype("<i2").tobytes(), RATE_HZ)


def speaker_of(compute: Compute, aligner: ScriptedAligner | None) -> Speaker:
    voices = VoiceDirectory([VOICE], {"scripted": ScriptedEngine()})
    return Speaker(voices, compute, text_chars=1000, cache_bytes=1 << 20, aligner=aligner)


async def hear(compute: Compute, aligner: ScriptedAligner | None, text: str = TEXT, **fields: object) -> WholeUtterance:
    speaker = speaker_of(compute, aligner)
    order = SoundOrder(recording(), "viseme15", text, **fields)
    async with speaker.speak(order, patience_s=math.inf) as utterance:
        whole = await collect(utterance)
    assert len(speaker.shelf) == 0, "a visitor's recording is not kept"
    assert whole.pcm == order.sound.pcm
    assert len(whole.rows) == 300
    return whole


def words_of(whole: WholeUtterance) -> list[tuple[str, float]]:
    return [(whole.written[word.start : word.end], word.onset_ms) for word in whole.words]


async def test_a_text_that_nobody_says_in_that_time_is_not_aligned(compute: Compute) -> None:
    aligner = ScriptedAligner()
    longest = recorded.SAID_BESIDES + 5 * recorded.SAID_PER_SECOND
    await hear(compute, aligner, ("m" * 9 + " ") * (longest // 10), language="en")
    assert len(aligner.asked) == 1
    text = ("m" * 9 + " ") * (longest // 10 + 1)
    whole = await hear(compute, aligner, text, language="en")
    assert len(aligner.asked) == 1
    assert len(whole.words) == longest // 10 + 1, "its words are spread over the voice"


async def test_lips_and_captions_follow_the_text(compute: Compute) -> None:
    aligner = ScriptedAligner()
    whole = await hear(compute, aligner, language="en")
    assert aligner.asked == [(TEXT, 5 * RATE_HZ, RATE_HZ, "en")]
    assert (whole.written, whole.language, whole.voice) == (WRITTEN, "en", "recording")
    assert words_of(whole) == [("Bob", 1000), ("met", 1500), ("Pam", 2000), ("Mum", 2500), ("beamed", 3000)]
    assert [(event.start, event.end, event.onset_ms) for event in whole.sentences] == [(0, 12, 0), (13, 24, 2500)]
    assert [(mark.name, mark.onset_ms) for mark in whole.marks] == [("gesture:nod", 2500)]
    for word in range(5):
        frame = 60 + 30 * word
        assert whole.rows[frame + 5, CLOSED] > 200
        assert whole.rows[frame + 22, CLOSED] < 30
    assert whole.rows[:45].sum() == 0
    assert whole.rows[270:].sum() == 0


async def test_without_a_text_the_mouth_follows_the_sound_alone(compute: Compute) -> None:
    aligner = ScriptedAligner()
    whole = await hear(compute, aligner, "")
    assert aligner.asked == []
    assert (whole.written, whole.language, whole.words, whole.sentences) == ("", "und", (), ())
    opening = whole.rows[:, 1:].max(axis=1)
    assert opening[64:236].min() > 25
    assert opening[:50].max() == 0
    assert opening[260:].max() == 0


async def test_without_a_text_nobody_waits_until_all_was_heard(
    compute: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = 0

    class Counting(HeardMouth):
        def push(self, samples: NDArray[np.int16], *, last: bool = False) -> list[Phone]:
            nonlocal heard
            heard += len(samples)
            return super().push(samples, last=last)

    monkeypatch.setattr(heard_sound, "HeardMouth", Counting)
    sound = Sound(recording().pcm * 24, RATE_HZ)
    async with speaker_of(compute, None).speak(SoundOrder(sound, "viseme15")) as utterance:
        await anext(utterance)
        assert 0 < heard < sound.samples // 2


async def test_a_recogniser_that_fails_leaves_a_mouth_that_follows_loudness(
    compute: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("no such file")

    monkeypatch.setattr(heard_mouth, "Recogniser", broken)
    whole = await hear(compute, None, "")
    opening = whole.rows[:, 1:].max(axis=1)
    assert opening[64:236].min() > 25
    assert opening[260:].max() == 0
    assert whole.rows[:, CLOSED].max() < 20


@pytest.mark.parametrize("why", ["fails", "hangs", "guesses", "is not there"])
async def test_without_an_alignment_the_words_are_spread_over_the_voice(
    compute: Compute, why: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(recorded, "ALIGN_LEAST_S", 0.05)
    monkeypatch.setattr(recorded, "ALIGN_SHARE", 0.0)
    aligner = {
        "fails": ScriptedAligner(before=RuntimeError("Pam")),
        "hangs": ScriptedAligner(before=asyncio.Event()),
        "guesses": ScriptedAligner(method="spread"),
        "is not there": None,
    }[why]
    with caplog.at_level(logging.WARNING):
        whole = await hear(compute, aligner)
    opening = whole.rows[:, 1:].max(axis=1)
    assert opening[64:236].min() > 25
    assert opening[260:].max() == 0
    words = words_of(whole)
    assert [word for word, _ in words] == ["Bob", "met", "Pam", "Mum", "beamed"]
    assert 950 <= words[0][1] < words[-1][1] < 4000
    assert all("Pam" not in record.getMessage() for record in caplog.records)


async def test_who_waits_too_long_hears_it_with_a_rough_mouth_until_it_is_aligned(compute: Compute) -> None:
    go_on = asyncio.Event()
    speaker = speaker_of(compute, ScriptedAligner(before=go_on))
    async with speaker.speak(SoundOrder(recording(), "viseme15", TEXT), patience_s=0.0) as utterance:
        chunks = [await anext(utterance)]
        while sum(chunk.frames for chunk in chunks) < 75:
            chunks.append(await anext(utterance))
        assert not any(chunk.words for chunk in chunks)
        go_on.set()
        performance = await utterance.opened()
        whole = join(performance, chunks + [chunk async for chunk in utterance])
    assert whole.pcm == recording().pcm
    assert len(whole.rows) == 300
    assert all(chunk.frames for chunk in chunks), "sound does not go without its mouth"
    assert whole.rows[64:75, 1:].max(axis=1).min() > 25, "a mouth that moves, and does not know how"
    assert whole.rows[64:75, CLOSED].max() < 20
    aligned = await hear(compute, ScriptedAligner())
    # How much of it went on before depends on the clock; from the first sound that was told on, all is as it should be.
    told_ms = next(cue.end_ms for cue in whole.cues if cue.viseme == "PP" and cue in aligned.cues)
    assert told_ms < 3300
    since = round(told_ms * 0.06) + 15
    difference = np.abs(whole.rows[since:].astype(int) - aligned.rows[since:])
    assert difference.max() <= 8, "but for how loud it is beside what came before"
    assert words_of(whole) == words_of(aligned)
    assert [event.start for event in whole.sentences] == [0, 13]
    assert [mark.name for mark in whole.marks] == ["gesture:nod"]


async def test_one_that_is_over_before_it_is_aligned_still_tells_its_words(compute: Compute) -> None:
    go_on = asyncio.Event()
    speaker = speaker_of(compute, ScriptedAligner(before=go_on))
    asyncio.get_running_loop().call_later(0.1, go_on.set)
    # A second of sound is let go at once.
    sound = Sound(recording().pcm[2 * RATE_HZ : 3 * RATE_HZ], RATE_HZ)
    async with speaker.speak(SoundOrder(sound, "viseme15", "Bob"), patience_s=-10.0) as utterance:
        whole = await collect(utterance)
    assert [whole.written[word.start : word.end] for word in whole.words] == ["Bob"]
    assert whole.pcm == sound.pcm


async def test_a_text_that_cannot_be_said(compute: Compute) -> None:
    with pytest.raises(TextError) as caught:
        await hear(compute, ScriptedAligner(), "…")
    assert caught.value.code == "empty_text"
