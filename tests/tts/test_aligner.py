"""The aligner against speech whose times are known, and against recordings nobody should have sent."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from fakes.until import until
from fakes.warped_speech import Spoken, onset_errors_ms, say
from visavis.speech.alignment.result import Alignment
from visavis.speech.cues import Phone
from visavis.tts.aligner import Aligner
from visavis.tts.alignment.voice_memory import ENOUGH_S
from visavis.tts.engine import EngineError, WordTiming
from visavis.tts.engines.espeak import EspeakEngine

# One aligner for all: its process takes a second to start.
pytestmark = [pytest.mark.contract, pytest.mark.asyncio(loop_scope="module")]

ENGLISH = "Please bring the blue bag, the map and my umbrella to the main platform by seven."
MIXED = "您好，您的订单 OK，请明天把表格发给我们。"
TALK = [
    "My mother picked a bunch of ripe bananas.",
    "The computer program stopped because the battery was empty.",
    "Please hold the line while I check the status of your refund.",
    "Maybe Bob prefers paper maps to mobile phones.",
    "Could you tell me the last four digits of the number?",
    "We apologise for the delay and will call you back tomorrow.",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine() -> AsyncIterator[EspeakEngine]:
    engine = EspeakEngine(1)
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voices")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aligner(engine: EspeakEngine, data_dir: Path) -> AsyncIterator[Aligner]:
    aligner = Aligner(engine=engine, data_dir=data_dir)
    await aligner.start()
    yield aligner
    await aligner.close()


def covers(alignment: Alignment, samples: int) -> bool:
    phones = alignment.phones
    if samples == 0:
        return not phones
    edges = [phone.onset_samples for phone in phones] + [samples]
    meets = all(phone.end_samples == edge for phone, edge in zip(phones, edges[1:], strict=True))
    quiet = not any(not one.ipa and not other.ipa for one, other in pairwise(phones))
    return edges[0] == 0 and meets and quiet and all(phone.end_samples > phone.onset_samples for phone in phones)


async def align(aligner: Aligner, spoken: Spoken, language: str, **extra: object) -> Alignment:
    return await aligner.align(
        spoken.sentence,
        spoken.samples,
        spoken.sample_rate_hz,
        language=language,
        **extra,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("text", "voice", "language"), [(ENGLISH, "espeak:en", "en-US"), (MIXED, "espeak:zh-male", "zh-CN")]
)
async def test_a_voice_never_heard(
    engine: EspeakEngine, aligner: Aligner, text: str, voice: str, language: str
) -> None:
    spoken = await say(engine, text, voice)
    found = await align(aligner, spoken, language)
    assert covers(found, len(spoken.samples))
    errors = onset_errors_ms(found.phones, spoken.phones, spoken.sample_rate_hz)
    assert np.median(errors) <= 12
    assert (errors <= 50).mean() >= 0.95
    assert found.confidence > 0.5
    # Nobody hears where a closure begins before the first sound.
    lips = tuple(phone for phone in spoken.phones[1:] if phone.ipa[:1] in "pbm")
    assert onset_errors_ms(found.phones, lips, spoken.sample_rate_hz).max() <= 50
    assert [word.token_index for word in found.words] == [token for token, _, _ in spoken.words]


async def test_known_words_keep_their_phones(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, ENGLISH, "espeak:en-male")
    words = [WordTiming(*word) for word in spoken.words]
    found = await align(aligner, spoken, "en", words=words)
    assert found.method == "words"
    assert covers(found, len(spoken.samples))
    slack = round(0.055 * spoken.sample_rate_hz)
    for word, known in zip(found.words[1:], words[1:], strict=True):
        assert abs(word.onset_samples - known.onset_samples) <= slack
        assert abs(word.end_samples - known.end_samples) <= slack
    errors = onset_errors_ms(found.phones, spoken.phones, spoken.sample_rate_hz)
    assert np.median(errors) <= 12


async def test_a_voice_is_learnt_kept_and_used(engine: EspeakEngine, aligner: Aligner, data_dir: Path) -> None:
    taught = [await say(engine, text, "espeak:en", rate=0.6) for text in TALK[:5]]
    before_s = 0.0
    for spoken in taught:
        # Once it has heard enough it learns whenever nobody asks, which may be before the last of these.
        method = (await align(aligner, spoken, "en-US", voice="test:one")).method
        assert method == "dtw" or before_s >= ENOUGH_S
        before_s += len(spoken.samples) / spoken.sample_rate_hz
    assert await aligner.learn("test:one") == pytest.approx(before_s, abs=0.1)
    unseen = await say(engine, ENGLISH, "espeak:en", rate=0.7)
    learnt = await align(aligner, unseen, "en-US", voice="test:one")
    assert learnt.method == "hmm"
    errors = onset_errors_ms(learnt.phones, unseen.phones, unseen.sample_rate_hz)
    assert np.median(errors) <= 12
    assert (errors <= 50).mean() >= 0.9
    assert (await align(aligner, unseen, "en-US", voice="test:other")).method == "dtw"
    later = Aligner(engine=engine, data_dir=data_dir)
    await later.start()
    try:
        assert (await align(later, unseen, "en-US", voice="test:one")).method == "hmm"
    finally:
        await later.close()


async def test_a_recording_with_music_around_and_pauses_within(engine: EspeakEngine, aligner: Aligner) -> None:
    parts = [await say(engine, text, "espeak:en", rate=0.9) for text in TALK[:3]]
    rate_hz = parts[0].sample_rate_hz
    beats = np.arange(3 * rate_hz) / rate_hz
    chord = sum(np.sin(2 * np.pi * hz * beats) for hz in (220, 277, 330, 440)) * (1 + np.sin(2 * np.pi * 2 * beats))
    music = (chord * 1500).astype(np.int16)
    pause = np.random.default_rng(3).integers(-40, 40, 2 * rate_hz).astype(np.int16)
    pieces, starts, at = [music], [], len(music)
    for part in parts:
        starts.append(at)
        pieces += [part.samples, pause]
        at += len(part.samples) + len(pause)
    sound = np.concatenate([*pieces, music])
    text = " ".join(TALK[:3])
    found = await aligner.align_recording(text, sound, rate_hz, language="en-US")
    assert covers(found.alignment, len(sound))
    assert [text[word.start : word.end].strip(".,") for word in found.words] == text.replace(".", "").split()
    truth = tuple(
        Phone(phone.ipa, phone.onset_samples + start, phone.end_samples + start)
        for part, start in zip(parts, starts, strict=True)
        for phone in part.phones
    )
    errors = onset_errors_ms(found.alignment.phones, truth, rate_hz)
    assert (errors <= 50).mean() >= 0.95
    said = [phone for phone in found.alignment.phones if phone.ipa]
    assert said[0].onset_samples > len(music)
    assert said[-1].end_samples < len(sound) - len(music)
    assert [round(event.onset_ms) for event in found.sentences] == sorted(round(e.onset_ms) for e in found.sentences)
    assert len(found.sentences) == 3
    assert found.cues[-1].end_ms == pytest.approx(len(sound) * 1000 / rate_hz, abs=0.1)


async def test_another_text_is_noticed(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, ENGLISH, "espeak:en")
    right = await aligner.align_recording(ENGLISH, spoken.samples, spoken.sample_rate_hz, language="en")
    wrong = await aligner.align_recording(
        "Growing well-kept gardens is very time consuming, they said.", spoken.samples, spoken.sample_rate_hz
    )
    assert right.alignment.confidence > 0.6 > 0.25 > wrong.alignment.confidence
    assert covers(wrong.alignment, len(spoken.samples))


async def test_a_word_too_many_disturbs_only_its_neighbours(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, ENGLISH, "espeak:en")
    text = ENGLISH.replace("the blue", "the very expensive blue")
    found = await aligner.align_recording(text, spoken.samples, spoken.sample_rate_hz, language="en-US")
    rest = spoken.phones[len(spoken.phones) // 2 :]
    errors = onset_errors_ms(found.alignment.phones, rest, spoken.sample_rate_hz)
    assert (errors <= 50).mean() >= 0.95


def strange_sounds() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        "nothing": np.zeros(0, np.int16),
        "one sample": np.ones(1, np.int16),
        "silence": np.zeros(16000, np.int16),
        "a blink": rng.integers(-9000, 9000, 150).astype(np.int16),
        "too short": rng.integers(-9000, 9000, 3200).astype(np.int16),
        "noise": rng.integers(-9000, 9000, 40000).astype(np.int16),
        "full scale": np.where(rng.random(40000) > 0.5, 32767, -32768).astype(np.int16),
        "two channels": rng.integers(-900, 900, (16000, 2)).astype(np.int16),
    }


@pytest.mark.parametrize("rate_hz", [8000, 48000])
@pytest.mark.parametrize("name", strange_sounds())
async def test_strange_sounds_are_survived(aligner: Aligner, name: str, rate_hz: int) -> None:
    sound = strange_sounds()[name]
    found = await aligner.align_recording("Hello there, 您好。", sound, rate_hz)
    assert covers(found.alignment, len(sound))
    assert 0 <= found.alignment.confidence <= 0.5
    assert (found.alignment.method == "silence") == (name in ("nothing", "one sample", "silence", "a blink"))


@pytest.mark.parametrize("rate_hz", [8000, 16000, 44100])
async def test_sample_rates(engine: EspeakEngine, aligner: Aligner, rate_hz: int) -> None:
    spoken = await say(engine, ENGLISH, "espeak:en")
    places = np.arange(0, len(spoken.samples), spoken.sample_rate_hz / rate_hz)
    sound = np.interp(places, np.arange(len(spoken.samples)), spoken.samples).astype(np.int16)
    found = await aligner.align(spoken.sentence, sound, rate_hz, language="en-US")
    scale = rate_hz / spoken.sample_rate_hz
    truth = tuple(
        Phone(phone.ipa, round(phone.onset_samples * scale), round(phone.end_samples * scale))
        for phone in spoken.phones
    )
    errors = onset_errors_ms(found.phones, truth, rate_hz)
    assert np.median(errors) <= 15
    assert (errors <= 50).mean() >= 0.9


async def test_clipped_speech(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, ENGLISH, "espeak:en", noise=0.0005)
    clipped = np.clip(spoken.samples.astype(np.int32) * 12, -32768, 32767).astype(np.int16)
    found = await aligner.align(spoken.sentence, clipped, spoken.sample_rate_hz, language="en-US")
    assert (onset_errors_ms(found.phones, spoken.phones, spoken.sample_rate_hz) <= 50).mean() >= 0.9


async def test_what_is_too_long_is_refused_by_name(aligner: Aligner) -> None:
    with pytest.raises(EngineError, match="1000 s is too long"):
        await aligner.align_recording("Hello.", np.zeros(8_000_000, np.int16), 8000)
    with pytest.raises(EngineError, match="at 12 Hz"):
        await aligner.align_recording("Hello.", np.zeros(8, np.int16), 12)


async def test_a_process_that_dies_is_replaced(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, TALK[0], "espeak:en")
    await align(aligner, spoken, "en")
    first = aligner.worker_pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    waiting = asyncio.create_task(align(aligner, spoken, "en"))
    await until(lambda: aligner._process._waiting)  # it is asked, and stands still
    os.kill(first, signal.SIGKILL)
    with pytest.raises(EngineError) as failed:
        await waiting
    assert failed.value.retryable
    assert (await align(aligner, spoken, "en")).method == "dtw"
    assert aligner.worker_pid not in (None, first)


async def test_who_gives_up_does_not_disturb_the_next(engine: EspeakEngine, aligner: Aligner) -> None:
    spoken = await say(engine, TALK[0], "espeak:en")
    given_up = asyncio.create_task(align(aligner, spoken, "en"))
    await asyncio.sleep(0)
    given_up.cancel()
    found = await asyncio.gather(*(align(aligner, spoken, "en") for _ in range(3)))
    assert all(covers(one, len(spoken.samples)) for one in found)
    assert [one.words[-1].token_index for one in found] == [len(spoken.sentence.tokens) - 1] * 3
    assert given_up.cancelled()


async def test_nothing_is_left_running(engine: EspeakEngine) -> None:
    aligner = Aligner(engine=engine)
    await aligner.start()
    await aligner.align_recording("Hello.", np.zeros(1600, np.int16), 16000)
    pid = aligner.worker_pid
    assert pid is not None
    await aligner.close()
    await aligner.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(EngineError, match="closed"):
        await aligner.align_recording("Hello.", np.zeros(1600, np.int16), 16000)
