"""An agent's pieces of one turn as parts of an answer: clauses, sound, things to show, at last an end."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from visavis.dialogue.clauses import Clause
from visavis.dialogue.model.acts import ActReader, Show
from visavis.dialogue.model.writing import Writing, Written
from visavis.dialogue.response import Begun, Done, HandOver, Part, Said, Shown, Trouble
from visavis.dialogue.response.approved import shown_of
from visavis.dialogue.response.clause_language import clause_language
from visavis.protocol.agent import AgentHandover, AgentLimits, AgentSay, AgentShow
from visavis.protocol.client import Emotion
from visavis.protocol.errors import ErrorCode
from visavis.transport.agent_envelopes import SoundPiece
from visavis.transport.agent_inbox import Arrived, Inbox
from visavis.tts.sound import Reservation, Sound, SoundBudget
from visavis.tts.sound_stream import SoundStream

logger = logging.getLogger(__name__)

PAUSE_S: Final = 0.4
"""A sentence that looks complete is said when nothing follows it for so long; else it might go on."""


@dataclass(frozen=True, slots=True)
class Aloud:
    """A part that is sound."""

    sound: Sound | SoundStream
    text: str = field(default="", repr=False)
    language: str | None = None
    emotion: Emotion | None = None
    block: str = ""


class AgentGoneError(Exception):
    """The agent has gone before it has begun to answer: somebody else may."""


class AgentAnswer:
    """One turn of an agent's. ``trouble`` is the line, and its language, that is said when it fails; None for none."""

    def __init__(
        self,
        inbox: Inbox,
        reader: ActReader,
        limits: AgentLimits,
        sounds: SoundBudget,
        language: str,
        trouble: tuple[str, str] | None,
    ) -> None:
        self._inbox = inbox
        self._writing = Writing(reader)
        self._limits = limits
        self._sounds = sounds
        self._language = language
        self._trouble = trouble
        self._stream: SoundStream | None = None
        """Sound that is heard while it comes."""
        self._block = bytearray()
        """Sound that is heard when all of it has come, with its text."""
        self._rooms: list[Reservation] = []

    async def parts(self) -> AsyncGenerator[Part | Aloud, None]:
        """Ends with :class:`Done`. Closing it gives back what was not taken. Raises :class:`AgentGoneError`."""
        begun_at = time.monotonic()
        first = True
        try:
            while True:
                wait_s = self._limits.first_seconds if first else self._limits.next_seconds
                try:
                    if self._writing.pauses:
                        try:
                            arrived = await self._inbox.take(PAUSE_S)
                        except TimeoutError:
                            for part in self._said(self._writing.pause()):
                                yield part
                            arrived = await self._inbox.take(wait_s)
                    else:
                        arrived = await self._inbox.take(wait_s)
                except TimeoutError:
                    text = f"the agent has sent nothing for {wait_s:g} s"
                    for part in self._failed(ErrorCode.AGENT_TIMEOUT, text):
                        yield part
                    return
                if arrived is None:
                    if first and self._inbox.asked is not None:
                        raise AgentGoneError
                    for part in self._failed(ErrorCode.AGENT_GONE, "the agent's connection broke in mid-answer"):
                        yield part
                    return
                if first and self._inbox.asked is not None:
                    yield Begun(1000 * (time.monotonic() - begun_at))
                first = False
                for taken in self._taken(arrived):
                    yield taken
                if _is_final(arrived):
                    for part in self._said(self._writing.flush()):
                        yield part
                    yield Done("agent")
                    return
        finally:
            self._give_back()
            self._inbox.close()

    def _taken(self, arrived: Arrived) -> Iterator[Part | Aloud]:
        match arrived.piece:
            case AgentSay(text=text):
                yield from self._said(self._writing.feed(text))
            case AgentShow(links=links, pictures=pictures, buttons=buttons):
                yield Shown(links, pictures, buttons)
            case AgentHandover(reason=reason):
                yield HandOver(reason)
            case SoundPiece() as piece:
                yield from self._said(self._writing.flush())
                yield from self._heard(piece, arrived.room)

    def _said(self, written: Iterable[Written]) -> Iterator[Part]:
        for one in written:
            match one:
                case Clause():
                    self._language = clause_language(one.written, self._language)
                    yield Said(one.spoken, self._language, silent=one.written if one.silent else "")
                case Show():
                    shown = shown_of(one.links, one.pictures, one.replies)
                    if shown is not None:
                        yield shown
                case _:
                    yield HandOver(one.reason)

    def _heard(self, piece: SoundPiece, room: Reservation | None) -> Iterator[Aloud]:
        if not piece.text:
            if self._stream is None:
                if not piece.pcm:  # it was refused, or never came
                    return
                self._stream = SoundStream(piece.sample_rate_hz)
                yield Aloud(self._stream, language=piece.language, emotion=piece.emotion, block=piece.block)
            self._stream.add(piece.pcm, room)
            if piece.last:
                self._stream.end()
                self._stream = None
            return
        self._block += piece.pcm
        if room is not None:
            self._rooms.append(room)
        if piece.last:
            pcm = bytes(self._block)
            if not pcm:  # nobody hears it, so nobody has said it
                return
            # What its pieces took is given back and taken as a whole in the same step.
            self._give_back()
            sound = Sound(pcm, piece.sample_rate_hz, self._sounds.reserve(len(pcm)))
            yield Aloud(sound, piece.text, piece.language, piece.emotion)

    def _failed(self, code: ErrorCode, message: str) -> Iterator[Part]:
        logger.warning("%s: %s", code, message)
        yield from self._said(self._writing.hurry())
        yield Trouble(code, message, retryable=True)
        if self._trouble is not None:
            line, language = self._trouble
            yield Said(line, language)
        yield Done("trouble")

    def _give_back(self) -> None:
        if self._stream is not None:
            self._stream.end()
        self._block.clear()
        for room in self._rooms:
            room.release()
        self._rooms.clear()


def _is_final(arrived: Arrived) -> bool:
    return isinstance(arrived.piece, AgentSay | SoundPiece) and arrived.piece.final
