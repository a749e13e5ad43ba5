"""A long recording with many sentences: first roughly where each is, then each closely.

What is before the first and after the last sentence may be anything, music included; it is silence in the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.align import Aligned, align
from visavis.speech.alignment.dtw import times_along, warp
from visavis.speech.alignment.features import FRAMES_PER_SECOND, Matrix
from visavis.speech.alignment.first_path import Rendered
from visavis.speech.alignment.observations import for_warping
from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.alignment.silence import endpoints, without_pauses
from visavis.speech.alignment.sound import Sound
from visavis.speech.alignment.voice_model import Heard, VoiceModel
from visavis.speech.cues import Phone

_AT_ONCE_S: Final = 20.0
"""So much is aligned in one go."""
_SPARE_RATIO: Final = 2.2
"""A recording that is so much longer than its text holds something else, which has to be found first."""
_STEP: Final = 8
"""Every 40 ms,"""
_LONG_STEP: Final = 20
"""or every 100 ms where the recording is longer than"""
_LONG_S: Final = 240.0
_PENALTY: Final = 0.05
_SPARE: Final = 0.4
_OUTER_PAD: Final = round(0.4 * FRAMES_PER_SECOND)
_SMOOTH: Final = 9
_SEARCH: Final = round(0.3 * FRAMES_PER_SECOND)


def align_parts(
    sound: Sound, parts: Sequence[Sequence[Rendered]], *, model: VoiceModel | None = None
) -> tuple[Alignment, list[Heard]]:
    """An alignment of the whole recording. Each part is a stretch of the text in several renderings."""
    ends = endpoints(sound.voiced)
    if ends is None or not parts:
        return Alignment.silent(sound.samples), []
    spans = [part[0].stretch for part in parts]
    expected = sum(stop - start for start, stop in spans)
    length = len(without_pauses(sound.voiced, *ends))
    whole = length <= _AT_ONCE_S * FRAMES_PER_SECOND and length <= _SPARE_RATIO * expected
    if whole and len(parts) == 1:
        return _join(sound, [(0, sound.frames)], parts, model)
    return _join(sound, _windows(sound, parts, ends), parts, model)


def _join(
    sound: Sound, windows: Sequence[tuple[int, int]], parts: Sequence[Sequence[Rendered]], model: VoiceModel | None
) -> tuple[Alignment, list[Heard]]:
    phones: list[Phone] = []
    words: list[WordSpan] = []
    heard: list[Heard] = []
    sure, weight, methods = 0.0, 0, set()
    for (start, stop), part in zip(windows, parts, strict=True):
        if stop - start < 2:
            continue
        piece, offset = sound.cut(start, stop)
        aligned: Aligned = align(piece, part, model=model)
        if aligned.heard is not None:
            heard.append(aligned.heard)
        _pause(phones, offset)
        for phone in aligned.alignment.phones:
            moved = replace(phone, onset_samples=phone.onset_samples + offset, end_samples=phone.end_samples + offset)
            if phone.ipa:
                phones.append(moved)
            else:
                _pause(phones, moved.end_samples)
        words += [
            WordSpan(word.token_index, word.onset_samples + offset, word.end_samples + offset)
            for word in aligned.alignment.words
        ]
        sure += aligned.alignment.confidence * (stop - start)
        weight += stop - start
        methods.add(aligned.alignment.method)
    _pause(phones, sound.samples)
    method = "hmm" if "hmm" in methods else "dtw" if "dtw" in methods else "silence"
    return Alignment(tuple(phones), tuple(words), round(sure / max(1, weight), 3), method), heard


def _pause(phones: list[Phone], until: int) -> None:
    """Silence from the last phone to a sample, as one with silence before."""
    at = phones[-1].end_samples if phones else 0
    if until <= at:
        return
    if phones and not phones[-1].ipa:
        phones[-1] = replace(phones[-1], end_samples=until)
    else:
        phones.append(Phone("", at, until))


def _windows(sound: Sound, parts: Sequence[Sequence[Rendered]], ends: tuple[int, int]) -> list[tuple[int, int]]:
    """First and exclusive last frame of every part."""
    step = _LONG_STEP if sound.frames > _LONG_S * FRAMES_PER_SECOND else _STEP
    bounds, columns, at = [], [], 0
    for part in parts:
        rendered = part[0]
        told = without_pauses(rendered.sound.voiced, *rendered.stretch)
        frames = _coarse(for_warping(rendered.sound)[told], step)
        bounds.append((at, at + len(frames)))
        columns.append(frames)
        at += len(frames)
    kept = without_pauses(sound.voiced, *ends)
    path, _ = warp(_coarse(for_warping(sound)[kept], step), np.concatenate(columns), _PENALTY, spare=_SPARE)
    edges = np.array([edge for pair in bounds for edge in (pair[0], pair[1] - 1)], dtype=np.float64)
    reached = np.maximum.accumulate(times_along(path, edges)) * step
    reached[1::2] += step
    times = kept[np.minimum(reached.astype(int), len(kept) - 1)]
    starts, stops = times[::2], times[1::2]
    cuts = [max(0, int(starts[0]) - _OUTER_PAD)]
    for index in range(1, len(parts)):
        cuts.append(max(cuts[-1], _quietest(sound, int(stops[index - 1]), int(starts[index]))))
    cuts.append(max(cuts[-1], min(sound.frames, int(stops[-1]) + _OUTER_PAD)))
    return list(pairwise(cuts))


def _quietest(sound: Sound, end: int, start: int) -> int:
    """Where best to cut between the end of one sentence and the start of the next."""
    low = max(0, min(end, start) - _SEARCH)
    high = min(sound.frames, max(end, start) + _SEARCH)
    if high - low < _SMOOTH:
        return low
    level = np.convolve(sound.cepstra[low:high, 0], np.ones(_SMOOTH), "valid")
    return low + _SMOOTH // 2 + int(level.argmin())


def _coarse(frames: Matrix, step: int) -> NDArray[np.float32]:
    """Means of ``step`` frames, of length 1."""
    count = max(1, len(frames) // step)
    means: Matrix = frames[: count * step].reshape(count, -1, frames.shape[1]).mean(axis=1)
    means /= np.linalg.norm(means, axis=1, keepdims=True) + np.float32(1e-9)
    return means
