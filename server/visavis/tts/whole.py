"""A whole utterance at once, for those who want a file and not a stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.frames import MarkEvent, SentenceEvent, WordEvent
from visavis.speech.cues import Cue
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.recording import Performance
from visavis.tts.speaker import Utterance


@dataclass(frozen=True, slots=True)
class WholeUtterance:
    """All chunks of an utterance joined."""

    written: str
    language: str
    voice: str
    sample_rate_hz: int
    pcm: bytes
    """Signed 16-bit little-endian mono."""
    rows: NDArray[np.uint8]
    """Frames × channels."""
    words: tuple[WordEvent, ...]
    sentences: tuple[SentenceEvent, ...]
    marks: tuple[MarkEvent, ...]
    cues: tuple[Cue, ...]
    confidence: float | None = None
    """How surely a recording says its text, 0 to 1; None for what was synthesised or could not be aligned."""

    @property
    def duration_ms(self) -> float:
        """Length of the audio in ms."""
        return len(self.pcm) / 2 * 1000 / self.sample_rate_hz


async def collect(utterance: Utterance) -> WholeUtterance:
    """Listen to an entered utterance to its end. Raises ``TextError`` or ``EngineError``."""
    performance = await utterance.opened()
    return join(performance, [chunk async for chunk in utterance])


def join(performance: Performance, chunks: list[UtteranceChunk]) -> WholeUtterance:
    """The whole made of all its chunks; there is always at least the final one."""
    channels = chunks[-1].channels
    rows = np.frombuffer(b"".join(chunk.rows for chunk in chunks), dtype=np.uint8).reshape(-1, channels)
    return WholeUtterance(
        written=performance.written,
        language=performance.language,
        voice=performance.voice.name,
        sample_rate_hz=performance.voice.sample_rate_hz,
        pcm=b"".join(chunk.pcm for chunk in chunks),
        rows=rows,
        words=tuple(word for chunk in chunks for word in chunk.words),
        sentences=tuple(sentence for chunk in chunks for sentence in chunk.sentences),
        marks=tuple(mark for chunk in chunks for mark in chunk.marks),
        cues=tuple(cue for chunk in chunks for cue in chunk.cues),
        confidence=performance.confidence(),
    )
