"""What Polly tells of the times in its speech: lines of JSON, read into timing of ours.

Format: Amazon Polly Developer Guide, "Speech mark output". ``time`` is in ms from the start of the sound, ``start`` and
``end`` count bytes of the input, markup included.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from visavis.speech.ssml import Written, read_bookmark
from visavis.tts.engine import MarkTiming, VisemeTiming, WordTiming

LAST_WORD_MS = 400
"""A word after which nothing is told lasts so long; the sound knows better."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Times of one answer, in samples from its start."""

    visemes: tuple[VisemeTiming, ...] = ()
    words: tuple[WordTiming, ...] = ()
    marks: tuple[MarkTiming, ...] = ()


def read_marks(content: bytes, written: Written, sample_rate_hz: int) -> Marks:
    """The timing in an answer. What cannot be understood is left out; never fails.

    A word is told when it is one token, or a part of one: of several in one word nobody knows the edges between.
    """
    told = sorted(filter(None, map(_line, content.splitlines())), key=lambda line: line[0])
    visemes = tuple(
        VisemeTiming(value, _samples(ms, sample_rate_hz)) for ms, kind, value, _, _ in told if kind == "viseme"
    )
    marks = tuple(
        MarkTiming(name, _samples(ms, sample_rate_hz))
        for ms, kind, value, _, _ in told
        if kind == "ssml" and isinstance(name := read_bookmark(value), str)
    )
    return Marks(visemes, _words(told, written, sample_rate_hz), marks)


_Line = tuple[float, str, str, int, int]
"""ms, type, value, start and exclusive end in bytes."""


def _line(line: bytes) -> _Line | None:
    try:
        told = json.loads(line)
        ms = float(told["time"])
        read = ms, str(told["type"]), str(told["value"]), int(told.get("start", -1)), int(told.get("end", -1))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return read if 0 <= ms < 86_400_000 else None


def _words(told: Sequence[_Line], written: Written, rate_hz: int) -> tuple[WordTiming, ...]:
    code_points = list(accumulate((len(character.encode()) for character in written.ssml), initial=0))
    breaks = [ms for ms, kind, value, _, _ in told if kind == "word" or (kind == "viseme" and value == "sil")]
    spans: dict[int, tuple[float, float]] = {}
    for ms, kind, _, start, end in told:
        if kind != "word" or not 0 <= start < end:
            continue
        tokens = _tokens(written.spans, bisect_right(code_points, start) - 1, bisect_right(code_points, end - 1))
        if len(tokens) != 1:
            continue
        later = bisect_right(breaks, ms)
        until = breaks[later] if later < len(breaks) else ms + LAST_WORD_MS
        onset, _ = spans.get(tokens[0], (ms, until))
        spans[tokens[0]] = (min(onset, ms), until)
    words = [
        WordTiming(token, _samples(onset, rate_hz), _samples(until, rate_hz))
        for token, (onset, until) in sorted(spans.items())
    ]
    in_order = all(before.onset_samples <= after.onset_samples for before, after in pairwise(words))
    return tuple(words) if in_order else ()


def _tokens(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The tokens that share code points with a stretch."""
    return [index for index, (first, last) in enumerate(spans) if first < end and start < last]


def _samples(ms: float, rate_hz: int) -> int:
    return round(ms * rate_hz / 1000)
