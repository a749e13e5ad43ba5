"""Phones inside words whose times are known: first in proportion, then where the sound has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.features import FRAMES_PER_SECOND
from visavis.speech.alignment.first_path import FirstPath
from visavis.speech.alignment.result import WordSpan
from visavis.speech.alignment.script import Script
from visavis.speech.alignment.sound import Sound

_SLACK: Final = round(0.04 * FRAMES_PER_SECOND)
"""A word's edge may be moved so far to where the sound has it: engines round, and cut at the middle of a transition."""
_OTHERS_IN_WORD: Final = -15.0


def fill(sound: Sound, script: Script, words: Sequence[WordSpan]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Onset and end of every phone in fractional frames: the script's durations, stretched into each word.

    Phones of tokens without a time share the room between their neighbours.
    """
    spans = {word.token_index: (word.onset_samples, word.end_samples) for word in words}
    count = len(script.phones)
    onsets, ends = np.zeros(count), np.zeros(count)
    edge = 0
    index = 0
    while index < count:
        known = script.tokens[index] in spans
        stop = index + 1
        while stop < count and (
            script.tokens[stop] == script.tokens[index] if known else script.tokens[stop] not in spans
        ):
            stop += 1
        if known:
            low, high = spans[script.tokens[index]]
        else:
            following = spans[script.tokens[stop]][0] if stop < count else sound.samples
            low, high = edge, following
        low, high = max(low, edge), max(low, high, edge)
        edge = high
        _stretch(script, index, stop, sound.frame_at(low), sound.frame_at(high), onsets, ends)
        index = stop
    return onsets, ends


def within(
    onsets: NDArray[np.float64], ends: NDArray[np.float64], first: FirstPath, script: Script
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The times of a first path in every word that it puts about where it is known to be; the filled ones in others."""
    better_onsets, better_ends = onsets.copy(), ends.copy()
    index = 0
    while index < len(onsets):
        stop = index + 1
        while stop < len(onsets) and script.tokens[stop] == script.tokens[index]:
            stop += 1
        low, high = onsets[index], ends[stop - 1]
        if first.onsets[index] > low - 2 * _SLACK and first.ends[stop - 1] < high + 2 * _SLACK:
            better_onsets[index:stop] = np.clip(first.onsets[index:stop], low, high)
            better_ends[index:stop] = np.clip(first.ends[index:stop], low, high)
        index = stop
    return better_onsets, better_ends


def allowed(
    sound: Sound, script: Script, words: Sequence[WordSpan], onsets: NDArray[np.float64], ends: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Frames × states, to be added to log likelihoods: a phone may not be where its word is not, and hardly anything
    else, silence included, is where a word is."""
    chain = script.chain
    mask = np.zeros((sound.frames, len(chain.unit_of)), dtype=np.float32)
    timed = {word.token_index for word in words}
    edges: dict[int, tuple[float, float]] = {}
    for index, token in enumerate(script.tokens):
        low, high = edges.get(token, (np.inf, -np.inf))
        edges[token] = (min(low, onsets[index]), max(high, ends[index]))
    token_of = np.array([script.tokens[unit.phone] if unit.phone >= 0 else -1 for unit in chain.units])[chain.unit_of]
    for token, (low, high) in edges.items():
        if token not in timed:
            continue
        own = token_of == token
        mask[: max(0, int(low) - _SLACK), own] = -np.inf
        mask[int(np.ceil(high)) + _SLACK :, own] = -np.inf
        mask[int(low) + _SLACK : max(0, int(np.ceil(high)) - _SLACK), ~own] += _OTHERS_IN_WORD
    return mask


def _stretch(
    script: Script,
    start: int,
    stop: int,
    low: float,
    high: float,
    onsets: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> None:
    lengths = [max(1, phone.end_samples - phone.onset_samples) for phone in script.phones[start:stop]]
    marks = low + (high - low) * np.concatenate(([0], np.cumsum(lengths))) / sum(lengths)
    onsets[start:stop], ends[start:stop] = marks[:-1], marks[1:]
