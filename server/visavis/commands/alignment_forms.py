"""An alignment as JSON, as a table, as a Praat TextGrid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from visavis.tts.aligner import RecordingAlignment

Interval = tuple[float, float, str]


def alignment_json(found: RecordingAlignment, *, indent: int | None = None) -> str:
    """``phones``, ``words`` and ``cues`` with their times in ms, ``confidence`` and ``method``.

    Silence is a phone with an empty name and the cue ``sil``. A word tells what was written, and where: ``start`` and
    ``end`` count code points of ``text``.
    """
    told: dict[str, Any] = {
        "text": found.analysis.written,
        "language": found.analysis.language,
        "duration_ms": _duration_ms(found),
        "confidence": found.alignment.confidence,
        "method": found.alignment.method,
        "phones": [
            {"phone": name, "onset_ms": round(onset, 2), "end_ms": round(end, 2)} for onset, end, name in _phones(found)
        ],
        "words": [
            {
                "word": found.analysis.written[word.start : word.end],
                "start": word.start,
                "end": word.end,
                "onset_ms": word.onset_ms,
                "end_ms": word.end_ms,
            }
            for word in found.words
        ],
        "cues": [
            {"viseme": cue.viseme, "onset_ms": round(cue.onset_ms, 2), "end_ms": round(cue.end_ms, 2)}
            for cue in found.cues
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=indent)


def alignment_table(found: RecordingAlignment) -> str:
    """A line a word with its phones, and what is thought of it all."""
    phones = _phones(found)
    lines = ["  onset     end  word and phones"]
    for word in found.words:
        said = [name for onset, end, name in phones if name and word.onset_ms <= (onset + end) / 2 < word.end_ms]
        written = found.analysis.written[word.start : word.end]
        lines.append(f"{word.onset_ms / 1000:7.3f} {word.end_ms / 1000:7.3f}  {written}  /{' '.join(said)}/")
    told = f"confidence {found.alignment.confidence:.2f}, by {found.alignment.method}"
    return "\n".join([*lines, told])


def alignment_textgrid(found: RecordingAlignment) -> str:
    """The tiers ``words`` and ``phones`` in Praat's long text form; times in seconds."""
    end_s = _duration_ms(found) / 1000
    words = [(word.onset_ms, word.end_ms, found.analysis.written[word.start : word.end]) for word in found.words]
    tiers = (("words", _filled(words, end_s * 1000)), ("phones", _phones(found)))
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {end_s:.6f}"]
    lines += ["tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for number, (name, intervals) in enumerate(tiers, start=1):
        lines += [f"    item [{number}]:", '        class = "IntervalTier"', f'        name = "{name}"']
        lines += ["        xmin = 0", f"        xmax = {end_s:.6f}", f"        intervals: size = {len(intervals)}"]
        for index, (onset, end, text) in enumerate(intervals, start=1):
            quoted = text.replace('"', '""')
            lines += [f"        intervals [{index}]:", f"            xmin = {onset / 1000:.6f}"]
            lines += [f"            xmax = {end / 1000:.6f}", f'            text = "{quoted}"']
    return "\n".join(lines) + "\n"


def _phones(found: RecordingAlignment) -> list[Interval]:
    ms = 1000 / found.sample_rate_hz
    return [(phone.onset_samples * ms, phone.end_samples * ms, phone.ipa) for phone in found.alignment.phones]


def _duration_ms(found: RecordingAlignment) -> float:
    phones = found.alignment.phones
    return round(phones[-1].end_samples * 1000 / found.sample_rate_hz, 2) if phones else 0.0


def _filled(words: Sequence[Interval], end_ms: float) -> list[Interval]:
    """Intervals without a gap: what is between words has no text."""
    filled: list[Interval] = []
    at = 0.0
    for begin, end, text in words:
        onset = max(begin, at)
        if onset > at:
            filled.append((at, onset, ""))
        if end > onset:
            filled.append((onset, end, text))
            at = end
    if end_ms > at:
        filled.append((at, end_ms, ""))
    return filled
