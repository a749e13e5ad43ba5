"""Carries out what a conversation wants done: finds answers, listens, and wakes it when a time is over."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Final

from visavis.dialogue.memory import Memory
from visavis.dialogue.response import Done, Part, Question, Said, Trouble, question_language
from visavis.listen.fault_text import fault_text
from visavis.listen.recogniser import RATE_HZ, HearingWish, RecogniserError
from visavis.protocol.errors import ErrorCode
from visavis.session.effects import (
    CancelAnswer,
    CancelHearing,
    DropVolunteer,
    EndHearing,
    FeedHearing,
    RefuseVolunteer,
    StartAnswer,
    StartHearing,
    TurnEffect,
    WakeLater,
)
from visavis.session.events import Answered, AnsweredAloud, Event, HearingFailed, Transcribed, Woken
from visavis.transport.agent_answer import Aloud
from visavis.transport.agent_line import AgentLine
from visavis.transport.answering import Answering
from visavis.transport.desk import Desk
from visavis.transport.failures import place_of
from visavis.transport.resampled import resampled

logger = logging.getLogger(__name__)

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MOST_UNHEARD: Final = 600
"""Frames of speech that wait for a recogniser that does not read: a minute of them."""


class TurnTasks:
    """Of one session. ``feed`` takes the events."""

    def __init__(
        self, desk: Desk, memory: Memory, feed: Callable[[Event], None], agent: AgentLine | None = None
    ) -> None:
        """``agent`` is the line to a host's agent, where there may be one."""
        self._agent = agent
        if agent is not None:
            agent.connect(feed)
        self._answering = Answering(desk, memory, agent)
        self._desk = desk
        self._memory = memory
        self._feed = feed
        self._count = 0
        self._answers: dict[str, asyncio.Task[None]] = {}
        self._hearings: dict[str, tuple[asyncio.Task[None], asyncio.Queue[bytes | None]]] = {}
        self._alarms: dict[str, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._shortening: asyncio.Task[None] | None = None

    def carry_out(self, effect: TurnEffect) -> None:
        """Begin, or stop, what is wanted."""
        match effect:
            case StartAnswer():
                self._answers[effect.id] = asyncio.create_task(self._answer(effect), name="answer")
            case CancelAnswer(id=name):
                self._end(self._answers.pop(name, None))
            case DropVolunteer(id=name):
                if self._agent is not None:
                    self._agent.dropped(name)
            case RefuseVolunteer(id=name, error=error):
                if self._agent is not None:
                    self._agent.refused(name, error)
            case StartHearing():
                sound: asyncio.Queue[bytes | None] = asyncio.Queue(_MOST_UNHEARD)
                task = asyncio.create_task(self._hear(effect, sound), name="hearing")
                self._hearings[effect.id] = (task, sound)
            case FeedHearing(id=name, pcm=pcm):
                self._put(name, pcm)
            case EndHearing(id=name):
                self._put(name, None)
            case CancelHearing(id=name):
                task_and_sound = self._hearings.pop(name, None)
                self._end(None if task_and_sound is None else task_and_sound[0])
            case WakeLater(name=name, after_s=after_s):
                before = self._alarms.pop(name, None)
                if before is not None:
                    before.cancel()
                self._alarms[name] = asyncio.get_running_loop().call_later(after_s, self._wake, name)

    async def close(self) -> None:
        """Stop everything; nobody generates or listens when this returns."""
        for alarm in self._alarms.values():
            alarm.cancel()
        tasks = [*self._answers.values(), *(task for task, _ in self._hearings.values()), *self._ending]
        tasks += [self._shortening] if self._shortening is not None else []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _wake(self, name: str) -> None:
        self._alarms.pop(name, None)
        self._feed(Woken(name))

    def _put(self, name: str, pcm: bytes | None) -> None:
        task_and_sound = self._hearings.get(name)
        if task_and_sound is None:
            return
        try:
            task_and_sound[1].put_nowait(pcm)
        except asyncio.QueueFull:
            # The recogniser has long been silent: its own time-out tells so.
            logger.warning("a recogniser does not take the sound that comes; some is left out")

    def _end(self, task: asyncio.Task[None] | None) -> None:
        if task is None or task is asyncio.current_task():
            return
        task.cancel()
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _answer(self, wanted: StartAnswer) -> None:
        text = "" if wanted.unheard else wanted.question
        question = Question(text, self._language(wanted, text), self._count, wanted.before)
        self._count += 1
        try:
            async with aclosing(self._answering.parts(wanted, question)) as parts:
                async for part in parts:
                    self._feed(_event(wanted.id, part))
        except Exception as error:
            # Whatever is wrong with us, the visitor hears of it, and the log does not hold what was asked.
            logger.error("answering failed with %s at %s", type(error).__name__, place_of(error))
            message = f"the server could not answer this ({type(error).__name__})"
            line, language = self._desk.trouble_line(question)
            for one in (Trouble(ErrorCode.INTERNAL, message, retryable=False), Said(line, language), Done("trouble")):
                self._feed(Answered(wanted.id, one))
        finally:
            if self._answers.get(wanted.id) is asyncio.current_task():
                del self._answers[wanted.id]
        self._shorten()

    def _language(self, wanted: StartAnswer, text: str) -> str:
        """Of who types it is what the page says; a recogniser may be mistaken, and one word may be of any language."""
        if wanted.language is not None and not wanted.spoken:
            return wanted.language
        earlier = [*self._memory.asked()][1 if text else 0 :]
        return question_language(text, wanted.language, earlier, self._desk.persona.usual)

    def _shorten(self) -> None:
        """An older part of the conversation may be summarised, while the visitor listens."""
        if self._shortening is None or self._shortening.done():
            self._shortening = asyncio.create_task(self._desk.shorten(self._memory), name="summary")

    async def _hear(self, wanted: StartHearing, sound: asyncio.Queue[bytes | None]) -> None:
        # What is no code at all would be refused by a service, and with it what the visitor says.
        named = wanted.language if _LANGUAGE.fullmatch(wanted.language or "") else None
        languages = (named,) if named else self._desk.languages
        wish = HearingWish(languages, self._desk.hints)
        pieces = resampled(_pieces(sound), wanted.sample_rate_hz, RATE_HZ)
        last = Transcribed(wanted.id, "", final=True)
        try:
            async with aclosing(self._desk.hear(pieces, wish)) as results:
                async for heard in results:
                    last = Transcribed(wanted.id, heard.text, heard.final, heard.language)
                    self._feed(last)
            if not last.final or not last.text:
                self._feed(Transcribed(wanted.id, last.text, final=True, language=last.language))
        except RecogniserError as error:
            logger.warning("%s: speech was not recognised: %s", error.code, error)
            code = _code(error.code)
            self._feed(HearingFailed(wanted.id, code, fault_text(code), error.retryable))
        except Exception as error:
            logger.error("recognising speech failed with %s at %s", type(error).__name__, place_of(error))
            message = f"the server could not recognise this ({type(error).__name__})"
            self._feed(HearingFailed(wanted.id, ErrorCode.STT_FAILED, message, retryable=False))
        finally:
            known = self._hearings.get(wanted.id)
            if known is not None and known[0] is asyncio.current_task():
                del self._hearings[wanted.id]


def _event(name: str, part: Part | Aloud) -> Event:
    if isinstance(part, Aloud):
        return AnsweredAloud(name, part.sound, part.text, part.language, part.emotion, part.block)
    return Answered(name, part)


async def _pieces(sound: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
    while (pcm := await sound.get()) is not None:
        yield pcm


def _code(name: str) -> ErrorCode:
    try:
        return ErrorCode(name)
    except ValueError:  # of a stranger's recogniser
        return ErrorCode.STT_FAILED
