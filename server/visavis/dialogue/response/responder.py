"""Answers a question: approved answers first, then small talk, then the language model, else an honest line."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from visavis.dialogue.answers.live import LiveAnswers
from visavis.dialogue.answers.outcome import Candidate, Outcome
from visavis.dialogue.memory import Memory
from visavis.dialogue.model.acts import ActReader
from visavis.dialogue.model.asker import Asker
from visavis.dialogue.model.contract import LanguageModelError, Request
from visavis.dialogue.model.tools import tools as tools_for
from visavis.dialogue.persona.persona import Persona
from visavis.dialogue.persona.prompt import system_prompt
from visavis.dialogue.persona.small_talk import small_talk
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ShownButton
from visavis.speech.frontend.scripts import detect_language

from .approved import parts_of
from .material import material_of
from .model_answer import ModelAnswer
from .part import Done, HandOver, Part, Said, Shown, Trouble

logger = logging.getLogger(__name__)

_OWN_LINES: Final = {"bye": "closing", "handover": "handover"}
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor asks; without text nothing was understood."""

    text: str = field(repr=False)
    language: str | None = None
    """BCP 47 code, where it is known; found from the text by default."""
    turn: int = 0
    """Counts up within a conversation, so that lines change."""


@dataclass(frozen=True, slots=True)
class Responder:
    """One for a server. It answers any number of questions at the same time, and remembers none."""

    persona: Persona
    answers: LiveAnswers | None = None
    asker: Asker | None = None
    filler_s: float = 1.5
    now: Callable[[], dt.datetime] = dt.datetime.now

    async def respond(self, question: Question, memory: Memory) -> AsyncGenerator[Part, None]:
        """The answer, ending with :class:`Done`. ``memory`` holds the conversation up to the question and with it.

        Closing the generator stops whoever is being asked. What may fail is told as :class:`Trouble`.
        """
        language = self.persona.language_for(question.language or detect_language(question.text))
        if not question.text:
            yield Said(self.persona.line("unheard", language, question.turn), language)
            yield Done("unheard")
            return
        outcome = await self._found(question.text)
        if outcome is not None and outcome.kind == "answer":
            for part in _whole(outcome.candidates[0], question.turn):
                yield part
            return
        talk = small_talk(question.text, self.persona, question.turn)
        if talk is not None:
            # How it takes its leave, and hands over, the operator's persona says.
            own = _OWN_LINES.get(talk.kind)
            line = talk.line if own is None else self.persona.line(own, talk.language, question.turn)
            yield Said(line, talk.language)
            if talk.kind == "handover":
                yield HandOver()
            yield Done("small_talk")
            return
        if self.asker is not None:
            async with aclosing(self._asked(self.asker, outcome, memory, language, question.turn)) as parts:
                async for part in parts:
                    yield part
            return
        if outcome is not None and outcome.kind == "suggest":
            yield Said(self.persona.line("suggest", language, question.turn), language)
            yield _suggested(outcome.candidates)
            yield Done("suggestions")
            return
        yield Said(self.persona.line("unknown", language, question.turn), language)
        yield Done("unknown")

    async def approved(self, question: Question) -> tuple[Part, ...]:
        """The approved answer to a question, with its end; nothing where there is none."""
        outcome = await self._found(question.text)
        if outcome is None or outcome.kind != "answer":
            return ()
        return _whole(outcome.candidates[0], question.turn)

    async def _found(self, text: str) -> Outcome | None:
        return None if self.answers is None else await self.answers.match(text)

    async def _asked(
        self, asker: Asker, outcome: Outcome | None, memory: Memory, language: str, turn: int
    ) -> AsyncGenerator[Part, None]:
        takes_tools = asker.model.takes_tools
        prompt = system_prompt(
            self.persona,
            material=material_of(outcome.near if outcome else ()),
            gestures=self.persona.gestures,
            tools=takes_tools,
            now=_in_words(self.now(), self.persona.usual),
        )
        try:
            tools = tools_for(self.persona.gestures) if takes_tools else ()
            request = Request(memory.messages(prompt), tools, asker.limits.max_tokens)
        except LanguageModelError as error:
            logger.warning("%s: %s", error.code, error)
            yield Trouble(ErrorCode.LLM_LIMIT, str(error), error.retryable)
            yield Said(self.persona.line("trouble", language, turn), language)
            yield Done("trouble")
            return
        answer = ModelAnswer(
            asker, self.persona, ActReader(self.persona.hosts, self.persona.gestures or None), self.filler_s
        )
        async with aclosing(answer.parts(request, language, turn)) as parts:
            async for part in parts:
                if isinstance(part, Done) and outcome is not None and outcome.kind == "suggest":
                    yield _suggested(outcome.candidates)
                yield part


def _whole(candidate: Candidate, turn: int) -> tuple[Part, ...]:
    return (*parts_of(candidate.answer, turn), Done("approved", candidate.answer.id))


def _suggested(candidates: Sequence[Candidate]) -> Shown:
    """The questions that may have been meant, as buttons."""
    questions = (candidate.answer.questions[0] for candidate in candidates)
    return Shown(buttons=tuple(ShownButton(title=question, say=question) for question in questions))


def _in_words(now: dt.datetime, language: str) -> str:
    if language == "zh":
        return f"{now.year}年{now.month}月{now.day}日，星期{_WEEKDAYS[now.weekday()]}，{now:%H:%M}"
    return f"{now:%A}, {now.day} {now:%B %Y}, {now:%H:%M}"
