"""An utterance that is performed once and heard by any number of listeners, now or later."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from visavis.protocol.codecs import Codec
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.encoded_chunks import EncodedChunks
from visavis.tts.engine import Voice


@dataclass(frozen=True, slots=True)
class Performance:
    """An utterance that is ready to be performed: what is known before the first sound."""

    written: str
    """The text without markup, in which word and sentence events count."""
    language: str
    voice: Voice
    chunks: AsyncGenerator[UtteranceChunk, None]
    confidence: Callable[[], float | None] = lambda: None
    """How surely a recording says its text, 0 to 1, as far as is known by now; None for what was synthesised."""


class Recording:
    """Asks for the next chunk when the foremost listener wants it, and keeps chunks for those who come later.

    Past ``keep_bytes`` it lets go of what all its listeners have heard, and no new ones may join. When the last
    listener leaves an unfinished recording, the engine's work is stopped.
    """

    def __init__(
        self,
        begin: Callable[[], Coroutine[Any, Any, Performance]],
        keep_bytes: int,
        compute: Compute | None = None,
    ) -> None:
        """``compute`` encodes for those who do not take samples as they are."""
        self.size_bytes = 0
        self.complete = False
        self._makeshift = False
        self._begin = begin
        self._keep_bytes = keep_bytes
        self._performance: Performance | None = None
        self._error: BaseException | None = None
        self._chunks: list[UtteranceChunk | None] = []
        self._forgotten = 0
        self._encoded = None if compute is None else EncodedChunks(compute)
        self._listeners: set[Listener] = set()
        self._step: asyncio.Task[None] | None = None

    @property
    def joinable(self) -> bool:
        """Whether a new listener would hear it from the beginning."""
        return self._forgotten == 0 and self._error is None and (self.complete or bool(self._listeners))

    @property
    def worth_keeping(self) -> bool:
        """Whether it is finished, as good as it gets, and small enough for a cache."""
        return self.complete and not self._makeshift and not self._forgotten and self.size_bytes <= self._keep_bytes

    def join(self, codec: Codec = "pcm") -> Listener:
        """A listener at the beginning. It must be closed."""
        listener = Listener(self, codec)
        self._listeners.add(listener)
        return listener

    async def opened(self) -> Performance:
        """The performance, begun by whoever asks first. Raises what beginning it raised."""
        while self._performance is None:
            await self._advance()
        return self._performance

    async def chunk(self, position: int, codec: Codec = "pcm") -> UtteranceChunk:
        """Chunk number ``position``, performed if nobody has asked for it yet."""
        while position >= len(self._chunks):
            await self._advance()
        chunk = self._chunks[position]
        assert chunk is not None, "a listener's own chunk is not forgotten before it is heard"
        if self._performance is not None and not self._performance.voice.sound:
            return replace(chunk, codec="none")
        if codec == "opus" and chunk.codec == "pcm" and self._encoded is not None:
            return await self._encoded.chunk(position, chunk)
        return chunk

    def heard(self) -> None:
        """A listener went on: forget what nobody needs any more, once this is too large to keep."""
        if self.size_bytes <= self._keep_bytes or not self._listeners:
            return
        everyone_is_past = min(listener.position for listener in self._listeners)
        for index in range(self._forgotten, everyone_is_past):
            self._chunks[index] = None
            if self._encoded is not None:
                self._encoded.forget(index)
        self._forgotten = max(self._forgotten, everyone_is_past)

    async def leave(self, listener: Listener) -> None:
        """The listener has gone."""
        self._listeners.discard(listener)
        if self._encoded is not None and not self._listeners:
            await self._encoded.close()
        if self._listeners or self.complete:
            return
        self._error = self._error or asyncio.CancelledError()
        step, self._step = self._step, None
        if step is not None:
            step.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await step
        if self._performance is not None:
            await self._performance.chunks.aclose()

    async def _advance(self) -> None:
        # The step is a task of its own, so that a listener who is cancelled does not take it from the others.
        if self._error is not None:
            raise self._error
        if self._step is None:
            self._step = asyncio.create_task(self._next())
        await asyncio.shield(self._step)
        if self._error is not None:
            raise self._error

    async def _next(self) -> None:
        try:
            if self._performance is None:
                self._performance = await self._begin()
            else:
                chunk = await anext(self._performance.chunks)
                self._chunks.append(chunk)
                self.size_bytes += chunk.size_bytes
                self.complete = chunk.final
                self._makeshift = self._makeshift or chunk.makeshift
        except Exception as error:
            self._error = error
        finally:
            self._step = None


class Listener:
    """One pass over a recording, from its beginning: an asynchronous iterator that must be closed."""

    def __init__(self, recording: Recording, codec: Codec) -> None:
        self.position = 0
        self._codec = codec
        self._recording = recording
        self._ended = False

    async def opened(self) -> Performance:
        """What is known before the first sound."""
        return await self._recording.opened()

    def __aiter__(self) -> Listener:
        return self

    async def __anext__(self) -> UtteranceChunk:
        if self._ended:
            raise StopAsyncIteration
        chunk = await self._recording.chunk(self.position, self._codec)
        self.position += 1
        self._ended = chunk.final
        self._recording.heard()
        return chunk

    async def aclose(self) -> None:
        """Stop listening."""
        self._ended = True
        await self._recording.leave(self)
