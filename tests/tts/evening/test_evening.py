"""Voices of all engines at one loudness; what is meant to be soft stays soft."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise

import numpy as np
import pyloudnorm
import pytest
from tts.sentences import AS_IS, english

from fakes.babble import Sound, babble, pcm_of, sound_of
from fakes.scripted_engine import VOICE as SCRIPTED
from visavis.speech.text import Manner, Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError, Prosody, SpeechPiece, Voice
from visavis.tts.evening.evening import Evening, UtteranceSound
from visavis.tts.evening.limiter import true_peak

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
VOICE = dataclasses.replace(SCRIPTED, sample_rate_hz=RATE_HZ)
SENTENCE = english("Hello there, you all.")
SOFT = dataclasses.replace(
    SENTENCE, tokens=tuple(dataclasses.replace(token, manner=Manner(volume=0.4)) for token in SENTENCE.tokens)
)


@pytest.fixture
def compute() -> Iterator[Compute]:
    pool = Compute(1)
    yield pool
    pool.close()


async def spoken(sound: Sound, piece_s: float, fault: Exception | None = None) -> AsyncIterator[SpeechPiece]:
    pcm, size = pcm_of(sound), 2 * round(piece_s * RATE_HZ)
    for at in range(0, len(pcm), size):
        yield SpeechPiece(pcm[at : at + size])
    if fault is not None:
        raise fault


async def heard(
    utterance: UtteranceSound,
    sound: Sound,
    compute: Compute,
    *,
    voice: Voice = VOICE,
    sentence: Sentence = SENTENCE,
    prosody: Prosody = AS_IS,
    piece_s: float = 60.0,
) -> Sound:
    pieces = utterance.pieces(spoken(sound, piece_s), sentence, voice, prosody, compute)
    return sound_of(b"".join([piece.pcm async for piece in pieces]))


def lufs(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE_HZ).integrated_loudness(sound))


@pytest.mark.parametrize("level", [0.07, 0.15, 0.5])
@pytest.mark.parametrize("piece_s", [0.12, 60.0])
async def test_every_voice_comes_to_one_loudness(level: float, piece_s: float, compute: Compute) -> None:
    evening = Evening(-19.0)
    for _ in range(4):
        utterance = evening.utterance()
        made = [await heard(utterance, babble(3, RATE_HZ, level=level), compute, piece_s=piece_s) for _ in range(2)]
    assert lufs(np.concatenate(made)) == pytest.approx(-19.0, abs=0.5)
    assert true_peak(np.concatenate(made)) < 0.9


async def test_the_first_sentence_of_an_unknown_voice_is_near_already(compute: Compute) -> None:
    for level in (0.08, 0.4):
        made = await heard(Evening(-19.0).utterance(), babble(3, RATE_HZ, level=level), compute)
        assert lufs(made) == pytest.approx(-19.0, abs=1.5)


async def test_the_gain_never_jumps_within_an_utterance(compute: Compute) -> None:
    utterance = Evening(-19.0).utterance()
    sounds = [babble(3, RATE_HZ, level=level, seed=seed) for seed, level in enumerate((0.1, 0.15, 0.09, 0.16))]
    gains: list[Sound] = []
    for sound in sounds:
        made = await heard(utterance, sound, compute, piece_s=0.2)
        audible = np.abs(sound) > 0.005
        gains.append(20 * np.log10(made[audible] / sound[audible]))
    # Rounding to 16 bits makes up to 0.03 dB of it.
    steps = [np.abs(np.diff(gain)).max() for gain in gains]
    joints = [abs(after[0] - before[-1]) for before, after in pairwise(gains)]
    assert max(steps + joints) < 0.1


async def test_who_is_asked_to_be_soft_stays_softer_and_teaches_nothing(compute: Compute) -> None:
    evening = Evening(-19.0)
    usual = babble(4, RATE_HZ, level=0.05)
    for _ in range(3):
        await heard(evening.utterance(), usual, compute)
    known = evening.levels.of(VOICE)
    softly = usual * np.float32(0.4)
    for sentence, prosody in ((SOFT, AS_IS), (SENTENCE, Prosody(volume=0.4)), (SENTENCE, Prosody(instructions="hush"))):
        made = await heard(evening.utterance(), softly, compute, sentence=sentence, prosody=prosody)
        assert lufs(made) == pytest.approx(-19.0 + 20 * np.log10(0.4), abs=0.5)
    assert evening.levels.of(VOICE) == known


async def test_a_declared_loudness_is_believed(compute: Compute) -> None:
    sound = babble(1, RATE_HZ, level=0.05)
    voice = dataclasses.replace(VOICE, loudness_lufs=-25.0)
    evening = Evening(-19.0)
    made = await heard(evening.utterance(), sound, compute, voice=voice, piece_s=0.1)
    assert np.abs(made - sound * 10 ** (6 / 20)).max() < 2 / 32768
    other = dataclasses.replace(voice, loudness_lufs=None)
    assert evening.levels.of(other).seconds < 1, "and nothing is measured"


async def test_silence_is_not_raised(compute: Compute) -> None:
    hiss = babble(2, RATE_HZ, level=0.0001)
    made = await heard(Evening(-19.0).utterance(), hiss, compute)
    assert np.abs(made).max() < 2 * np.abs(hiss).max()


async def test_off_leaves_each_sample_as_it_is(compute: Compute) -> None:
    sound = sound_of(pcm_of(babble(1, RATE_HZ, level=0.6)))
    made = await heard(Evening(None).utterance(), sound, compute, piece_s=0.13)
    assert np.array_equal(made, sound)


@pytest.mark.parametrize("target", [None, -19.0])
async def test_sentences_join_without_a_click(target: float | None, compute: Compute) -> None:
    utterance = Evening(target).utterance()
    at = np.arange(RATE_HZ) / RATE_HZ
    offset = (0.2 + 0.1 * np.sin(2 * np.pi * 150 * at + 1)).astype(np.float32)
    made = [await heard(utterance, sound, compute, piece_s=0.1) for sound in (offset, -offset, offset)]
    joined = np.concatenate(([0.0], *made, [0.0]))
    steepest = np.abs(np.diff(made[0][2000:-2000])).max()
    assert np.abs(np.diff(joined)).max() < steepest + 0.02


async def test_what_breaks_off_is_faded_before_the_failure_is_told(compute: Compute) -> None:
    sound = np.full(4000, 0.3, dtype=np.float32)
    pieces = Evening(-19.0).utterance().pieces(
        spoken(sound, 0.1, EngineError("cut")), SENTENCE, VOICE, AS_IS, compute
    )  # fmt: skip
    given = bytearray()

    async def listen() -> None:
        async for piece in pieces:
            given.extend(piece.pcm)

    with pytest.raises(EngineError, match="cut"):
        await listen()
    made = sound_of(bytes(given))
    assert len(made) == len(sound)
    assert np.abs(np.diff(np.concatenate((made, [0.0])))).max() < 0.03


async def test_who_fails_in_silence_has_said_nothing(compute: Compute) -> None:
    silent = np.zeros(4000, dtype=np.float32)
    pieces = Evening(-19.0).utterance().pieces(
        spoken(silent, 0.1, EngineError("cut")), SENTENCE, VOICE, AS_IS, compute
    )  # fmt: skip
    with pytest.raises(EngineError, match="cut"):
        await anext(pieces)


async def test_only_the_first_sentence_begins_at_once(compute: Compute) -> None:
    sound = np.concatenate((np.zeros(RATE_HZ // 2, dtype=np.float32), babble(1, RATE_HZ) + 0.05))
    utterance = Evening(None).utterance()
    first = await heard(utterance, sound, compute, sentence=english("One."))
    second = await heard(utterance, sound, compute, sentence=english("Two."))
    assert len(first) == len(sound) - RATE_HZ * 440 // 1000
    assert len(second) == len(sound) - RATE_HZ * 350 // 1000


async def test_leaving_closes_the_engine(compute: Compute) -> None:
    closed = False

    async def endless() -> AsyncIterator[SpeechPiece]:
        nonlocal closed
        try:
            while True:
                yield SpeechPiece(pcm_of(babble(0.1, RATE_HZ)))
        finally:
            closed = True

    pieces = Evening(-19.0).utterance().pieces(endless(), SENTENCE, VOICE, AS_IS, compute)
    await anext(pieces)
    await pieces.aclose()
    assert closed
