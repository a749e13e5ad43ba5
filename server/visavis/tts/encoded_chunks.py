"""The chunks of one recording in the form in which they travel, made once for all who hear it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from visavis.tts.chunk import UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.opus_stream import ENCODING_MS_PER_SECOND, OpusStream

logger = logging.getLogger(__name__)


class EncodedChunks:
    """Encodes chunk after chunk as they are first asked for. The order is kept by whoever asks: no listener skips one,
    so the one who is foremost asks for the next."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute
        self._stream: OpusStream | None = None
        self._made: list[UtteranceChunk | None] = []
        self._step: asyncio.Task[None] | None = None
        self._error: Exception | None = None

    async def chunk(self, position: int, plain: UtteranceChunk) -> UtteranceChunk:
        """Chunk number ``position``, of which ``plain`` is the form without a codec."""
        while position >= len(self._made):
            if self._error is not None:
                raise self._error
            if self._step is None:
                assert position == len(self._made), "chunks are encoded in order"
                # A task of its own: what goes into the encoder must come out, though a listener is cancelled meanwhile.
                self._step = asyncio.create_task(self._encode(plain))
            await asyncio.shield(self._step)
        chunk = self._made[position]
        assert chunk is not None, "a listener's own chunk is not forgotten before it is heard"
        return chunk

    def forget(self, position: int) -> None:
        """Nobody needs this one any more."""
        if position < len(self._made):
            self._made[position] = None

    async def close(self) -> None:
        """Wait for the moment that encoding a chunk takes."""
        if self._step is not None:
            await self._step
        self._stream = None

    async def _encode(self, plain: UtteranceChunk) -> None:
        try:
            stream = self._stream = self._stream or OpusStream(plain.sample_rate_hz)
            cost_ms = ENCODING_MS_PER_SECOND * plain.duration_ms / 1000
            packets = await self._compute.run_brief(cost_ms, stream.push, plain.pcm, final=plain.final)
            self._made.append(replace(plain, codec="opus", encoded=packets))
            if plain.final:
                self._stream = None
        except Exception as error:
            logger.exception("encoding a chunk failed")
            self._error = error
        finally:
            self._step = None
