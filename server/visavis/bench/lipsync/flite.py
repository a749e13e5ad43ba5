"""Flite as a reference of the bench: it tells the end of every phone that it synthesises.

The program is the one of the embedded English voices; here a text is spoken as it is written, in one run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.engines.flite.program import MODULE_VARIABLE, FliteError, Program, find_module

__all__ = ["MODULE_VARIABLE", "VOICES", "Flite", "FliteError", "Spoken", "find_module"]

VOICES: Final = ("slt", "rms", "kal16", "awb", "kal")
_LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What Flite said."""

    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    rate_hz: int
    segments: tuple[tuple[str, float], ...]
    """Phones in Flite's own lower-case ARPAbet (``pau`` is silence) with their ends in seconds, in order."""


class Flite:
    """The loaded program. Each call runs in a sandbox of its own.

    Raises :class:`FliteError` when the module is missing.
    """

    def __init__(self, module: Path | None = None) -> None:
        self._program = Program(module)

    def speak(self, text: str, voice: str) -> Spoken:
        """Speak English text of up to 2000 characters with one of :data:`VOICES`.

        Raises ValueError for an unknown voice or text that is empty or too long, and :class:`FliteError` when nothing
        comes of it.
        """
        if voice not in VOICES:
            raise ValueError(f"Flite has no voice {voice!r}; there are {', '.join(VOICES)}")
        if not text.strip() or len(text) > _LONGEST_TEXT:
            raise ValueError(f"Flite speaks 1 to {_LONGEST_TEXT} characters, got {len(text)}")
        with self._program.runner() as runner:
            said = runner.run(["-voice", voice, "-psdur", "-t", text])
        return Spoken(said.samples.astype(np.float32) / np.float32(32768), said.rate_hz, _segments(said.printed))


def _segments(printed: str) -> tuple[tuple[str, float], ...]:
    """From what ``-psdur`` prints: ``pau:0.164 hh:0.255 …``, with the sentences one after another."""
    segments: list[tuple[str, float]] = []
    for item in printed.split():
        name, colon, end = item.rpartition(":")
        if not colon:
            raise FliteError("Flite printed something else where a phone and its end were expected")
        segments.append((name, float(end)))
    return tuple(segments)
