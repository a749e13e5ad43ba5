"""One sentence on its way out of an engine, and the line of sentences that are synthesised one ahead."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Sequence

from visavis.speech.text import Sentence
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
        on_done: Callable[[], None],
    ) -> None:
        self.done = False
        self.made_bytes = 0
        self.error: EngineError | None = None
        self._engine = engine
        self._timeout_s = timeout_s
        self._on_done = on_done
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
        speaking = self._engine.speak(sentence, voice, prosody, slack_s=slack_s)
        try:
            while True:
                async with asyncio.timeout(self._timeout_s):
                    piece = await anext(speaking, None)
                if piece is None:
                    break
                self._pieces.append(piece)
                self.made_bytes += len(piece.pcm)
                self._ready_bytes += len(piece.pcm)
                self._wake.set()
                while self._ready_bytes > READY_BYTES:
                    self._taken.clear()
                    await self._taken.wait()
        except TimeoutError:
            message = f"{voice.name} gave no sound for {self._timeout_s:g} s"
            self.error = EngineError(message, code="engine_timeout", retryable=True)
        except EngineError as error:
            self.error = error
        except Exception as error:
            # The error's own text may quote what was to be said, so it goes neither to the log nor to the visitor.
            logger.error("engine %s failed with %s", voice.engine, type(error).__name__)
            self.error = EngineError(f"engine {voice.engine} failed ({type(error).__name__})", retryable=True)
        finally:
            close = getattr(speaking, "aclose", None)
            if close is not None:
                await close()
            self.done = True
            self._wake.set()
        if self.error is None:
            self._on_done()


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
    ) -> None:
        self._engine = engine
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
        if self._running and not self._running[-1].done:
            return
        sentence = self._sentences[self._started]
        # The sentences before it are heard first.
        if self._running:
            self._due += self._running[-1].made_bytes / 2 / self._voice.sample_rate_hz
        self._started += 1
        self._running.append(
            Synthesis(
                self._engine,
                sentence,
                self._voice,
                self._prosody,
                slack_s=max(0.0, self._due - self._clock()),
                timeout_s=self._timeout_s,
                on_done=self._start_next,
            )
        )
