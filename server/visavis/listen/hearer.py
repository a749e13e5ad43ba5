"""Listens to visitors by a recogniser, with an end to every wait, every try and every cost."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import Final

from visavis.extensions.retry_wait import retry_wait_s
from visavis.extensions.stream import close_stream
from visavis.speech.frontend.clean import without_surrogates

from .daily_seconds import DailySeconds
from .hearing_meter import HearingMeter
from .kept_sound import KeptSound
from .language import as_wished, language_of
from .recogniser import BYTES_PER_S, Heard, HearingWish, Recogniser, RecogniserError
from .settings import ListenSettings
from .transcript import Transcript

_FAREWELL_S: Final = 2.0
"""Longest wait for a recogniser to stop; it is left alone after that."""
_MOST_RESULTS: Final = 10_000
_MOST_WAITING: Final = 64
_ANY: Final = HearingWish()


class Hearer:
    """One for a process, over one started recogniser. Visitors speak at the same time."""

    def __init__(
        self,
        recogniser: Recogniser,
        limits: ListenSettings,
        daily: DailySeconds | None = None,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self.recogniser = recogniser
        self.limits = limits
        self.daily = daily or DailySeconds(limits.day_limit_s)
        self._spread = spread
        self._running = 0
        self.meter: HearingMeter | None = None
        """Is told what recognisers are given; None: nobody counts."""

    async def hear(self, sound: AsyncIterator[bytes], wish: HearingWish = _ANY) -> AsyncGenerator[Heard, None]:
        """What is understood of one utterance: the whole of it each time, and last one that is final.

        ``sound`` is signed 16-bit little-endian mono at 16 kHz, in pieces of any length; it ends with the utterance,
        and is closed. Closing the generator stops the recogniser at once. Where an error says that this may help, the
        sound is sent again: to one that streams before its first result, to any other before a stretch is final.
        Raises :class:`RecogniserError`, and what ``sound`` raises.
        """
        limits = self.limits
        kept = KeptSound(sound, limits.utterance_s, limits.pause_s)
        self._running += 1
        try:
            if self._running > limits.at_once:
                text = f"{limits.at_once} visitors are listened to already (VISAVIS_LISTEN_AT_ONCE)"
                raise RecogniserError(text, code="stt_busy", retryable=True)
            async with aclosing(self._tries(kept, wish)) as heard:
                async for one in heard:
                    yield one
        finally:
            self._running -= 1
            await kept.close()

    async def _tries(self, kept: KeptSound, wish: HearingWish) -> AsyncGenerator[Heard, None]:
        failures = 0
        while True:
            reservation = self.daily.reserve(self.limits.utterance_s)
            attempt = _Try(self.recogniser, self.limits, kept, wish)
            try:
                async with aclosing(attempt.heard()) as results:
                    async for heard in results:
                        yield heard
                return
            except RecogniserError as error:
                failures += 1
                wait_s = self._wait_s(error, failures, kept)
                if wait_s is None or not attempt.repeatable:
                    raise
            finally:
                self.daily.settle(reservation, attempt.seconds)
                if self.meter is not None:
                    self.meter.listened(self.recogniser.name, attempt.seconds)
            await asyncio.sleep(wait_s)

    def _wait_s(self, error: RecogniserError, failures: int, kept: KeptSound) -> float | None:
        wait_s = retry_wait_s(error, failures, self.limits.retries, self._spread())
        if wait_s is None:
            return None
        waited_s = 0.0 if kept.ended_at is None else asyncio.get_running_loop().time() - kept.ended_at
        return wait_s if waited_s + wait_s < self.limits.first_s else None


class _Try:
    """One listening to the whole utterance."""

    def __init__(self, recogniser: Recogniser, limits: ListenSettings, kept: KeptSound, wish: HearingWish) -> None:
        self._recogniser = recogniser
        self._limits = limits
        self._kept = kept
        self._wish = wish
        self._transcript = Transcript()
        self._given_bytes = 0
        self._read = False
        self._last_at = -math.inf
        """When the last result came, by the loop's clock."""

    @property
    def seconds(self) -> float:
        """What the recogniser was given."""
        return self._given_bytes / BYTES_PER_S

    @property
    def repeatable(self) -> bool:
        """It may be begun anew without taking back what stands."""
        if self._recogniser.capabilities.streaming:
            return self._last_at == -math.inf
        return not self._transcript.begun

    async def heard(self) -> AsyncGenerator[Heard, None]:
        """Raises :class:`RecogniserError`, and what the sound raises."""
        told = ""
        async with aclosing(self._results()) as results:
            async for result in results:
                language = result.language and as_wished(result.language, self._wish.languages)
                heard = self._transcript.add(_with_language(result, language or None))
                if heard.text != told:
                    told = heard.text
                    yield heard
        if not self._read:
            raise RecogniserError("the recogniser stopped before all was said", retryable=True)
        if not self._transcript.complete:
            raise RecogniserError("the recogniser broke off before its last result", retryable=True)
        whole = self._transcript.whole(cut=self._kept.cut)
        yield _with_language(whole, whole.language or language_of(whole.text, self._wish.languages))

    async def _results(self) -> AsyncGenerator[Heard, None]:
        """In time. The recogniser runs in one task of its own, so what it holds open stays in one context."""
        results: asyncio.Queue[Heard] = asyncio.Queue(_MOST_WAITING)
        work = asyncio.create_task(self._work(results))
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # it may end when nobody asks
        try:
            for _ in range(_MOST_RESULTS):
                heard = await self._next(results, work)
                if heard is None:
                    return
                self._last_at = asyncio.get_running_loop().time()
                yield heard
            raise RecogniserError("the recogniser does not come to an end")
        finally:
            work.cancel()
            await asyncio.wait({work}, timeout=_FAREWELL_S)

    async def _work(self, results: asyncio.Queue[Heard]) -> None:
        stream: AsyncIterator[Heard] | None = None
        try:
            stream = self._recogniser.recognise(self._sound(), self._wish)
            async for heard in stream:
                await results.put(heard)
        except RecogniserError:
            raise
        except Exception as error:  # a stranger's may fail in any way, and its message quote anything
            raise RecogniserError(f"the recogniser failed ({type(error).__name__})") from None
        finally:
            with suppress(Exception):  # what fails while it is left is of no interest
                await close_stream(stream)

    async def _sound(self) -> AsyncGenerator[bytes, None]:
        async for piece in self._kept.pieces():
            self._given_bytes += len(piece)
            yield piece
        self._read = True

    async def _next(self, results: asyncio.Queue[Heard], work: asyncio.Task[None]) -> Heard | None:
        """The next result; None when there are no more. While somebody speaks, silence of the recogniser is none."""
        coming = asyncio.create_task(results.get())
        try:
            while True:
                filling = self._kept.filling()
                sounding = set() if filling.done() else {filling}
                wait_s = None if sounding else self._patience_s()
                await asyncio.wait({coming, work, *sounding}, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
                if filling.done():
                    filling.result()  # the sound itself may have failed
                if coming.done():
                    return coming.result()
                if work.done() and results.empty():
                    work.result()
                    return None
                if not sounding:
                    raise self._too_late()
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming

    def _patience_s(self) -> float:
        limits = self._limits
        due = self._last_at + limits.next_s if self._answers else self._ended_at + limits.first_s
        return max(0.0, min(due, self._ended_at + limits.timeout_s) - asyncio.get_running_loop().time())

    @property
    def _ended_at(self) -> float:
        """When the sound ended, which it has."""
        assert self._kept.ended_at is not None
        return self._kept.ended_at

    @property
    def _answers(self) -> bool:
        """A result has come since the sound ended."""
        return self._last_at >= self._ended_at

    def _too_late(self) -> RecogniserError:
        limits = self._limits
        if asyncio.get_running_loop().time() >= self._ended_at + limits.timeout_s:
            text = f"the recogniser did not come to an end in {limits.timeout_s:g} s"
            return RecogniserError(text, code="stt_timeout")
        told = f"nothing more for {limits.next_s:g} s" if self._answers else f"nothing for {limits.first_s:g} s"
        return RecogniserError(f"the recogniser told {told}", code="stt_timeout", retryable=True)


def _with_language(heard: Heard, language: str | None) -> Heard:
    # A service may part a character of a transcript, and half of one can neither be sent nor kept.
    return Heard(without_surrogates(heard.text), heard.final, language, heard.confidence, heard.stable_chars, heard.cut)
