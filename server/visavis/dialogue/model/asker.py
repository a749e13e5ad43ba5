"""Asks a language model, with an end to every wait, every try and every cost."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from visavis.extensions.retry_wait import retry_wait_s
from visavis.extensions.stream import close_stream

from .contract import (
    Finish,
    FinishReason,
    LanguageModel,
    LanguageModelError,
    ModelEvent,
    Request,
    Text,
    ToolCall,
    Usage,
)
from .daily_tokens import DailyTokens
from .model_meter import ModelMeter
from .settings import LimitSettings
from .thought import ThoughtFilter
from .tokens import MESSAGE_TOKENS, tokens_of, tokens_of_messages
from .whole_text import WholeText

logger = logging.getLogger(__name__)

_CANCELLED: Final = "cancelled"
"""What is told of an answer that nobody wanted to the end."""
_AFTER_FINISH_S: Final = 0.5
"""For the usage, which comes behind the answer if at all."""
_FAREWELL_S: Final = 2.0
"""For a model to let go: the visitor waits for the end of the answer."""
_PIECE_CHARS: Final = 8000
"""Of one piece of text: a service that sends a book at once is not read to the end."""
_EXCESS: Final = 3
"""A service that passes over the limit of tokens is stopped at so many times as many, by our own estimate."""


@dataclass(frozen=True, slots=True)
class FirstToken:
    """The model begins to answer; what it thinks before does not count."""

    after_ms: float
    """Since it was asked, all tries together."""


AskedEvent = FirstToken | Text | ToolCall | Usage | Finish


class Asker:
    """One for a process, over one started model. Sessions ask at the same time."""

    def __init__(
        self,
        model: LanguageModel,
        limits: LimitSettings,
        daily: DailyTokens | None = None,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self.model = model
        self.limits = limits
        self.daily = daily or DailyTokens(limits.day_limit)
        self._spread = spread
        self.meter: ModelMeter | None = None
        """Is told how the model does; None: nobody counts."""

    async def ask(self, request: Request) -> AsyncGenerator[AskedEvent, None]:
        """The answer piece by piece, without thoughts; then its :class:`Usage`, ours where the service tells none, and
        last its :class:`Finish`.

        Closing the generator stops the model at once. It is asked again where the error says that this may help, as
        long as nothing was given on and the first token may still be waited for. Raises :class:`LanguageModelError`.
        """
        asked = tokens_of_messages(request.messages)
        if asked > self.limits.context_tokens:
            raise LanguageModelError(
                f"the conversation has about {asked} tokens; VISAVIS_LLM_CONTEXT_TOKENS allows "
                f"{self.limits.context_tokens}",
                code="llm_limit",
            )
        begun = time.monotonic()
        failures = 0
        while True:
            reservation = self.daily.reserve(asked + request.max_tokens)
            answer = _Answer(request, self.limits, begun)
            tried = time.monotonic()
            wrong: str | None = _CANCELLED
            try:
                async with aclosing(answer.events(self.model)) as events:
                    async for event in events:
                        if isinstance(event, FirstToken) and self.meter is not None:
                            self.meter.first_token(self.model.name, self.model.model, time.monotonic() - tried)
                        yield event
                wrong = None
                return
            except LanguageModelError as error:
                failures += 1
                wrong = error.code
                wait_s = self._wait_s(error, failures, time.monotonic() - begun)
                if answer.given or wait_s is None:
                    raise
            finally:
                used = answer.usage(asked)
                self.daily.settle(reservation, used.tokens)
                if self.meter is not None:
                    seconds = time.monotonic() - tried
                    tokens = used.prompt_tokens, used.completion_tokens
                    self.meter.answered(self.model.name, self.model.model, seconds, tokens, wrong)
            await asyncio.sleep(wait_s)

    def _wait_s(self, error: LanguageModelError, failures: int, elapsed_s: float) -> float | None:
        wait_s = retry_wait_s(error, failures, self.limits.retries, self._spread())
        if wait_s is None:
            return None
        return wait_s if elapsed_s + wait_s < self.limits.first_s else None


class _Answer:
    """One try."""

    def __init__(self, request: Request, limits: LimitSettings, begun: float) -> None:
        self.given = False
        """Something was passed on."""
        self._usage: Usage | None = None
        self._written = 0
        self._heard = False
        self._finished = False
        self._request = request
        self._limits = limits
        self._begun = begun

    def usage(self, asked: int) -> Usage:
        """What it took: as the service told it, else by estimate. A model that never answered took nothing."""
        if self._usage is not None:
            return self._usage
        return Usage(asked, self._written) if self._heard else Usage(0, 0)

    async def events(self, model: LanguageModel) -> AsyncGenerator[AskedEvent, None]:
        thoughts, characters = ThoughtFilter(), WholeText()
        finish: Finish | None = None
        most = self._request.max_tokens * _EXCESS
        async with aclosing(self._in_time(model)) as events:
            async for event in events:
                if isinstance(event, Usage):
                    self._usage = event
                elif isinstance(event, Finish):
                    finish = event
                elif isinstance(event, ToolCall):
                    self._written += tokens_of(event.arguments) + MESSAGE_TOKENS
                    for one in self._first():
                        yield one
                    yield event
                else:
                    text = event.text[:_PIECE_CHARS] if isinstance(event, Text) else ""
                    self._written += max(tokens_of(text), 1)
                    said = thoughts.feed(characters.feed(text))
                    if said:
                        for one in self._first():
                            yield one
                        yield Text(said)
                if self._written > most:
                    finish = Finish(FinishReason.LENGTH)
                    break
        if finish is None:
            raise LanguageModelError("the language model broke off in mid-answer", retryable=True)
        if rest := thoughts.feed(characters.flush()) + thoughts.flush():
            for one in self._first():
                yield one
            yield Text(rest)
        self.given = True
        yield self._usage or Usage(tokens_of_messages(self._request.messages), self._written)
        yield finish

    def _first(self) -> tuple[FirstToken, ...]:
        if self.given:
            return ()
        self.given = True
        return (FirstToken((time.monotonic() - self._begun) * 1000),)

    async def _in_time(self, model: LanguageModel) -> AsyncGenerator[ModelEvent, None]:
        end = self._begun + self._limits.timeout_s
        # A model that stalls must not keep its connection: the generator is closed however this ends.
        stream = model.stream(self._request)
        try:
            while True:
                patience_s = self._patience_s(end)
                if patience_s <= 0:  # also of a model that never lets the loop look at the time
                    raise self._too_late(end)
                try:
                    async with asyncio.timeout(patience_s):
                        event = await anext(stream, None)
                except (TimeoutError, LanguageModelError) as error:
                    if self._finished:  # nothing of the answer is missing
                        return
                    if isinstance(error, LanguageModelError):
                        raise
                    raise self._too_late(end) from None
                except Exception as error:  # a stranger's model may fail in any way, and its message quote anything
                    if self._finished:
                        return
                    raise LanguageModelError(f"the language model failed ({type(error).__name__})") from None
                if event is None:
                    return
                self._finished = self._finished or isinstance(event, Finish)
                self._heard = True
                yield event
        finally:
            await self._leave(stream)

    async def _leave(self, stream: AsyncIterator[ModelEvent]) -> None:
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await close_stream(stream)
        except Exception as error:  # a stranger's model; what it wrote is there, or its fault is told already
            logger.warning("a language model could not be left: %s", type(error).__name__)

    def _patience_s(self, end: float) -> float:
        limits, now = self._limits, time.monotonic()
        if self._finished:
            return min(_AFTER_FINISH_S, limits.next_s)
        patience_s = limits.next_s if self._heard else self._begun + limits.first_s - now
        return max(min(patience_s, end - now), 0.0)

    def _too_late(self, end: float) -> LanguageModelError:
        limits = self._limits
        if time.monotonic() >= end:
            text = f"the language model did not come to an end in {limits.timeout_s:g} s"
            return LanguageModelError(text, code="llm_timeout")
        waited = limits.next_s if self._heard else limits.first_s
        what = "stopped writing for" if self._heard else "wrote nothing for"
        return LanguageModelError(f"the language model {what} {waited:g} s", code="llm_timeout", retryable=True)
