"""Who makes a REST request, whether a page may make it, and what it is counted for."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from visavis.access.peer import Peer, address_of
from visavis.access.rates import Kind, RateError
from visavis.access.tokens import Scope, TokenError
from visavis.protocol.errors import ErrorCode
from visavis.transport.bearer import bearer
from visavis.transport.here import is_page_here
from visavis.transport.origin import is_allowed
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service

ANYBODY: Final = "this machine"


def _named_in_the_description(name: str, description: str) -> Any:
    """Tells readers of the API what stands in ``Authorization``. It is checked by :func:`caller`, with our errors."""
    return Depends(HTTPBearer(scheme_name=name, description=description, auto_error=False))


SESSION_TOKEN: Final = _named_in_the_description(
    "sessionToken", "A session token (a JWT), where the server asks for tokens; VISAVIS_TOKEN_KEYS."
)
HOST_TOKEN: Final = _named_in_the_description(
    "hostToken", "A session token with the scope host, where the server asks for tokens; for backends only."
)
SESSION_KEY: Final = _named_in_the_description("sessionKey", "The key of one page's session, from /v1/sessions/redeem.")


async def caller(request: Request, service: Service, scope: Scope = "page") -> Peer:
    """Who asks, by the token of ``Authorization: Bearer``. Raises :class:`ProblemError` where one is needed, and for a
    page that may not ask at all."""
    check_origin(request, service)
    address = address_of(request.scope.get("client"))
    try:
        return Peer(address, await service.site.identified(bearer(request), scope))
    except TokenError as error:
        retryable = error.code is ErrorCode.RELAY_UNAVAILABLE
        raise ProblemError(error.code, str(error), retryable=retryable) from None


def counted(request: Request) -> Peer:
    """Under what guesses and codes are counted: programs on this machine too, since behind a proxy that names nobody
    they are everybody."""
    return Peer(address_of(request.scope.get("client")) or ANYBODY)


async def charge(service: Service, peer: Peer, kind: Kind, amount: int = 1) -> None:
    """Count what is about to be done. Raises :class:`ProblemError` when it is too much for this minute."""
    try:
        await service.site.charge(kind, peer.names, amount)
    except RateError as error:
        raise ProblemError(ErrorCode.RATE_LIMITED, str(error), retryable=True) from None


def check_origin(request: Request, service: Service) -> None:
    """What CORS does not stop is stopped here: forms, which are sent across sites without asking first, and pages that
    are here by a name of their own. Raises :class:`ProblemError`."""
    rules = service.rules
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    here = is_page_here(request.scope, origin)
    if not is_allowed(origin, host, allowed=rules.allowed_origins, missing_allowed=True, from_here=here):
        text = f"pages of {origin} may not use this server; see VISAVIS_ALLOWED_ORIGINS"
        raise ProblemError(ErrorCode.ORIGIN_REFUSED, text)
