"""The session's end of the line to the host's agent: who speaks for it, what was asked of it, what has come."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from visavis.access.agent_channels import AgentChannels
from visavis.dialogue.model.acts import ActReader
from visavis.dialogue.response import Done, Part
from visavis.hub.hub import HubError
from visavis.protocol.agent import (
    AgentAsked,
    AgentBegin,
    AgentEvent,
    AgentHeard,
    AgentInterrupt,
    AgentSay,
    AgentState,
    AgentTranscript,
    AgentWelcome,
    AnsweredBy,
)
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage, ServerMessage, TurnEnd, TurnState
from visavis.session.events import Event, HushAsked, Volunteered, WrittenDown
from visavis.transport.agent_answer import AgentAnswer, Aloud
from visavis.transport.agent_envelopes import FROM_AGENT, Attach, Detach, Piece, RollCall, SoundPiece, ToAgents
from visavis.transport.agent_inbox import TOO_MUCH, Arrived, Inbox
from visavis.tts.sound import Reservation, SoundBudget

logger = logging.getLogger(__name__)

OVER: Final = 64
"""Turns that are over, of which pieces may still be under way."""
MOST_TOLD: Final = 256
"""Messages that wait for the hub."""
DRAIN_S: Final = 2.0
HIGHEST_RATE_HZ: Final = 48_000
SHARES: Final = 8
"""An agent's sound that waits may take this part of the memory for recordings, and the longest block in any case."""


@dataclass(frozen=True, slots=True)
class AgentOffer:
    """What a server offers to agents."""

    welcome: AgentWelcome
    """With no session in it yet."""
    reader: ActReader
    """Of the tags in what they write."""


