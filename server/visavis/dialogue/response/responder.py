"""Answers a question: approved answers first, then small talk, then the language model, else an honest line."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
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
from visavis.dialogue.persona.small_talk import SmallTalk, small_talk, wordless
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ShownButton
from visavis.speech.frontend.scripts import detect_language

from .approved import HANDOVER_TAG, parts_of
from .before import Before
from .fault_text import fault_text
from .follow_up import together, with_what_came_before, worth_asking
from .lines import line_with_person, person_offered
from .material import material_of
from .model_answer import ModelAnswer
from .part import Done, HandOver, Part, Said, Shown, Trouble

logger = logging.getLogger(__name__)

_OWN_LINES: Final = {"greeting": "opening", "bye": "closing", "handover": "handover"}
_OF_THE_CONVERSATION: Final = frozenset({"yes", "no", "understood", "again", "wordless"})
"""Small talk that speaks of what was said before: a model knows what that was."""
_KNOWN: Final = frozenset({"approved", "suggestions", "model"})
_OF_HOW_IT_SPEAKS: Final = frozenset({"handover", "stop", "wait", "in_english", "in_chinese"})
"""Small talk that wants something of whoever speaks."""
_WEEKDAYS: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor asks; without text nothing was understood."""

    text: str = field(repr=False)
    language: str | None = None
    """BCP 47 code, where it is known; found from the text by default."""
    turn: int = 0
    """Counts up within a conversation, so that lines change."""
    before: Before = field(default_factory=Before)


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
        remark = small_talk(question.text, self.persona, question.turn, question.language)
        meant = question.before.meant(question.text, agrees=remark is not None and remark.kind == "yes")
        text = question.text if meant is None else meant
        if meant is not None:
            remark = small_talk(meant, self.persona, question.turn, question.language)
        outcome = await self._found(text)
        if outcome is not None and outcome.kind == "answer" and _counts(outcome.candidates[0], remark):
            for part in _whole(outcome.candidates[0], question.turn):
                yield part
            return
        remark = remark or wordless(text, self.persona, language, question.turn)
        talk = None if remark is None else self._talk(remark, question, memory)
        if talk is not None:
            for part in talk:
                yield part
            return
        near, may_be_meant = await self._near(text, question.before, memory, outcome)
        if self.asker is not None:
            asked_back = () if outcome is None else outcome.candidates
            sent = memory if meant is None else memory.explained(meant)
            async with aclosing(self._asked(self.asker, near, asked_back, sent, language, question.turn)) as parts:
                async for part in parts:
                    yield part
            return
        asked_back = outcome.candidates if outcome is not None and outcome.candidates else ()
        if not asked_back and may_be_meant:
            asked_back = worth_asking(near, language)
        if asked_back:
            yield Said(self._asks_back(asked_back, language, question.turn), language)
            yield _suggested(asked_back)
            yield Done("suggestions")
            return
        for part in self._unknown(language, question.turn):
            yield part

    async def approved(self, question: Question) -> tuple[Part, ...]:
        """The approved answer to a question, with its end; nothing where there is none."""
        outcome = await self._found(question.text)
        if outcome is None or outcome.kind != "answer":
            return ()
        return _whole(outcome.candidates[0], question.turn)

    async def _found(self, text: str) -> Outcome | None:
        return None if self.answers is None else await self.answers.match(text)

    def _talk(self, remark: SmallTalk, question: Question, memory: Memory) -> Iterable[Part] | None:
        """The answer to small talk; None for what a model knows better."""
        kind, line = remark.kind, remark.line
        if kind == "again":
            before = self._said_before(question, memory)
            if before is not None:
                return before
        if self.asker is not None and kind in _OF_THE_CONVERSATION:
            return None
        if kind == "no" and question.before.source == "suggestions":
            return self._unknown(remark.language, question.turn)
        if kind in _OWN_LINES and (kind != "handover" or self.persona.hands_over):
            # How it greets, takes its leave and hands over, the operator's persona says.
            # The page says the first opening by itself: whoever greets back hears the next.
            turn = question.turn + (kind == "greeting")
            line = self.persona.line(_OWN_LINES[kind], remark.language, turn)
        parts: list[Part] = [Said(line, remark.language)]
        if kind == "handover" and self.persona.hands_over:
            parts.append(HandOver())
        if remark.offers_person:
            parts += person_offered(self.persona, remark.language)
        return (*parts, Done("small_talk"))

    def _said_before(self, question: Question, memory: Memory) -> Iterable[Part] | None:
        """What the avatar said last, once more: an approved answer whole, anything else as far as it was heard."""
        answer_id = question.before.answer_id
        if answer_id is not None and self.answers is not None:
            for answer in self.answers.book.answers:
                if answer.id == answer_id:
                    return (*parts_of(answer, question.turn), Done("approved", answer_id))
        last = next((turn.text for turn in reversed(memory.turns) if turn.speaker == "avatar"), None)
        if last is None or self.asker is not None:
            return None
        return Said(last, self.persona.language_for(detect_language(last))), Done("small_talk")

    async def _near(
        self, text: str, before: Before, memory: Memory, outcome: Outcome | None
    ) -> tuple[Sequence[Candidate], bool]:
        """Answers near to the question, best first; to one that goes on from the question before, near to both, and
        whether it does."""
        if outcome is None:
            return (), False
        # Where nobody knew what the question before was about, there is nothing to go on from.
        both = with_what_came_before(text, [*memory.asked()][1:]) if before.source in _KNOWN else None
        found = None if both is None else await self._found(both)
        if found is None:
            return outcome.near, False
        # A model is told again what the visitor goes on asking about; a visitor is not asked whether he means it.
        told = before.answer_id if self.asker is None else None
        return together(outcome.near, found.near, told), True

    def _asks_back(self, candidates: Sequence[Candidate], language: str, turn: int) -> str:
        if len(candidates) > 1 or self.persona.sayings.suggest_one is None:
            return self.persona.line("suggest", language, turn)
        question = candidates[0].answer.questions[0].rstrip("？?。.")
        sign = "?" if language != "zh" else ""
        return self.persona.line("suggest_one", language, turn).replace("{question}", question + sign)

    def _unknown(self, language: str, turn: int) -> Iterable[Part]:
        return (*line_with_person(self.persona, "unknown", language, turn), Done("unknown"))

    async def _asked(
        self,
        asker: Asker,
        near: Sequence[Candidate],
        asked_back: Sequence[Candidate],
        memory: Memory,
        language: str,
        turn: int,
    ) -> AsyncGenerator[Part, None]:
        takes_tools = asker.model.takes_tools
        prompt = system_prompt(
            self.persona,
            material=material_of(near),
            gestures=self.persona.gestures,
            tools=takes_tools,
            now=_in_words(self.now(), self.persona.usual),
        )
        try:
            tools = tools_for(self.persona.gestures, handover=self.persona.hands_over) if takes_tools else ()
            request = Request(memory.messages(prompt), tools, asker.limits.max_tokens)
        except LanguageModelError as error:
            logger.warning("%s: %s", error.code, error)
            yield Trouble(ErrorCode.LLM_LIMIT, fault_text(ErrorCode.LLM_LIMIT), error.retryable)
            for part in line_with_person(self.persona, "trouble", language, turn):
                yield part
            yield Done("trouble")
            return
        answer = ModelAnswer(
            asker,
            self.persona,
            ActReader(self.persona.hosts, self.persona.gestures or None, hands_over=self.persona.hands_over),
            self.filler_s,
        )
        async with aclosing(answer.parts(request, language, turn)) as parts:
            async for part in parts:
                if isinstance(part, Done) and part.source == "model" and asked_back:
                    yield _suggested(asked_back)
                yield part


def _counts(found: Candidate, remark: SmallTalk | None) -> bool:
    """Whether an approved answer is meant by somebody who may only speak of the conversation: "talk to a person" has
    words in common with "can I talk to you?"."""
    if found.exact or remark is None or remark.kind not in _OF_HOW_IT_SPEAKS | _OF_THE_CONVERSATION:
        return True
    return remark.kind == "handover" and HANDOVER_TAG in found.answer.tags


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
