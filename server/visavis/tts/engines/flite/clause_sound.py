"""One clause as Flite said it: its sound between the silences that we want, with phones and words in samples."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.tts.engine import WordTiming
from visavis.tts.engines.flite.lexicon import Lexicon
from visavis.tts.engines.flite.matching import words_of_sounds
from visavis.tts.engines.flite.phones import SILENCE, ipa_of, is_vowel
from visavis.tts.engines.flite.program import FliteError, Runner, Said
from visavis.tts.engines.flite.script import Clause

_EDGE_MS: Final = 12
"""What of Flite's own silence stays on either side: a breath before the sound, its decay after it."""
_RAMP_MS: Final = 4
"""How long the sound takes from one loudness to another, and at a cut."""


@dataclass(frozen=True, slots=True, eq=False)
class ClauseSound:
    """Times in samples from the clause's first sample."""

    samples: NDArray[np.int16]
    phones: tuple[Phone, ...]
    words: tuple[WordTiming, ...]


@dataclass(frozen=True, slots=True)
class _Segment:
    name: str
    onset: int
    end: int


def speak_clause(clause: Clause, voice: str, rate_hz: int, runner: Runner, lexicon: Lexicon) -> ClauseSound:
    """Run the program for one clause; blocks. Raises :class:`FliteError`."""
    lead, pause = _samples(clause.lead_ms, rate_hz), _samples(clause.pause_ms, rate_hz)
    if not clause.words:
        silence = lead + pause
        return ClauseSound(np.zeros(silence, np.int16), (Phone("", 0, silence),) if silence else (), ())
    manner = [f"duration_stretch={clause.stretch:.4f}", f"f0_shift={clause.f0_shift:.4f}"]
    arguments = ["-voice", voice, *(part for value in manner for part in ("--setf", value))]
    said = runner.run([*arguments, "-ssml", "-psdur", "-t", clause.ssml()])
    if said.rate_hz != rate_hz:
        raise FliteError(f"Flite spoke at {said.rate_hz} Hz where {rate_hz} Hz were expected")
    segments = _segments(said)
    sounds = [segment for segment in segments if segment.name != SILENCE]
    if not sounds:
        return ClauseSound(np.zeros(lead + pause, np.int16), (Phone("", 0, lead + pause),), ())
    edge = _samples(_EDGE_MS, rate_hz)
    first = max(0, sounds[0].onset - edge)
    last = min(len(said.samples), sounds[-1].end + edge)
    shift = lead - first
    words = [word.spelling.phones or () for word in clause.words]
    asked = [word.spelling.text for word in clause.words if not word.spelling.phones]
    known = iter(lexicon.phones(asked, runner))
    owners = words_of_sounds([segment.name for segment in sounds], [names or next(known) for names in words])
    timings = _words(sounds, owners, clause, shift)
    sound = said.samples[first:last].astype(np.float32)
    _apply_volume(sound, timings, clause, lead, _samples(_RAMP_MS, rate_hz))
    samples = np.zeros(lead + len(sound) + max(0, pause - edge), np.int16)
    samples[lead : lead + len(sound)] = np.clip(np.rint(sound), -32768, 32767)
    return ClauseSound(samples, _phones(segments, owners, shift, len(samples)), timings)


def _samples(ms: float, rate_hz: int) -> int:
    return round(ms * rate_hz / 1000)


def _segments(said: Said) -> list[_Segment]:
    """From what ``-psdur`` prints: ``pau:0.164 hh:0.255 …``; within the sound, which some voices end earlier."""
    segments: list[_Segment] = []
    at = 0
    for item in said.printed.split():
        name, colon, end_s = item.rpartition(":")
        try:
            end = min(len(said.samples), round(float(end_s) * said.rate_hz))
        except ValueError:
            colon = ""
        if not colon:
            raise FliteError("Flite printed no sounds with their ends")
        if end > at:
            segments.append(_Segment(name, at, end))
            at = end
    return segments


def _words(sounds: list[_Segment], owners: list[tuple[int, int]], clause: Clause, shift: int) -> tuple[WordTiming, ...]:
    spans: dict[int, tuple[int, int]] = {}
    for segment, (word, _) in zip(sounds, owners, strict=True):
        onset, _end = spans.get(word, (segment.onset, 0))
        spans[word] = (onset, segment.end)
    timings = []
    at = sounds[0].onset
    for index, asked in enumerate(clause.words):
        onset, at = spans.get(index, (at, at))  # a word without a sound of its own is where the one before it ends
        timings.append(WordTiming(asked.token_index, onset + shift, at + shift))
    return tuple(timings)


def _phones(segments: list[_Segment], owners: list[tuple[int, int]], shift: int, length: int) -> tuple[Phone, ...]:
    """All of the clause without a gap: the silences at its ends are ours."""
    phones: list[Phone] = []
    owner = iter(owners)
    spoken = [segment for segment in segments if segment.name != SILENCE]
    first, last = spoken[0], spoken[-1]
    if first.onset + shift > 0:
        phones.append(Phone("", 0, first.onset + shift))
    for segment in segments:
        if segment.onset < first.onset or segment.end > last.end:
            continue
        stress = 0
        if segment.name != SILENCE:
            stressed = next(owner)[1]
            stress = 2 if stressed and is_vowel(segment.name) else 0
        phones.append(Phone(ipa_of(segment.name), segment.onset + shift, segment.end + shift, stress))
    if phones[-1].end_samples < length:
        phones.append(Phone("", phones[-1].end_samples, length))
    return tuple(phones)


def _apply_volume(
    sound: NDArray[np.float32], words: tuple[WordTiming, ...], clause: Clause, lead: int, ramp: int
) -> None:
    """Each word at its own volume, silence at the cut edges, with short ramps between."""
    gains = [clause.volume * word.volume for word in clause.words]
    gain = np.full(len(sound), gains[0], np.float32)
    for (before, after), word in zip(pairwise(gains), words[1:], strict=True):
        if before != after:
            at = word.onset_samples - lead
            gain[at:] = after
            low, high = max(0, at - ramp // 2), min(len(sound), at + ramp // 2)
            gain[low:high] = np.linspace(before, after, high - low, dtype=np.float32)
    ramp = min(ramp, len(sound))
    fade = np.linspace(0.0, 1.0, ramp, dtype=np.float32)
    gain[:ramp] *= fade
    gain[len(sound) - ramp :] *= fade[::-1]
    sound *= gain
