"""``/v1/sessions/{session_id}/agent``: the websocket by which a host's agent speaks through a page's avatar."""

from __future__ import annotations

import logging
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from visavis.access.peer import Peer, address_of
from visavis.access.rates import RateError
from visavis.hub.hub import HubError
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage
from visavis.telemetry.meters import Meters
from visavis.transport.agent_connection import POLICY_VIOLATION, TRY_AGAIN_LATER, AgentConnection
from visavis.transport.bearer import bearer
from visavis.transport.here import is_page_here
from visavis.transport.origin import is_allowed
from visavis.transport.site import Site
from visavis.transport.websocket import SessionRules

logger = logging.getLogger(__name__)

LONGEST_ID: Final = 64


class _TurnedAwayError(Exception):
    def __init__(self, code: ErrorCode, message: str, close: int = POLICY_VIOLATION) -> None:
        super().__init__(message)
        self.code = code
        self.close = close


class AgentEndpoint:
    """The route as a plain ASGI application. ``describe`` says whether the server converses at all."""

    def __init__(self, site: Site, describe: Describe, rules: SessionRules, meters: Meters) -> None:
        self._meters = meters
        self._site = site
        self._describe = describe
        self._rules = rules
        self._agents = 0

    @property
    def agents(self) -> int:
        """Connections that are open now."""
        return self._agents

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, from the handshake to its end."""
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        peer = Peer(address_of(scope.get("client")))
        session_id: str = scope["path_params"]["session_id"]
        try:
            key = await self._admitted(HTTPConnection(scope), peer, session_id)
        except _TurnedAwayError as error:
            self._meters.error(error.code)
            told = ErrorMessage(code=error.code, message=str(error), retryable=error.close == TRY_AGAIN_LATER)
            await send({"type": "websocket.send", "text": told.model_dump_json()})
            await send({"type": "websocket.close", "code": error.close})
            return
        self._agents += 1
        logger.debug("an agent of session %s connected, %d open", session_id, self._agents)
        try:
            connection = AgentConnection(
                self._site, self._describe, peer, session_id, key, send, self._rules.hello_timeout_s, self._meters.error
            )
            await connection.run(receive)
        finally:
            self._agents -= 1

    async def _admitted(self, request: HTTPConnection, peer: Peer, session_id: str) -> str:
        """The key that lets it in."""
        origin = request.headers.get("origin")
        # Pages are no agents: a browser cannot send the key, and tells where its page is from.
        if not is_allowed(
            origin,
            request.headers.get("host", ""),
            allowed=self._rules.allowed_origins,
            missing_allowed=True,
            from_here=is_page_here(request.scope, origin),
        ):
            text = f"pages of {origin} may not connect here; see VISAVIS_ALLOWED_ORIGINS"
            raise _TurnedAwayError(ErrorCode.ORIGIN_REFUSED, text)
        if self._describe.dialogue is None:
            raise _TurnedAwayError(ErrorCode.DIALOGUE_OFF, "this server does not converse; see VISAVIS_DIALOGUE")
        if self._agents >= self._rules.max_sessions:
            text = f"{self._rules.max_sessions} agents are connected; try again later"
            raise _TurnedAwayError(ErrorCode.TOO_MANY_SESSIONS, text, TRY_AGAIN_LATER)
        key = bearer(request)
        if key is None:
            text = "an agent carries the session's key in Authorization: Bearer"
            raise _TurnedAwayError(ErrorCode.TOKEN_MISSING, text)
        try:
            await self._site.charge("commands", peer.names)
            if len(session_id) > LONGEST_ID or not await self._site.bindings.holds(session_id, key):
                text = "no host with this key has bound such a session; redeem a new code"
                raise _TurnedAwayError(ErrorCode.UNKNOWN_SESSION, text)
            await self._site.charge("commands", (f"session:{session_id}",))
        except RateError as error:
            raise _TurnedAwayError(ErrorCode.RATE_LIMITED, str(error), TRY_AGAIN_LATER) from None
        except HubError as error:
            raise _TurnedAwayError(ErrorCode.RELAY_UNAVAILABLE, str(error), TRY_AGAIN_LATER) from None
        return key
