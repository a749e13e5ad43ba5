"""What of the wanted manner an engine follows, and the volume for one that knows none."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

import numpy as np

from visavis.extensions.stream import close_stream
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece

AS_IS = Prosody()


def followed(prosody: Prosody, capabilities: Capabilities) -> Prosody:
    """The manner with everything left out that the engine does not know."""
    knows = capabilities.prosody
    return Prosody(
        prosody.rate if "rate" in knows else AS_IS.rate,
        prosody.pitch_semitones if "pitch" in knows else AS_IS.pitch_semitones,
        prosody.volume if "volume" in knows else AS_IS.volume,
        prosody.instructions if "instructions" in knows else AS_IS.instructions,
    )


async def at_volume(pieces: AsyncIterator[SpeechPiece], gain: float) -> AsyncGenerator[SpeechPiece, None]:
    """The pieces with their sound multiplied by ``gain`` (0 to 1). Closes ``pieces``."""
    try:
        async for piece in pieces:
            samples = np.frombuffer(piece.pcm, "<i2").astype(np.float32)
            yield replace(piece, pcm=np.rint(samples * gain).astype("<i2").tobytes())
    finally:
        await close_stream(pieces)
