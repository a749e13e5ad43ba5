"""What the connections and requests of one server share: who may come in, how much they may have, and the relay."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from visavis.access.agent_channels import AgentChannels
from visavis.access.bindings import Bindings
from visavis.access.conversations import Conversations
from visavis.access.pairing import Pairing
from visavis.access.presence import Presence
from visavis.access.rates import Kind, Rates
from visavis.access.tokens import Pass, Scope, TokenError, Verifier
from visavis.hub.hub import Hub, HubError
from visavis.protocol.errors import ErrorCode


@dataclass(frozen=True, slots=True)
class Site:
    """``verifier`` is None where no tokens are asked for, and so is ``pairing``; with ``anonymous`` they may be left
    out."""

    hub: Hub
    rates: Rates
    bindings: Bindings
    present: Presence
    verifier: Verifier | None = None
    anonymous: bool = True
    conversations: Conversations | None = None
    """None where nobody converses."""
    pairing: Pairing | None = None

    @property
    def agents(self) -> AgentChannels:
        """How hosts' agents reach sessions."""
        return AgentChannels(self.hub)

    async def identified(
        self, token: str | None, scope: Scope = "page", *, begins_session: bool = False
    ) -> Pass | None:
        """Who shows this token; None for nobody in particular. Raises :class:`TokenError`."""
        if self.verifier is None:
            return None
        if token is None:
            if self.anonymous:
                return None
            raise TokenError(ErrorCode.TOKEN_MISSING, "this server serves only who shows a token")
        told = self.verifier.read(token, scope)
        if told.once is not None:
            await self._use_up(told, told.once, begins_session=begins_session)
        return told

    async def _use_up(self, told: Pass, token_id: str, *, begins_session: bool) -> None:
        if not begins_session:
            raise TokenError(ErrorCode.TOKEN_INVALID, "the token is not accepted: it is good for one session alone")
        name = f"used:{hashlib.sha256(token_id.encode()).hexdigest()}"
        lasts_s = max(1.0, told.ends_at - time.time()) + 60
        try:
            first = await self.hub.put(name, "", lasts_s, new=True)
        except HubError as error:
            raise TokenError(ErrorCode.RELAY_UNAVAILABLE, str(error)) from None
        if not first:
            raise TokenError(ErrorCode.TOKEN_USED, "the token was good for one session, and had it; get a fresh one")

    async def charge(self, kind: Kind, names: Sequence[str], amount: int = 1) -> None:
        """Count what is about to be done. Raises :class:`RateError`."""
        if names:
            await self.rates.take(kind, names, amount)
