"""One sentence on its way out of an engine, and the line of sentences that are synthesised one ahead."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable

from visavis.speech.text import Sentence
from visavis.tts.cut_short import CutShortError, head_of
from visavis.tts.delivery import Delivery
from visavis.tts.engine import EngineError, SpeechPiece

READY_BYTES = 2 << 20
"""Audio of one sentence that may wait to be taken; an engine that is faster than its listener is held there."""


class Synthesis:
    """Pulls a sentence's pieces out of the engine as fast as they come; they wait here until they are taken,
    and it waits when too much of them does."""

    def __init__(
        self,
        delivery: Delivery,
        sentence: Sentence,
        *,
        slack_s: float,
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
        self.rest: Sentence | None = None
        """What of the sentence is to be said anew: its sound broke off."""
        self._on_made = on_made
        self._pieces: deque[SpeechPiece] = deque()
        self._ready_bytes = 0
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()
        self._task = asyncio.create_task(self._run(delivery.pieces(sentence, slack_s=slack_s, on_made=self._note_made)))

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

    async def _run(self, speaking: AsyncGenerator[SpeechPiece, None]) -> None:
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
        except CutShortError as error:
            self.rest = error.rest
        except EngineError as error:
            self.error = error
        finally:
            await speaking.aclose()
            self.done = True
            self._wake.set()
        if self.error is None and self.rest is None and not self.made:
            self._note_made(self.made_samples)

    def _note_made(self, samples: int) -> None:
        self.made = True
        self.made_samples = samples
        self._on_made()


class SentenceLine:
    """The sentences of one utterance: the current one, and the next, which starts when the current one is made.

    Where the sound of a sentence breaks off, its rest becomes a sentence of its own in the list of ``sentences``.
    """

    def __init__(
        self,
        delivery: Delivery,
        sentences: list[Sentence],
        *,
        slack_s: float,
    ) -> None:
        self._delivery = delivery
        self._sentences = sentences
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
        used = self._running.popleft()
        if used.rest is not None:
            # It is not made, so no other has started after it.
            self._sentences[self._started - 1] = head_of(self._sentences[self._started - 1], used.rest)
            self._sentences.insert(self._started, used.rest)
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
            self._due = max(self._due, heard_from) + before.made_samples / self._delivery.sample_rate_hz
        self._started += 1
        self._running.append(
            Synthesis(self._delivery, sentence, slack_s=max(0.0, self._due - self._clock()), on_made=self._start_next)
        )
