"""Pieces at another sample rate: a voice that steps in speaks at the rate of the one that it stands in for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

import numpy as np

from visavis.extensions.stream import close_stream
from visavis.tts.compute import Compute
from visavis.tts.engine import SpeechPiece
from visavis.tts.retimed import retimed

_MS_PER_SECOND: Final = 0.5
"""What changing the rate costs for each second of sound."""


async def at_rate(
    pieces: AsyncIterator[SpeechPiece], from_hz: int, to_hz: int, compute: Compute
) -> AsyncGenerator[SpeechPiece, None]:
    """The pieces of one sentence with sound and times in samples of ``to_hz``. Closes ``pieces``.

    Blendshapes count in frames and stay. The filter's delay is taken out: the sound is as long as it was, and begins
    when it did.
    """
    import soxr

    stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="int16")

    def resample(pcm: bytes, *, last: bool) -> bytes:
        made: bytes = stream.resample_chunk(np.frombuffer(pcm, "<i2"), last=last).astype("<i2", copy=False).tobytes()
        return made

    try:
        async for piece in pieces:
            cost_ms = len(piece.pcm) / 2 / from_hz * _MS_PER_SECOND
            pcm = await compute.run_brief(cost_ms, resample, piece.pcm, last=False) if piece.pcm else b""
            yield scaled(piece, pcm, from_hz, to_hz)
        yield SpeechPiece(resample(b"", last=True))
    finally:
        await close_stream(pieces)


def scaled(piece: SpeechPiece, pcm: bytes, from_hz: int, to_hz: int) -> SpeechPiece:
    """The piece with this sound instead, and its times in samples of ``to_hz``."""
    return retimed(piece, pcm, lambda samples: (samples * to_hz + from_hz // 2) // from_hz)
