"""What a language model answers, with a spoken filler where it takes its time and a line where it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from visavis.dialogue.clauses import Clause, PlacedDirection
from visavis.dialogue.model.acts import ActReader, Show
from visavis.dialogue.model.asker import Asker, FirstToken
from visavis.dialogue.model.contract import LanguageModelError, Request
from visavis.dialogue.model.reply import Replied, Reply
from visavis.dialogue.persona.persona import Persona
from visavis.protocol.errors import ErrorCode

from .approved import shown_of
from .clause_language import clause_language
from .fault_text import fault_text
from .lines import line_with_person
from .part import Begun, Done, HandOver, Part, Said, Trouble

logger = logging.getLogger(__name__)

_MOST_DIRECTIONS: Final = 4
"""That are carried from what cannot be spoken to what can."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """One answer in the making."""

    asker: Asker
    persona: Persona
    reader: ActReader
    filler_s: float
    """When nothing can be said after so long, a filler is; 0 for none."""

    async def parts(self, request: Request, language: str, turn: int) -> AsyncGenerator[Part, None]:
        """Ends with :class:`Done`. Closing it stops the model. Raises nothing that a model may do."""
        reply = Reply(self.asker, self.reader)
        said = handed_over = False
        directions: tuple[PlacedDirection, ...] = ()
        filler = self.persona.line("filler", language, turn)
        try:
            async with aclosing(reply.events(request)) as events:
                waiting = asyncio.ensure_future(anext(events, None))
                try:
                    if self.filler_s > 0 and not await _within(waiting, self.filler_s):
                        yield Said(filler, language)
                    while (event := await waiting) is not None:
                        waiting = asyncio.ensure_future(anext(events, None))
                        match event:
                            case FirstToken(after_ms=after_ms):
                                yield Begun(after_ms)
                            case Clause() if event.audible:
                                said = True
                                language = clause_language(event.written, language)
                                yield _said(event, language, directions)
                                directions = ()
                            case Clause():
                                # Nothing can be spoken of it; what the avatar does in it, it does in the next.
                                directions = (*directions, *event.directions)[-_MOST_DIRECTIONS:]
                                if event.silent:
                                    yield Said("", silent=event.written)
                            case Show():
                                shown = shown_of(event.links, event.pictures, event.replies)
                                if shown is not None:
                                    yield shown
                            case Replied():
                                if not said:
                                    kind = "handover" if handed_over else "unknown"
                                    yield Said(self.persona.line(kind, language, turn), language)
                                usage = event.usage
                                yield Done("model", tokens=(usage.prompt_tokens, usage.completion_tokens))
                            case _:
                                handed_over = True
                                yield HandOver(event.reason)
                finally:
                    waiting.cancel()
                    await asyncio.gather(waiting, return_exceptions=True)
        except LanguageModelError as error:
            logger.warning("%s: the language model did not answer: %s", error.code, error)
            for clause in reply.hurry():
                if clause.audible:
                    yield _said(clause, language)
            code = _code(error.code)
            yield Trouble(code, fault_text(code), error.retryable)
            for part in line_with_person(self.persona, "trouble", language, turn):
                yield part
            yield Done("trouble")


async def _within(waiting: asyncio.Future[Any], seconds: float) -> bool:
    done, _ = await asyncio.wait([waiting], timeout=seconds)
    return bool(done)


def _said(clause: Clause, language: str, before: Iterable[PlacedDirection] = ()) -> Said:
    return Said("".join(f"[{direction.name}]" for direction in before) + clause.spoken, language)


def _code(name: str) -> ErrorCode:
    try:
        return ErrorCode(name)
    except ValueError:  # of a stranger's model
        return ErrorCode.LLM_FAILED
