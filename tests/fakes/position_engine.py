"""An engine whose sound and face both tell the time, so that a browser test can compare what is heard with what is
shown.

Enable it in a server with ``VISAVIS_EXTRA_ENGINES=fakes.position_engine:PositionEngine`` and ``tests`` on the Python
path. Ask for the voice ``position:clock`` with a text of settings::

    seconds=6 stall_at=1.0 stall=1.5 realtime

* ``seconds``: length of the sound (default 2, up to 3600).
* ``realtime``: pieces come no faster than they sound; otherwise at once.
* ``stall_at``, ``stall``: at this position the engine pauses for so many seconds.
* ``piece``: length of a piece in seconds (default 0.1).
* ``fail_at``: at this position the engine fails.

A text without any setting is spoken for 0.2 s a token. The text front end has read the settings out as words by the
time they come here ("seconds equals six"), and they are understood in that form: keep the text free of Chinese. In
SSML they may also be the name of a mark, as they are: ``<speak><mark name="seconds=6"/>clock</speak>``.

**Sound.** 24,000 Hz. Sample ``n`` is ``(n % 16384) * 2 - 16384``: a rising ramp that starts again every 0.68 s, so
within a wrap the position can be read back exactly with :func:`decode_samples`. It is not pleasant to hear.

The voice ``position:noise`` says the same with another sound, for what is coded with losses on its way: noise of the
range of speech, of which every stretch is unlike every other, so that :func:`encode_noise` tells where a piece of it
belongs by correlation.

**Face** (``arkit52``, native rows). At ``t`` seconds: ``jawOpen`` is a sawtooth of 1 s, ``mouthFunnel`` one of 16 s and
``mouthPucker`` one of 256 s, each rising from 0 to 240 in its period (:func:`decode_row`). ``mouthClose`` is 255 from
beginning to end: there is speech. In ``viseme15`` there is one long *aa*.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, Engine, EngineError, Prosody, SpeechPiece, Timing, Voice, WordTiming

RATE_HZ = 24_000
FPS = 60
RAMP_SAMPLES = 16_384
FULL = 240
PERIODS_S = {"jawOpen": 1.0, "mouthFunnel": 16.0, "mouthPucker": 256.0}
SECONDS_A_TOKEN = 0.2
SPEAKS = "mouthClose"
"""The channel that is full from beginning to end."""
LONGEST_S = 3600.0
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL_NUMBERS = {word: value for value, word in enumerate(_UNITS.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), 2)
}
NUMBER_WORDS = frozenset({*SMALL_NUMBERS, "hundred", "and", "point"})
FIELDS = ("stall_at", "fail_at", "seconds", "stall", "piece")


@dataclass(frozen=True, slots=True)
class Script:
    """What the text asks for, in seconds of the sound."""

    seconds: float = 2.0
    stall_at: float = math.inf
    stall: float = 0.0
    fail_at: float = math.inf
    piece: float = 0.1
    realtime: bool = False


def parse_script(sentence: Sentence) -> Script:
    """The settings in a sentence; see the module. Raises :class:`EngineError` for one that cannot be."""
    words = [mark for token in sentence.tokens for mark in token.marks] + [
        word for token in sentence.tokens for word in token.spoken.lower().replace("-", " ").split()
    ]
    words = " ".join(words).replace("=", " equals ").replace("_", " ").split()
    given: dict[str, float] = {}
    name: list[str] = []
    realtime = "realtime" in words
    while words:
        word = words.pop(0)
        if word != "equals":
            name.append(word)
            continue
        key = next((known for known in FIELDS if "".join(name).endswith(known.replace("_", ""))), None)
        if key is None:
            raise EngineError(f"position engine: no setting is called {' '.join(name)!r}")
        number: list[str] = []
        while words and (words[0] in NUMBER_WORDS or words[0].replace(".", "", 1).isdigit()):
            number.append(words.pop(0))
        given[key] = _number(number)
        name = []
    if not given:
        given["seconds"] = SECONDS_A_TOKEN * len(sentence.tokens)
    script = Script(**given, realtime=realtime)
    if not 0 < script.seconds <= LONGEST_S:
        raise EngineError(f"position engine: seconds is above 0 and at most {LONGEST_S:g}, got {script.seconds:g}")
    return script


def _number(words: list[str]) -> float:
    if len(words) == 1 and words[0] not in NUMBER_WORDS:
        return float(words[0])
    whole, decimals, after_point = 0, "", False
    for word in words:
        if word == "point":
            after_point = True
        elif after_point:
            decimals += str(SMALL_NUMBERS[word])
        elif word == "and":
            continue
        elif word == "hundred":
            whole *= 100
        else:
            whole += SMALL_NUMBERS[word]
    return float(f"{whole}.{decimals or 0}")


class PositionEngine(Engine):
    """Says what time it is, sample by sample and frame by frame."""

    name = "position"
    capabilities = Capabilities(
        frozenset({Timing.BLENDSHAPES, Timing.PHONES, Timing.WORDS}), streaming=True, offline=True
    )

    async def voices(self) -> list[Voice]:
        return [
            Voice("position:clock", "position", "Clock", ("en", "zh"), RATE_HZ),
            Voice("position:noise", "position", "Noise", ("en", "zh"), RATE_HZ),
        ]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        del prosody, slack_s
        sound = encode_noise if voice.name == "position:noise" else encode_samples
        script = parse_script(sentence)
        total = round(script.seconds * RATE_HZ)
        step = max(1, round(script.piece * RATE_HZ))
        began = asyncio.get_running_loop().time()
        stalled_s = 0.0
        for first in range(0, total, step):
            end = min(first + step, total)
            if first / RATE_HZ >= script.fail_at:
                raise EngineError("position engine: fails as it was told to", retryable=True)
            if first / RATE_HZ >= script.stall_at and not stalled_s:
                stalled_s = script.stall
                await asyncio.sleep(script.stall)
            if script.realtime:
                await asyncio.sleep(max(0.0, began + stalled_s + end / RATE_HZ - asyncio.get_running_loop().time()))
            words = _words(sentence, total) if first == 0 else ()
            phones = (Phone("ɑː", first, end, stress=2),)
            yield SpeechPiece(sound(first, end), phones, words, blendshapes=_rows(first, end))


def encode_samples(first: int, end: int) -> bytes:
    """Sound from sample ``first`` to before ``end``."""
    return (np.arange(first, end) % RAMP_SAMPLES * 2 - RAMP_SAMPLES).astype("<i2").tobytes()


def encode_noise(first: int, end: int) -> bytes:
    """The noise from sample ``first`` to before ``end``."""
    block = np.arange(first, end) % len(_noise())
    return _noise()[block].tobytes()


@lru_cache
def _noise() -> NDArray[np.int16]:
    """Ten seconds of noise from 300 to 3400 Hz, always the same."""
    count = 10 * RATE_HZ
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal(count))
    frequencies_hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    spectrum[(frequencies_hz < 300) | (frequencies_hz > 3400)] = 0
    noise = np.fft.irfft(spectrum, count)
    return (noise * 4000 / noise.std()).clip(-32767, 32767).astype("<i2")


def decode_samples(samples: NDArray[np.int16]) -> NDArray[np.int64]:
    """Position of each sample within its wrap, 0 to 16,383."""
    return (samples.astype(np.int64) + RAMP_SAMPLES) // 2


def row_at(seconds: float) -> NDArray[np.uint8]:
    """The row of 52 weights at a time."""
    row = np.zeros(len(ARKIT52), dtype=np.uint8)
    row[ARKIT52.index(SPEAKS)] = 255
    for name, period_s in PERIODS_S.items():
        row[ARKIT52.index(name)] = round(seconds % period_s / period_s * FULL)
    return row


def decode_row(row: NDArray[np.uint8]) -> float:
    """The time in seconds that a row tells, within about 5 ms, up to 256 s."""
    coarse = float(row[ARKIT52.index("mouthPucker")]) / FULL * PERIODS_S["mouthPucker"]
    for name in ("mouthFunnel", "jawOpen"):
        period_s = PERIODS_S[name]
        fine = float(row[ARKIT52.index(name)]) / FULL * period_s
        coarse = fine + round((coarse - fine) / period_s) * period_s
    return coarse


def _rows(first: int, end: int) -> NDArray[np.uint8]:
    begin = -(-first * FPS // RATE_HZ)
    stop = -(-end * FPS // RATE_HZ)
    return np.array([row_at(frame / FPS) for frame in range(begin, stop)], dtype=np.uint8).reshape(-1, len(ARKIT52))


def _words(sentence: Sentence, total: int) -> tuple[WordTiming, ...]:
    count = len(sentence.tokens)
    edges = [total * index // count for index in range(count + 1)]
    return tuple(WordTiming(index, edges[index], edges[index + 1]) for index in range(count))
