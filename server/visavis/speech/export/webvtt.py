"""Captions, and visemes, as WebVTT: what a ``<track>`` of a video or audio element plays.

Format: W3C WebVTT, https://www.w3.org/TR/webvtt1/. A word's time stands before it, as in
``<00:00:01.200>word``, and a player marks what has been said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.cues import Cue

_LONGEST_TAIL_MS = 1000.0
"""A caption stays until the next one, but no longer than this after its last word."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def captions_vtt(
    text: str,
    sentences: Sequence[SentenceEvent],
    words: Sequence[WordEvent],
    duration_ms: float,
    *,
    note: str | None = None,
) -> str:
    """One cue a sentence, with a timestamp before each word that begins after its cue.

    ``text`` is the written text that the events point into. ``note`` is a comment, which nobody is shown.
    """
    blocks = _head(note)
    for number, (sentence, onset_ms, end_ms) in enumerate(_spans(sentences, words, duration_ms), start=1):
        payload = _payload(text, sentence, words, onset_ms, end_ms)
        if payload:
            blocks.append(f"{number}\n{timestamp(onset_ms)} --> {timestamp(end_ms)}\n{payload}\n")
    return "\n".join(blocks)


def visemes_vtt(cues: Sequence[Cue], *, note: str | None = None) -> str:
    """For ``<track kind="metadata">``: one cue a viseme, its text JSON such as ``{"viseme":"PP","intensity":1.0}``."""
    blocks = _head(note)
    for cue in cues:
        onset, end = timestamp(cue.onset_ms), timestamp(cue.end_ms)
        if onset < end or len(onset) < len(end):
            told = json.dumps({"viseme": cue.viseme, "intensity": round(cue.intensity, 3)}, separators=(",", ":"))
            blocks.append(f"{onset} --> {end}\n{told}\n")
    return "\n".join(blocks)


def _head(note: str | None) -> list[str]:
    # An arrow would begin a cue, also in a comment.
    return ["WEBVTT\n"] if note is None else ["WEBVTT\n", f"NOTE {note.replace('-->', '->')}\n"]


def timestamp(ms: float) -> str:
    """``HH:MM:SS.mmm``."""
    seconds, thousandths = divmod(max(0, round(ms)), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02d}:{minute:02d}:{second:02d}.{thousandths:03d}"


def escape(text: str) -> str:
    """Text as it may stand in a cue: on one line, without what a parser takes for markup."""
    return " ".join(text.replace("\0", " ").split()).translate(_ESCAPES)


def _spans(
    sentences: Sequence[SentenceEvent], words: Sequence[WordEvent], duration_ms: float
) -> Iterator[tuple[SentenceEvent, int, int]]:
    """Sentences with their onset and end in ms, as they are written; a cue must last at least a millisecond."""
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1].onset_ms if number + 1 < len(sentences) else max(duration_ms, 0.0)
        ends = [word.end_ms for word in words if sentence.start <= word.start < max(sentence.end, sentence.start + 1)]
        end_ms = min(following, max(ends) + _LONGEST_TAIL_MS) if ends else following
        onset_ms = round(sentence.onset_ms)
        yield sentence, onset_ms, max(round(end_ms), onset_ms + 1)


def _payload(text: str, sentence: SentenceEvent, words: Sequence[WordEvent], onset_ms: int, end_ms: int) -> str:
    parts: list[str] = []
    at, latest = sentence.start, onset_ms
    for word in words:
        if not sentence.start <= word.start < sentence.end or word.start < at:
            continue
        parts.append(_spaced(text[at : word.start]))
        # Timestamps in a cue must rise and lie inside it.
        if latest < round(word.onset_ms) < end_ms:
            latest = round(word.onset_ms)
            parts.append(f"<{timestamp(word.onset_ms)}>")
        at = word.start
    parts.append(_spaced(text[at : sentence.end]))
    return "".join(parts).strip()


def _spaced(text: str) -> str:
    """Escaped, with a space at an end that had one."""
    plain = escape(text)
    if not plain:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{plain}{' ' if text[-1].isspace() else ''}"
