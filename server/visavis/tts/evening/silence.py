"""Which silence before and after a sentence is idle, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from visavis.speech.text import Sentence

SILENT_DBFS: Final = -50.0
"""Sound whose samples stay below this once it is evened is silence."""
LONGEST_LEAD_MS: Final = 150
"""The silence before a sentence that follows another is part of the pause between them, up to here."""
LONGEST_TAIL_MS: Final = 500
"""So is the silence after a sentence."""
PATIENCE_S: Final = 10.0
"""Nobody waits for longer to see whether silence ends."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long the silence around a sentence may be."""

    lead_ms: int | None
    """Before the first sound; None for whatever there is."""
    tail_ms: int | None
    """After the last."""


AS_THEY_ARE: Final = Pauses(None, None)


def pauses_of(sentence: Sentence, *, opening: bool) -> Pauses:
    """What a text asks for stays: silence of a sentence that begins or ends with a break is not idle there.

    ``opening`` tells that nothing is heard before the sentence, so that somebody may be waiting for it.
    """
    spoken = [index for index, token in enumerate(sentence.tokens) if token.spoken]
    if not spoken:
        return AS_THEY_ARE
    breaks_before = any(token.break_ms for token in sentence.tokens[: spoken[0]])
    breaks_after = any(token.break_ms for token in sentence.tokens[spoken[-1] :])
    lead_ms = 0 if opening else LONGEST_LEAD_MS
    return Pauses(None if breaks_before else lead_ms, None if breaks_after else LONGEST_TAIL_MS)


class Ear:
    """Tells sound from silence in 16-bit samples that will be raised by ``gain_db``."""

    def __init__(self, gain_db: float = 0.0) -> None:
        self._threshold = max(1, round(32768 * 10 ** ((SILENT_DBFS - gain_db) / 20)))

    def span(self, pcm: bytes) -> tuple[int, int] | None:
        """The first sample that sounds, and the one after the last; None in silence."""
        samples = np.frombuffer(pcm, "<i2")
        sounding = (samples > self._threshold) | (samples < -self._threshold)
        if not sounding.any():
            return None
        return int(sounding.argmax()), len(sounding) - int(sounding[::-1].argmax())