class AgentLine:
    """One for a session. ``connect`` it before anything else; it listens while :meth:`open` is entered."""

    def __init__(self, channels: AgentChannels, offer: AgentOffer, sounds: SoundBudget) -> None:
        self.answers: AnsweredBy = "agent"
        """Who is asked first, as the agent that is attached wants it."""
        self._channels = channels
        self._offer = offer
        self._limits = offer.welcome.limits
        longest = round(2 * HIGHEST_RATE_HZ * self._limits.audio_seconds)
        self._sounds = sounds.share(max(longest, sounds.limit_bytes // SHARES))
        """What waits of this session's agent: it may be far ahead, and others have recordings, too."""
        self._feed: Callable[[Event], None] = lambda _: None
        self._session_id = ""
        self._agent: str | None = None
        self._left = False
        self._inboxes: dict[str, Inbox] = {}
        self._transcribed: dict[str, int] = {}
        """Characters of transcripts, by turn."""
        self._over: deque[str] = deque(maxlen=OVER)
        self._state = AgentState(state="idle")
        self._outgoing: asyncio.Queue[tuple[str, asyncio.Future[bool] | None]] = asyncio.Queue(MOST_TOLD)

    @property
    def attached(self) -> bool:
        """Whether an agent speaks for this session."""
        return self._agent is not None

    def connect(self, feed: Callable[[Event], None]) -> None:
        """``feed`` takes what agents want of the session."""
        self._feed = feed

    @asynccontextmanager
    async def open(self, session_id: str) -> AsyncIterator[None]:
        """Hear agents of this session. Raises ``HubError``."""
        self._session_id = session_id
        publishing = asyncio.create_task(self._publish(), name="agent line")
        try:
            async with self._channels.listen_to_agents(session_id, self._heard):
                # An agent may have waited for this page to come again.
                self._put(ToAgents(agent=None, message=RollCall()))
                yield
        finally:
            # Once nobody listens here: what an agent sends after this it is told to have lost.
            if not self._left:  # else the page is there, by another connection
                self.tell(AgentState(state="away"))
            self._agent = None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DRAIN_S):
                    await self._outgoing.join()
            publishing.cancel()
            await asyncio.gather(publishing, return_exceptions=True)
            for inbox in self._inboxes.values():
                inbox.close()

    def leave(self) -> None:
        """Another connection has the session: what agents send from now on is for that one."""
        self._left = True

    # What the session wants of its agent.

    def sent(self, message: ServerMessage) -> None:
        """The session has told its page something that an agent should know."""
        match message:
            case TurnState(state=state, id=turn):
                self._state = AgentState(state=state, turn=turn)
                self.tell(self._state)
            case TurnEnd(id=turn):
                self._close(turn)
                self._transcribed.pop(turn, None)
                heard = AgentHeard(
                    turn=turn, text=message.heard, interrupted=message.interrupted, source=message.source
                )
                self.tell(heard)

    def tell(self, event: AgentEvent) -> None:
        """Tell the agent that is attached, if any."""
        if self._agent is not None:
            self._put(ToAgents(agent=self._agent, message=event))

    async def ask(self, asked: AgentAsked) -> bool:
        """Have the agent answer; false when it is not there any more, and somebody else must."""
        if self._agent is None:
            return False
        self._inboxes[asked.turn] = Inbox(asked)
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._put(ToAgents(agent=self._agent, message=asked), told)
        if await told:
            return True
        logger.warning("agent_gone: the agent of session %s is not there any more", self._session_id)
        self._close(asked.turn)
        self._agent = None
        return False

    async def answer(
        self, turn: str, language: str, trouble: tuple[str, str] | None = None
    ) -> AsyncGenerator[Part | Aloud, None]:
        """What the agent says of a turn that it was asked, or has begun. ``trouble`` as in :class:`AgentAnswer`. Raises
        :class:`AgentGoneError`."""
        inbox = self._inboxes.get(turn)
        if inbox is None:
            yield Done("none")
            return
        inbox.started = True
        try:
            answer = AgentAnswer(inbox, self._offer.reader, self._limits, self._sounds, language, trouble)
            async with contextlib.aclosing(answer.parts()) as parts:
                async for part in parts:
                    yield part
        finally:
            self._close(turn)

    def dropped(self, turn: str) -> None:
        """What the agent has begun unasked is not going to be said."""
        self._close(turn)
        self._transcribed.pop(turn, None)
        self.tell(AgentHeard(turn=turn, text="", interrupted=True, source="none"))

    def refused(self, turn: str, error: ErrorMessage) -> None:
        """Nor is this."""
        self._close(turn)
        self.tell(error.model_copy(update={"id": turn}))

    # What comes from agents.

    def _heard(self, text: str) -> None:
        try:
            told = FROM_AGENT.validate_json(text)
        except ValidationError as error:
            # Another version of this server may have sent it. The error's own text would quote it.
            logger.error("session %s: no message of an agent came (%d)", self._session_id, error.error_count())
            return
        if self._left:
            return
        match told.message:
            case Attach(answers=answers):
                self._attach(told.agent, answers)
            case Detach() if told.agent != self._agent:
                return
            case _ if self._agent is None:
                self._call(told.agent)
            case _ if told.agent != self._agent:
                return  # of one that was replaced
            case Detach():
                self._agent = None
                self._end_inboxes()
            case AgentBegin(turn=turn):
                self._begin(turn)
            case AgentInterrupt(turn=turn):
                self._feed(HushAsked(turn))
            case AgentTranscript() as transcript:
                self._transcribe(transcript)
            case piece:
                self._take(piece)

    def _call(self, agent: str) -> None:
        """Somebody speaks who is not attached: it was taken for gone while the hub was away."""
        text = "the session had lost its agent; what was sent is lost, and it may be sent again"
        lost = ErrorMessage(code=ErrorCode.UNKNOWN_SESSION, message=text, retryable=True)
        self._put(ToAgents(agent=agent, message=lost))
        self._put(ToAgents(agent=None, message=RollCall()))

    def _attach(self, agent: str, answers: AnsweredBy) -> None:
        if agent == self._agent:
            return
        self._agent, self.answers = agent, answers
        self.tell(self._offer.welcome.model_copy(update={"session_id": self._session_id}))
        self.tell(self._state)
        for inbox in self._inboxes.values():
            if inbox.asked is not None and not inbox.anything:
                self.tell(inbox.asked)
        self._end_inboxes(begun=True)

    def _end_inboxes(self, *, begun: bool = False) -> None:
        """Their agent is gone; with ``begun`` those of which nothing has come wait for the next one. What it has begun
        unasked and nobody has heard of is dropped."""
        for turn, inbox in list(self._inboxes.items()):
            if inbox.complete:
                continue
            if inbox.asked is None and not inbox.started:
                self._feed(HushAsked(turn))
            elif inbox.anything or not begun:
                inbox.gone()

    def _begin(self, turn: str) -> None:
        if turn in self._inboxes:
            text = f"turn {turn!r} is open; choose another id"
            self.tell(ErrorMessage(code=ErrorCode.DUPLICATE_ID, message=text, id=turn))
            return
        if turn in self._over:  # it may have been refused before; whether its id is used up the session knows
            self._over.remove(turn)
        self._inboxes[turn] = Inbox()
        self._feed(Volunteered(turn))

    def _transcribe(self, transcript: AgentTranscript) -> None:
        """It does not wait in the inbox: also what is complete, and is being heard, is still written down."""
        turn = transcript.turn
        if turn not in self._inboxes and turn != self._state.turn:
            self._unknown(turn)
            return
        written = self._transcribed.get(turn, 0) + max(1, len(transcript.text))  # each has its cost
        if written > self._limits.turn_chars:
            text = f"a turn's transcripts have at most {self._limits.turn_chars} characters"
            self.tell(ErrorMessage(code=ErrorCode.TEXT_TOO_LONG, message=text, id=turn))
            return
        self._transcribed[turn] = written
        self._feed(WrittenDown(turn, transcript.id, transcript.text, transcript.final))

    def _unknown(self, turn: str) -> None:
        if turn not in self._over:
            text = f"no turn {turn!r} waits for the agent: it was not asked, or is complete"
            self.tell(ErrorMessage(code=ErrorCode.UNKNOWN_TURN, message=text, id=turn))

    def _take(self, piece: Piece) -> None:
        inbox = self._inboxes.get(piece.turn)
        if inbox is None or inbox.complete:
            self._unknown(piece.turn)
            return
        final = isinstance(piece, AgentSay | SoundPiece) and piece.final
        room: Reservation | None = None
        refused = inbox.refusal(piece, self._limits.turn_chars)
        if refused is None and isinstance(piece, SoundPiece):
            room = self._sounds.reserve(len(piece.pcm))
            refused = (ErrorCode.QUEUE_FULL, TOO_MUCH) if room is None else None
        if refused is not None:
            code, text = refused
            retryable = text == TOO_MUCH
            self.tell(ErrorMessage(code=code, message=text, retryable=retryable, id=piece.turn))
            # Without what is in it: that it was the last, of its turn or of its block, counts all the same.
            if isinstance(piece, SoundPiece) and piece.last and piece.block == inbox.open_block:
                piece = piece.model_copy(update={"pcm": b""})
            elif final:
                piece = AgentSay(turn=piece.turn, final=True)
            else:
                return
        inbox.put(Arrived(piece, room), final=final)

    def _close(self, turn: str) -> None:
        inbox = self._inboxes.pop(turn, None)
        if inbox is not None:
            inbox.close()
        if turn not in self._over:
            self._over.append(turn)

    # What goes out.

    def _put(self, message: ToAgents, told: asyncio.Future[bool] | None = None) -> None:
        try:
            self._outgoing.put_nowait((message.model_dump_json(), told))
        except asyncio.QueueFull:
            logger.warning("session %s: the hub does not take what its agent is told", self._session_id)
            if told is not None:
                told.set_result(False)

    async def _publish(self) -> None:
        while True:
            text, told = await self._outgoing.get()
            try:
                listened = await self._channels.to_agents(self._session_id, text)
            except HubError as error:
                logger.error("the agent of session %s was not told: %s", self._session_id, error)
                listened = False
            if told is not None and not told.done():
                told.set_result(listened)
            self._outgoing.task_done()
