"""``/v1/session``: the websocket. Checks who may come in, then hands every message to the session."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from visavis.access.peer import Peer, address_of
from visavis.access.rates import RateError
from visavis.protocol.agent import AgentLimits
from visavis.protocol.codecs import OPUS_RATE_HZ
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage
from visavis.session.conversation import ConversationRules
from visavis.session.events import Event
from visavis.session.machine import Identity, SessionMachine
from visavis.telemetry.telemetry import Telemetry
from visavis.transport.agent_line import AgentLine
from visavis.transport.codec_choice import CodecSetting, offered_codecs
from visavis.transport.desk import Desk
from visavis.transport.door import POLICY_VIOLATION, TRY_AGAIN_LATER, Door
from visavis.transport.here import is_page_here
from visavis.transport.origin import is_allowed
from visavis.transport.session_runner import SessionRunner
from visavis.transport.site import Site
from visavis.tts.opus_stream import opus_missing, pre_skip
from visavis.tts.sound import SoundBudget
from visavis.tts.speaker import Speaker

logger = logging.getLogger(__name__)

AGENT_TURN_CHARS: Final = 20_000
"""Of one turn of an agent's: half an hour of speech."""


@dataclass(frozen=True, slots=True)
class SessionRules:
    """What a session may do, beyond the limits that its client is told."""

    max_sessions: int
    allowed_origins: frozenset[str]
    allow_missing_origin: bool
    hello_timeout_s: float = 10.0
    server_version: str = ""
    codec: CodecSetting = "pcm"
    conversation: ConversationRules = field(default_factory=ConversationRules)
    agent_first_s: float = 10.0
    """A host's agent that was asked may be silent for so long,"""
    agent_next_s: float = 30.0
    """and for so long once it has begun."""


class SessionEndpoint:
    """The websocket route as a plain ASGI application: the messages are too many for a wrapper around each."""

    def __init__(
        self,
        speaker: Speaker,
        describe: Describe,
        rules: SessionRules,
        sounds: SoundBudget,
        site: Site,
        desk: Desk | None = None,
        telemetry: Telemetry | None = None,
    ) -> None:
        """``desk`` is None where nobody converses."""
        self._speaker = speaker
        self.describe = describe
        """What those who come are told."""
        self._rules = rules
        self._sounds = sounds
        self._site = site
        self._desk = desk
        self._telemetry = telemetry
        self._engines = {voice.name: voice.engine for voice in describe.voices}
        limits = AgentLimits(
            message_bytes=describe.limits.message_bytes,
            turn_chars=AGENT_TURN_CHARS,
            audio_seconds=describe.limits.audio_seconds,
            first_seconds=rules.agent_first_s,
            next_seconds=rules.agent_next_s,
        )
        self._agent_offer = None if desk is None else desk.agent_offer(limits, rules.server_version)
        self._sessions = 0
        if rules.codec != "pcm" and opus_missing() is None:
            pre_skip(OPUS_RATE_HZ)  # loads the library, which takes 0.1 s, before anybody waits for it
        elif rules.codec == "opus":
            logger.warning("VISAVIS_CODEC=opus: sound goes out as pcm, since this is missing: %s", opus_missing())

    @property
    def sessions(self) -> int:
        """Sessions that are open now."""
        return self._sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, from the handshake to its end."""
        await receive()  # websocket.connect
        headers = Headers(scope=scope)
        peer = Peer(address_of(scope.get("client")))
        origin = headers.get("origin")
        allowed = is_allowed(
            origin,
            headers.get("host", ""),
            allowed=self._rules.allowed_origins,
            missing_allowed=self._rules.allow_missing_origin,
            from_here=is_page_here(scope, origin),
        )
        await send({"type": "websocket.accept"})
        if not allowed:
            text = f"pages of {origin or 'no origin'} may not open sessions here; see VISAVIS_ALLOWED_ORIGINS"
            await self._turn_away(send, ErrorCode.ORIGIN_REFUSED, text, POLICY_VIOLATION)
            return
        if self._sessions >= self._rules.max_sessions:
            text = f"all {self._rules.max_sessions} sessions are taken; try again later"
            await self._turn_away(send, ErrorCode.TOO_MANY_SESSIONS, text, TRY_AGAIN_LATER)
            return
        present = self._site.present
        entered: list[str] = []
        try:
            for name in peer.names:
                if not present.enter(name):
                    text = f"{present.most} sessions of one address are allowed at a time"
                    await self._turn_away(send, ErrorCode.TOO_MANY_SESSIONS, text, TRY_AGAIN_LATER)
                    return
                entered.append(name)
            await self._site.charge("sessions", peer.names)
            await self._serve(peer, scope, receive, send)
        except RateError as error:
            await self._turn_away(send, ErrorCode.RATE_LIMITED, str(error), TRY_AGAIN_LATER)
        finally:
            for name in entered:
                present.leave(name)

    async def _serve(self, peer: Peer, scope: Scope, receive: Receive, send: Send) -> None:
        self._sessions += 1
        session_id = secrets.token_hex(8)
        logger.debug("session %s opened, %d open", session_id, self._sessions)
        try:
            identity = Identity(session_id, self._rules.server_version, codecs=offered_codecs(self._rules.codec, scope))
            await self._run(identity, peer, receive, send)
        finally:
            self._sessions -= 1
            logger.debug("session %s ended, %d open", session_id, self._sessions)

    async def _turn_away(self, send: Send, code: ErrorCode, text: str, close_code: int) -> None:
        if self._telemetry is not None:
            self._telemetry.meters.error(code)
        error = ErrorMessage(code=code, message=text, retryable=close_code == TRY_AGAIN_LATER)
        await send({"type": "websocket.send", "text": error.model_dump_json()})
        await send({"type": "websocket.close", "code": close_code})

    async def _run(self, identity: Identity, peer: Peer, receive: Receive, send: Send) -> None:
        desk = self._desk
        machine = SessionMachine(
            identity, self.describe, self._sounds, self._rules.conversation, None if desk is None else desk.memory()
        )
        limits = self.describe.limits

        offer = self._agent_offer
        agent = None if offer is None else AgentLine(self._site.agents, offer, self._sounds)

        def door(feed: Callable[[Event], None]) -> Door:
            return Door(self._site, limits, identity.session_id, peer, feed, agent)

        watch = None
        if self._telemetry is not None:
            model = None if desk is None else desk.model
            watch = self._telemetry.session(identity.session_id, self._engines, model)
        runner = SessionRunner(
            machine,
            self._speaker,
            send,
            message_bytes=limits.message_bytes,
            door=door,
            desk=desk,
            agent=agent,
            watch=watch,
        )
        reading = asyncio.create_task(self._read(machine, runner, receive))
        try:
            await asyncio.wait((reading, runner.writing), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await reading  # a bug of ours is raised here, so that it is logged
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await runner.close()

    async def _read(self, machine: SessionMachine, runner: SessionRunner, receive: Receive) -> None:
        hello_deadline = asyncio.get_running_loop().call_later(self._rules.hello_timeout_s, runner.hello_missing)
        try:
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                if text is not None:
                    await runner.received_text(text)
                else:
                    await runner.received_bytes(message.get("bytes") or b"")
                if machine.greeted:
                    hello_deadline.cancel()
        finally:
            hello_deadline.cancel()
