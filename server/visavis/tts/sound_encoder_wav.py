"""WAV, which needs no encoding: a header and the samples as they are."""

from __future__ import annotations

import struct
from typing import Final

_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH")
_CHUNK: Final = struct.Struct("<4sI")
_UNKNOWN: Final = 0xFFFFFFFF
"""The size of a stream whose end nobody knows yet, as players read it."""


class WavEncoder:
    """16-bit mono. ``whole`` keeps everything back until the length is known."""

    def __init__(self, sample_rate_hz: int, *, whole: bool, comment: str | None = None) -> None:
        self._rate = sample_rate_hz
        self._info = b"" if comment is None else _info(comment)
        self._kept: list[bytes] | None = [] if whole else None
        self._begun = False

    def push(self, pcm: bytes) -> bytes:
        """The same bytes, the header before the first."""
        if self._kept is not None:
            self._kept.append(pcm)
            return b""
        head = b"" if self._begun else self._header(_UNKNOWN)
        self._begun = True
        return head + pcm

    def finish(self) -> bytes:
        """Everything that was kept back."""
        if self._kept is None:
            return b"" if self._begun else self._header(0)
        pcm = b"".join(self._kept)
        return self._header(len(pcm)) + pcm

    def _header(self, size: int) -> bytes:
        riff = min(_UNKNOWN, size + _HEADER.size + len(self._info) + _CHUNK.size - 8)
        head = _HEADER.pack(b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, 1, self._rate, 2 * self._rate, 2, 16)
        # Before the samples: behind a stream of which nobody knows the length it would be taken for sound.
        return head + self._info + _CHUNK.pack(b"data", size)


def _info(comment: str) -> bytes:
    """A list of the kind INFO with one comment; chunks have an even length."""
    text = comment.encode("ascii") + b"\0"
    content = b"INFO" + _CHUNK.pack(b"ICMT", len(text)) + text + bytes(len(text) % 2)
    return _CHUNK.pack(b"LIST", len(content)) + content
