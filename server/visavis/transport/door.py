"""Stands between one socket and its session: asks for the token, counts what costs, and brings in what hosts send."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from visavis.access.bindings import BOUND_S, CODE_S
from visavis.access.conversations import Conversations
from visavis.access.peer import Peer
from visavis.access.rates import RateError
from visavis.access.tokens import Pass, TokenError
from visavis.dialogue.memory import Memory, Turn
from visavis.hub.hub import HubError
from visavis.protocol.base import Message
from visavis.protocol.client import Ask, AskCode, ClientMessage, Hello, ListenStart, RenewToken, Speak, SpeakAudio
from visavis.protocol.describe import Limits
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import CodeRedeemed, ErrorMessage, OneTimeCode, ServerMessage, TokenAccepted
from visavis.session.events import Admitted, Event, Received, Refused, Restored, Told
from visavis.transport.agent_line import AgentLine
from visavis.transport.site import Site

logger = logging.getLogger(__name__)

NORMAL: Final = 1000
POLICY_VIOLATION: Final = 1008
TRY_AGAIN_LATER: Final = 1013
TAKEN: Final = "another connection goes on with this session now"


class TakenOver(Message):
    """Another connection has shown what the session is gone on with by. ``by`` names it, for nobody else."""

    type: Literal["taken_over"] = "taken_over"
    by: str


_RELAYED: Final[TypeAdapter[ServerMessage | TakenOver]] = TypeAdapter(ServerMessage | TakenOver)


class _TakenError(Exception):
    pass


class _TooManyError(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(f"{most} sessions of one token's subject are allowed at a time")


class Door:
    """One connection's. ``feed`` takes what happens later, and of itself: a token that ends, a host's command."""

    def __init__(
        self,
        site: Site,
        limits: Limits,
        session_id: str,
        peer: Peer,
        feed: Callable[[Event], None],
        agent: AgentLine | None = None,
    ) -> None:
        """``agent`` is the line to a host's agent, where there may be one: whoever has bound the session."""
        self._agent = agent
        self._site = site
        self._limits = limits
        self._session_id = self._connection = session_id
        self._peer = peer
        self._feed = feed
        self._greeted = False
        self._subject: str | None = None
        self._resume: str | None = None
        self._resumed = False
        self._memory: Memory | None = None
        self._remembering: asyncio.Task[None] | None = None
        self._listening: AsyncExitStack | None = None
        self._ends: asyncio.TimerHandle | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._holder: str | None = None
        """By whom the session was bound, when that was looked up last."""
        self._looking_up: asyncio.Task[None] | None = None
        self._entered: str | None = None
        self._closed = False

    async def events(self, message: ClientMessage) -> AsyncIterator[Event]:
        """What the session is to hear of a message."""
        try:
            match message:
                case Hello() if not self._greeted:
                    yield await self._admitted(message)
                    if self._resumed and (restored := await self._restored()) is not None:
                        yield restored
                    yield Received(message)
                    self._greeted = True
                    if self._resumed:
                        # First: what hosts and agents send from now on is for this connection alone.
                        await self._take_over()
                        await self._listen()
                case RenewToken() if self._greeted and self._site.verifier is not None:
                    yield await self._renewed(message)
                case AskCode() if self._greeted:
                    yield Told(await self._new_code())
                case Speak() if len(message.text) <= self._limits.text_chars:
                    await self._site.charge("characters", self._peer.names, len(message.text))
                    yield Received(message)
                case SpeakAudio() if message.samples <= self._limits.audio_seconds * message.sample_rate_hz:
                    await self._site.charge("upload_kb", self._peer.names, 2 * message.samples // 1000)
                    yield Received(message)
                case Ask() | ListenStart():
                    await self._site.charge("questions", self._peer.names)
                    yield Received(message)
                case _:
                    yield Received(message)
        except TokenError as error:
            refused = ErrorMessage(code=error.code, message=str(error))
            yield Refused(refused, None if self._greeted else POLICY_VIOLATION)
        except RateError as error:
            about = message.id if isinstance(message, Speak | SpeakAudio | Ask | ListenStart) else None
            refused = ErrorMessage(code=ErrorCode.RATE_LIMITED, message=str(error), retryable=True, id=about)
            yield Refused(refused, None if self._greeted else TRY_AGAIN_LATER)
        except _TooManyError as error:
            refused = ErrorMessage(code=ErrorCode.TOO_MANY_SESSIONS, message=str(error), retryable=True)
            yield Refused(refused, TRY_AGAIN_LATER)
        except _TakenError:
            yield _taken()
        except HubError as error:
            yield Refused(ErrorMessage(code=ErrorCode.RELAY_UNAVAILABLE, message=str(error), retryable=True))

    async def close(self) -> None:
        """The connection is over. Its binding stays for a while: the page may come again."""
        self._closed = True
        if self._ends is not None:
            self._ends.cancel()
        if self._remembering is not None:
            await asyncio.gather(self._remembering, return_exceptions=True)
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._looking_up is not None:
            self._looking_up.cancel()
            await asyncio.gather(self._looking_up, return_exceptions=True)
        if self._listening is not None:
            await self._listening.aclose()
        if self._entered is not None:
            self._site.present.leave(self._entered)

    async def _admitted(self, hello: Hello) -> Admitted:
        told = await self._site.identified(hello.token, begins_session=True)
        if told is not None:
            [subject] = Peer(None, told).names
            if not self._site.present.enter(subject):
                raise _TooManyError(self._site.present.most)
            self._entered = subject
            await self._site.charge("sessions", (subject,))
        self._subject = None if told is None else told.subject
        if hello.resume is not None:
            await self._go_on(hello.resume)
        if self._resume is None and self._site.conversations is not None:
            try:
                self._resume = await self._site.bindings.new_resume(self._session_id, subject=self._subject)
            except HubError as error:
                logger.error("a session cannot be gone on with later: %s", error)
        return Admitted(self._session_id, self._known(told), self._resume)

    async def _restored(self) -> Restored | None:
        """What was said before; None where that cannot be found out, and the conversation begins anew."""
        if self._site.conversations is None:
            return Restored((), "")
        try:
            await self._site.conversations.take_up(self._session_id, self._connection)
            turns, summary = await self._site.conversations.kept(self._session_id)
        except HubError as error:
            logger.error("the conversation of session %s cannot be gone on with: %s", self._session_id, error)
            return None
        heard = (Turn("visitor" if who == "visitor" else "avatar", text, cut) for who, text, cut in turns)
        return Restored(tuple(heard), summary)

    def remember(self, memory: Memory) -> None:
        """Keep what was said, for the next connection; it takes a while."""
        if self._site.conversations is None or self._resume is None or not memory.turns:
            return
        self._memory = memory
        if self._remembering is None or self._remembering.done():
            self._remembering = asyncio.create_task(self._remember(self._site.conversations), name="remembering")

    async def _remember(self, conversations: Conversations) -> None:
        while (memory := self._memory) is not None:
            self._memory = None
            said = [(turn.speaker, turn.text, turn.interrupted) for turn in memory.turns]
            try:
                if not await conversations.keep(self._session_id, said, memory.summary, self._connection):
                    self._lost()  # one that no host has bound hears of it only now
            except HubError as error:
                logger.error("the conversation of session %s was not kept: %s", self._session_id, error)

    async def _go_on(self, resume: str) -> None:
        try:
            session_id = await self._site.bindings.resumed(resume, self._subject)
        except HubError as error:
            logger.error("a session cannot be gone on with: %s", error)
            return
        if session_id is not None:
            self._session_id, self._resume, self._resumed = session_id, resume, True

    async def _renewed(self, message: RenewToken) -> Told:
        told = await self._site.identified(message.token, begins_session=True)
        before = self._peer.told
        if told is None or before is None or told.subject != before.subject:
            raise TokenError(ErrorCode.TOKEN_INVALID, "the token is not accepted: it is not of this session's subject")
        return Told(TokenAccepted(expires_in_s=self._known(told) or 0.0))

    def _known(self, told: Pass | None) -> float | None:
        """Note who this is; returns in how many seconds the token ends."""
        if told is None:
            return None
        self._peer = replace(self._peer, told=told)
        ends_in_s = max(0.0, told.ends_at - time.time())
        if self._ends is not None:
            self._ends.cancel()
        over = ErrorMessage(code=ErrorCode.TOKEN_EXPIRED, message="the token's time is over, and with it the session")
        self._ends = asyncio.get_running_loop().call_later(ends_in_s, self._feed, Refused(over, POLICY_VIOLATION))
        return ends_in_s

    async def _new_code(self) -> OneTimeCode:
        asking = (f"session:{self._session_id}",)
        await self._site.charge("codes", asking)
        conversations = self._site.conversations
        try:
            if conversations is not None and not await conversations.has(self._session_id, self._connection):
                raise _TakenError
            await self._listen()
            code = await self._site.bindings.new_code(self._session_id, self._resume, self._subject)
        except HubError:
            await self._site.rates.give_back("codes", asking)  # there is none
            raise
        self._resume = code.resume
        return OneTimeCode(code=code.text, expires_in_s=CODE_S, resume=code.resume)

    async def _take_over(self) -> None:
        """Whoever had the session before is told, and has it no more."""
        await self._site.bindings.tell(self._session_id, TakenOver(by=self._connection).model_dump_json())

    def _lost(self) -> None:
        if self._agent is not None:
            self._agent.leave()
        if not self._closed:
            self._feed(_taken())

    async def _listen(self) -> None:
        if self._listening is not None:
            return
        async with AsyncExitStack() as opened:
            await opened.enter_async_context(self._site.bindings.listen(self._session_id, self._heard, self._again))
            if self._agent is not None:
                await opened.enter_async_context(self._agent.open(self._session_id))
            self._listening = opened.pop_all()
        self._look_up(self._note_holder)
        self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """Hold the binding for as long as the page is here, though nobody commands it for days."""
        while True:
            await asyncio.sleep(BOUND_S / 4)
            try:
                await self._site.bindings.keep(self._session_id, self._resume)
            except HubError as error:
                logger.error("the binding of session %s was not kept: %s", self._session_id, error)

    def _again(self) -> None:
        """What the hub kept may be lost: a Redis that was started anew knows nothing of this session."""
        self._look_up(self._restore)

    async def _restore(self) -> None:
        await self._site.bindings.restore(self._session_id, self._holder, self._resume, self._subject)
        await self._note_holder()
        if self._agent is not None:
            self._agent.call_roll()  # its host may have been taken for gone meanwhile

    async def _note_holder(self) -> None:
        self._holder = await self._site.bindings.holder(self._session_id)

    def _look_up(self, look: Callable[[], Awaitable[None]]) -> None:
        async def looked_up(before: asyncio.Task[None] | None) -> None:
            if before is not None:
                await asyncio.gather(before, return_exceptions=True)
            try:
                await look()
            except HubError as error:
                logger.error("who holds session %s was not looked up: %s", self._session_id, error)

        self._looking_up = asyncio.create_task(looked_up(self._looking_up), name="binding")

    def _heard(self, text: str) -> None:
        try:
            told = _RELAYED.validate_json(text)
        except ValidationError as error:
            # Another version of this server may have sent it. The error's own text would quote it.
            logger.error("session %s: the relay brought no message of ours (%d)", self._session_id, error.error_count())
            return
        if not isinstance(told, TakenOver):
            if isinstance(told, CodeRedeemed):
                self._look_up(self._note_holder)
                if self._agent is not None:
                    self._agent.call_roll()  # an agent of the host before holds the session no more
            self._feed(Told(told))
        elif told.by != self._connection:
            self._lost()


def _taken() -> Refused:
    return Refused(ErrorMessage(code=ErrorCode.SESSION_TAKEN, message=TAKEN), NORMAL)
