"""One sentence on its way out of an engine, and the line of sentences that are synthesised one ahead."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

from visavis.speech.text import Sentence
from visavis.tts.aligning import Aligning
from visavis.tts.engine import Engine, EngineError, Prosody, SpeechPiece, Voice

logger = logging.getLogger(__name__)

READY_BYTES = 2 << 20
"""Audio of one sentence that may wait to be taken; an engine that is faster than its listener is held there."""


class Synthesis:
    """Pulls a sentence's pieces out of the engine as fast as they come; they wait here until they are taken,
    and it waits when too much of them does."""

    def __init__(
        self,
        engine: Engine,
        sentence: Sentence,
        voice: Voice,
        prosody: Prosody,
        *,
        slack_s: float,
        timeout_s: float,
        aligning: Aligning | None,
        on_made: Callable[[], None],
    ) -> None:
        self.done = False
        """No more pieces come."""
        self.made = False
        """The engine has no more to do; what it gave may still be in the making."""
        self.made_samples = 0
        self.first_at: float | None = None
        """When its first piece came, by the loop's clock."""
        self.error: EngineError | None = None
        self._engine = engine
        self._timeout_s = timeout_s
        self._aligning = aligning
        self._on_made = on_made
        self._pieces: deque[SpeechPiece] = deque()
        self._ready_bytes = 0
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()
        self._task = asyncio.create_task(self._run(sentence, voice, prosody, slack_s))

    def take(self) -> SpeechPiece | None:
        """The next piece, or None when there is none yet or no more."""
        if not self._pieces:
            return None
        piece = self._pieces.popleft()
        self._ready_bytes -= len(piece.pcm)
        self._taken.set()
        return piece

    async def wait(self, timeout_s: float | None) -> bool:
        """True when there is a piece, or the end; False when neither came in time."""
        if self._pieces or self.done:
            return True
        if timeout_s is not None and timeout_s <= 0:
            await asyncio.sleep(0)  # whatever the engine has ready gets its turn
            return bool(self._pieces) or self.done
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Stop the engine's work at once."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, sentence: Sentence, voice: Voice, prosody: Prosody, slack_s: float) -> None:
        speaking = _in_time(self._engine.speak(sentence, voice, prosody, slack_s=slack_s), voice, self._timeout_s)
        if self._aligning is not None:
            speaking = self._aligning.pieces(speaking, sentence, slack_s=slack_s, on_made=self._note_made)
        clock = asyncio.get_running_loop().time
        try:
            async for piece in speaking:
                self._pieces.append(piece)
                self.first_at = clock() if self.first_at is None else self.first_at
                if not self.made:
                    self.made_samples += len(piece.pcm) // 2
                self._ready_bytes += len(piece.pcm)
                self._wake.set()
                while self._ready_bytes > READY_BYTES:
                    self._taken.clear()
                    await self._taken.wait()
        except EngineError as error:
            self.error = error
        except Exception as error:
            # The error's own text may quote what was to be said, so it goes neither to the log nor to the visitor.
            logger.error("engine %s failed with %s", voice.engine, type(error).__name__)
            self.error = EngineError(f"engine {voice.engine} failed ({type(error).__name__})", retryable=True)
        finally:
            await speaking.aclose()
            self.done = True
            self._wake.set()
        if self.error is None and not self.made:
            self._note_made(self.made_samples)

    def _note_made(self, samples: int) -> None:
        self.made = True
        self.made_samples = samples
        self._on_made()


async def _in_time(
    spoken: AsyncIterator[SpeechPiece], voice: Voice, timeout_s: float
) -> AsyncGenerator[SpeechPiece, None]:
    """The pieces of an engine; :class:`EngineError` (``engine_timeout``) when it waits too long with the next."""
    try:
        while True:
            try:
                async with asyncio.timeout(timeout_s):
                    piece = await anext(spoken, None)
            except TimeoutError:
                message = f"{voice.name} gave no sound for {timeout_s:g} s"
                raise EngineError(message, code="engine_timeout", retryable=True) from None
            if piece is None:
                return
            yield piece
    finally:
        close = getattr(spoken, "aclose", None)
        if close is not None:
            await close()


class SentenceLine:
    """The sentences of one utterance: the current one, and the next, which starts when the current one is made."""

    def __init__(
        self,
        engine: Engine,
        sentences: Sequence[Sentence],
        voice: Voice,
        prosody: Prosody,
        *,
        timeout_s: float,
        slack_s: float,
        aligning: Aligning | None = None,
    ) -> None:
        self._engine = engine
        self._aligning = aligning
        self._sentences = sentences
        self._voice = voice
        self._prosody = prosody
        self._timeout_s = timeout_s
        self._clock = asyncio.get_running_loop().time
        self._due = self._clock() + slack_s
        self._started = 0
        self._running: deque[Synthesis] = deque()
        self._start_next()

    @property
    def current(self) -> Synthesis | None:
        """The sentence whose pieces are wanted now; None after the last."""
        return self._running[0] if self._running else None

    def advance(self) -> Synthesis | None:
        """The current sentence is used up; go to the next."""
        self._running.popleft()
        self._start_next()
        return self.current

    async def close(self) -> None:
        """Stop everything that still runs."""
        self._started = len(self._sentences)
        while self._running:
            await self._running.popleft().close()

    def _start_next(self) -> None:
        if self._started == len(self._sentences) or len(self._running) > 1:
            return
        if self._running and not self._running[-1].made:
            return
        sentence = self._sentences[self._started]
        # The sentences before it are heard first, and none of them before it has come.
        if self._running:
            before = self._running[-1]
            heard_from = self._clock() if before.first_at is None else before.first_at
            self._due = max(self._due, heard_from) + before.made_samples / self._voice.sample_rate_hz
        self._started += 1
        self._running.append(
            Synthesis(
                self._engine,
                sentence,
                self._voice,
                self._prosody,
                slack_s=max(0.0, self._due - self._clock()),
                timeout_s=self._timeout_s,
                aligning=self._aligning,
                on_made=self._start_next,
            )
        )
