"""One agent's websocket: what it sends goes to its session, and what the session tells comes back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Final

from pydantic import ValidationError
from starlette.types import Receive, Send

from visavis.access.peer import Peer
from visavis.access.rates import RateError
from visavis.hub.hub import HubError
from visavis.protocol.agent import (
    AgentAudio,
    AgentBegin,
    AgentEvent,
    AgentHandover,
    AgentHello,
    AgentInterrupt,
    AgentMessage,
    AgentSay,
    AgentShow,
    AgentTranscript,
    AgentWelcome,
)
from visavis.protocol.client import SpeakAudio
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage
from visavis.protocol.version import PROTOCOL_VERSION
from visavis.session.refusal import RefusalError
from visavis.session.requests import check_speak_audio
from visavis.session.token_bucket import TokenBucket
from visavis.transport.agent_envelopes import TO_AGENTS, Attach, Detach, FromAgent, Piece, RollCall
from visavis.transport.agent_messages import parse_agent_message
from visavis.transport.agent_sound import AgentSound, SoundError
from visavis.transport.messages import MalformedError
from visavis.transport.outbox import Outbox
from visavis.transport.site import Site

logger = logging.getLogger(__name__)

NORMAL: Final = 1000
POLICY_VIOLATION: Final = 1008
TRY_AGAIN_LATER: Final = 1013
MOST_WAITING: Final = 256
"""Messages that wait for an agent that does not read."""
MESSAGES_AT_ONCE: Final = 2000
MESSAGES_PER_SECOND: Final = 400.0
"""What comes faster is read no faster: words and sound come in small pieces, but not in so many."""
MISTAKES: Final = 50
MISTAKES_PER_MINUTE: Final = 10.0
WELCOME_S: Final = 5.0
GOODBYE_S: Final = 5.0
"""Why it is closed may take so long to be read."""
KEEP_S: Final = 20.0
"""How often is asked whether the key is still the session's, which it is not once another host has bound it; and the
session is told that its agent is there: it may have taken it for gone while the hub was away."""


class AgentConnection:
    """Of one session, by whoever has shown its ``key``."""

    def __init__(
        self,
        site: Site,
        describe: Describe,
        peer: Peer,
        session_id: str,
        key: str,
        send: Send,
        hello_s: float,
        told: Callable[[ErrorCode], None] = lambda _: None,
    ) -> None:
        """``told`` hears of every error that the agent is told of."""
        self._told = told
        self._site = site
        self._describe = describe
        self._session_id = session_id
        self._key = key
        self._hello_s = hello_s
        self._id = secrets.token_hex(8)
        self._payers = (*peer.names, f"session:{session_id}")
        """Under whose names is counted what costs."""
        self._outbox = Outbox(send)
        self._clock = asyncio.get_running_loop().time
        self._pace = TokenBucket(MESSAGES_AT_ONCE, 60 * MESSAGES_PER_SECOND)
        self._mistakes = TokenBucket(MISTAKES, MISTAKES_PER_MINUTE)
        self._sound = AgentSound(describe.limits.audio_seconds)
        self._hello: AgentHello | None = None
        self._welcomed = asyncio.Event()
        self._ended = asyncio.Event()
        """Its end is told, or about to be."""
        self._unpaid_bytes = 0
        self._tasks: set[asyncio.Task[object]] = set()

    async def run(self, receive: Receive) -> None:
        """Until either side ends it."""
        writing = asyncio.create_task(self._write(), name="agent writes")
        working = asyncio.create_task(self._work(receive), name="agent reads")
        ended = asyncio.create_task(self._ended.wait(), name="agent ends")
        try:
            await asyncio.wait((writing, working, ended), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working  # a bug of ours is raised here, so that it is logged
            if self._ended.is_set():
                # Who does not read does not read this either, and nothing comes of it that would wake the reader.
                await asyncio.wait((writing,), timeout=GOODBYE_S)
        finally:
            tasks = [writing, working, ended, *self._tasks]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self) -> None:
        # A peer that went away makes the send raise; the reader hears of it as well.
        with contextlib.suppress(OSError, RuntimeError):
            await self._outbox.write()

    async def _work(self, receive: Receive) -> None:
        try:
            async with asyncio.timeout(self._hello_s):
                greeted = await self._greeted(receive)
        except TimeoutError:
            greeted = False
            self._end(ErrorCode.HELLO_EXPECTED, "no message came in time; the first one must be hello")
        if not greeted:
            return
        try:
            async with self._site.agents.listen_to_session(self._session_id, self._heard, self._roll_called):
                await self._attached(receive)
        except HubError as error:
            self._end(ErrorCode.RELAY_UNAVAILABLE, str(error), TRY_AGAIN_LATER)

    async def _greeted(self, receive: Receive) -> bool:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return False
        try:
            hello = parse_agent_message(message.get("text") or "")
        except MalformedError as error:
            self._end(error.code, str(error))
            return False
        if not isinstance(hello, AgentHello):
            self._end(ErrorCode.HELLO_EXPECTED, f"the first message must be hello, got {hello.type}")
            return False
        if hello.protocol_version.split(".")[0] != PROTOCOL_VERSION.split(".")[0]:
            text = f"this server speaks protocol {PROTOCOL_VERSION}, the agent {hello.protocol_version}; update one"
            self._end(ErrorCode.VERSION_MISMATCH, text)
            return False
        self._hello = hello
        return True

    async def _attached(self, receive: Receive) -> None:
        if not await self._attach():
            text = "the page of this session is away; it may come again"
            self._end(ErrorCode.UNKNOWN_SESSION, text, TRY_AGAIN_LATER)
            return
        try:
            async with asyncio.timeout(WELCOME_S):
                await self._welcomed.wait()
        except TimeoutError:
            self._end(ErrorCode.UNKNOWN_SESSION, "the session does not answer", TRY_AGAIN_LATER)
            return
        self._start(self._keep())
        try:
            await self._read(receive)
        finally:
            with contextlib.suppress(HubError):
                await self._tell_session(Detach())

    async def _read(self, receive: Receive) -> None:
        while not self._ended.is_set():
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._outbox.room()
            early_s = self._pace.take_early(self._clock())
            if early_s > 0:
                await asyncio.sleep(early_s)
            text, data = message.get("text"), message.get("bytes") or b""
            about: str | None = None
            try:
                self._check_size(len(data) if text is None else len(text.encode(errors="surrogatepass")))
                if text is None:
                    await self._take_frame(data)
                else:
                    parsed = parse_agent_message(text)
                    about = getattr(parsed, "turn", None)
                    await self._take(parsed)
            except MalformedError as error:
                self._mistaken(error.code, str(error))
            except SoundError as error:
                self._mistaken(error.code, str(error))
            except RefusalError as refusal:
                self._put(refusal.error)
            except RateError as error:
                self._tell(ErrorCode.RATE_LIMITED, str(error), about, retryable=True)
            except HubError as error:
                self._tell(ErrorCode.RELAY_UNAVAILABLE, str(error), about, retryable=True)

    def _check_size(self, size: int) -> None:
        most = self._describe.limits.message_bytes
        if size > most:
            raise MalformedError(ErrorCode.MESSAGE_TOO_LARGE, f"a message has at most {most} bytes, got {size}")

    async def _take(self, message: AgentMessage) -> None:
        match message:
            case AgentHello():
                raise MalformedError(ErrorCode.BAD_MESSAGE, "hello came twice")
            case AgentAudio():
                await self._begin_sound(message)
            case AgentSay():
                await self._say(message)
            case AgentBegin() | AgentTranscript() | AgentShow() | AgentHandover() | AgentInterrupt():
                await self._pass_on(message)

    async def _say(self, message: AgentSay) -> None:
        if not message.text and not message.final:
            return  # nothing, however often it comes, is no answer: the visitor waits as long as for a silent agent
        try:
            if message.text:
                await self._site.charge("characters", self._payers, len(message.text))
        except RateError:
            if message.final:  # its text is refused; that the turn is complete counts all the same
                await self._pass_on(AgentSay(turn=message.turn, final=True))
            raise
        await self._pass_on(message)

    async def _begin_sound(self, block: AgentAudio) -> None:
        request = SpeakAudio(
            id=block.id, sample_rate_hz=block.sample_rate_hz, samples=1, text=block.text, language=block.language
        )
        try:
            check_speak_audio(request, self._describe)
        except RefusalError:
            self._sound.turn_down(block.id)
            raise
        ending = self._sound.begin(block)
        if ending is not None:
            await self._pass_on(ending)

    async def _take_frame(self, data: bytes) -> None:
        try:
            piece = self._sound.frame(data)
        except SoundError as error:
            if error.ending is not None:
                await self._pass_on(error.ending)
            raise
        if piece is None:
            return
        kilobytes, self._unpaid_bytes = divmod(self._unpaid_bytes + len(piece.pcm), 1000)
        try:
            await self._site.charge("upload_kb", self._payers, kilobytes)
        except RateError:
            ending = piece if piece.last else self._sound.give_up()
            if ending is not None:
                await self._pass_on(ending.model_copy(update={"pcm": b""}))
            raise
        await self._pass_on(piece)

    async def _pass_on(self, message: AgentBegin | AgentInterrupt | AgentTranscript | Piece) -> None:
        if not await self._tell_session(message):
            text = "the page is away, and what is said is not kept; it may come again"
            self._tell(ErrorCode.UNKNOWN_SESSION, text, message.turn, retryable=True)

    async def _tell_session(
        self, message: Attach | Detach | AgentBegin | AgentInterrupt | AgentTranscript | Piece
    ) -> bool:
        envelope = FromAgent(agent=self._id, message=message)
        return await self._site.agents.to_session(self._session_id, envelope.model_dump_json())

    async def _attach(self) -> bool:
        answers = "agent" if self._hello is None else self._hello.answers
        return await self._tell_session(Attach(answers=answers))

    async def _attach_again(self, *, patient: bool = True) -> bool:
        """Where the key is still the session's. Returns whether the hub knows of nobody who holds it; without
        ``patient`` that is the end, too."""
        bindings = self._site.bindings
        try:
            if await bindings.holds(self._session_id, self._key):
                if not self._ended.is_set():  # whoever was replaced must not take its place back while it is told so
                    await self._attach()
                return False
            forgotten = await bindings.holder(self._session_id) is None
        except HubError:
            return False  # what cannot be asked now is asked again
        if not (forgotten and patient):
            self._end(ErrorCode.UNKNOWN_SESSION, "the key is not this session's any more; redeem a new code")
        return forgotten

    async def _keep(self) -> None:
        forgotten = False
        while not self._ended.is_set():
            await asyncio.sleep(KEEP_S)
            # A Redis that was started anew knows nothing, until the page's server tells it again.
            forgotten = await self._attach_again(patient=not forgotten)

    def _roll_called(self) -> None:
        if self._welcomed.is_set():
            self._start(self._attach_again())

    def _heard(self, text: str) -> None:
        try:
            told = TO_AGENTS.validate_json(text)
        except ValidationError as error:
            # Another version of this server may have sent it. The error's own text would quote it.
            logger.error("session %s: no message for agents came (%d)", self._session_id, error.error_count())
            return
        message = told.message
        if isinstance(message, RollCall):
            self._roll_called()
        elif told.agent != self._id:
            if isinstance(message, AgentWelcome) and self._welcomed.is_set():
                text = "another agent speaks for this session now"
                self._end(ErrorCode.AGENT_REPLACED, text, NORMAL)
        elif isinstance(message, AgentWelcome):
            if not self._welcomed.is_set():  # else its page has come again
                self._put(message)
                self._welcomed.set()
        elif len(self._outbox) >= MOST_WAITING:
            logger.warning("the agent of session %s does not read; its connection is closed", self._session_id)
            self._end(ErrorCode.QUEUE_FULL, "the agent does not read what it is told")
        elif self._welcomed.is_set():
            self._put(message)

    def _start(self, coroutine: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _mistaken(self, code: ErrorCode, message: str) -> None:
        if self._mistakes.take(self._clock()):
            self._tell(code, message)
        else:
            self._end(code, message)

    def _tell(self, code: ErrorCode, message: str, about: str | None = None, *, retryable: bool = False) -> None:
        self._put(ErrorMessage(code=code, message=message, retryable=retryable, id=about))

    def _put(self, message: AgentEvent) -> None:
        if isinstance(message, ErrorMessage):
            self._told(message.code)
        self._outbox.put_text(message.model_dump_json())

    def _end(self, code: ErrorCode, message: str, close: int = POLICY_VIOLATION) -> None:
        if self._ended.is_set():
            return
        self._ended.set()
        self._tell(code, message, retryable=close == TRY_AGAIN_LATER)
        self._outbox.put_close(close)
