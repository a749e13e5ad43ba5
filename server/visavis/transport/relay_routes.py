"""The relay: a host's own backend, or a mini-program, commands a page that it cannot call into."""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import APIRouter, Request

from visavis.access.peer import Peer, address_of
from visavis.access.rates import RateError
from visavis.hub.hub import HubError
from visavis.protocol.commands import RelayedCommand
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import BoundSession, CommandAnswer, Problem, RedeemRequest
from visavis.protocol.server import CodeRedeemed, HostCommand
from visavis.transport.bearer import bearer
from visavis.transport.caller import HOST_TOKEN, SESSION_KEY, caller, charge, check_origin, counted
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service, service_of

logger = logging.getLogger(__name__)

router = APIRouter()

LONGEST_ID: Final = 64
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "No token or key, or one that is not accepted.",
        404: "There is no such code, or no page listens under this session.",
        413: "The command, or its text, is too long.",
        422: "A field is missing, misspelt or out of range.",
        429: "Too many in a minute; try again.",
        503: "What the servers share cannot be reached; try again.",
    }.items()
}


@router.post(
    "/v1/sessions/redeem",
    responses=_ERRORS,
    dependencies=[HOST_TOKEN],
    summary="Bind a page's session by its one-time code",
)
async def redeem(body: RedeemRequest, request: Request) -> BoundSession:
    """The page asked for a code and gave it to its host; the host gets the session's id and key for it, once.

    Where the server asks for tokens, `Authorization: Bearer` carries one with the scope `host`.
    """
    service = service_of(request)
    peer = await caller(request, service, "host")
    names = peer.names or counted(request).names
    try:
        await service.site.charge("redemptions", names)
    except RateError as error:
        raise ProblemError(ErrorCode.RATE_LIMITED, str(error), retryable=True) from None
    try:
        bound = await service.site.bindings.redeem(body.code)
    except HubError as error:
        await service.site.rates.give_back("redemptions", names)  # nobody has guessed
        raise _unavailable(error) from None
    if bound is None:
        raise ProblemError(ErrorCode.CODE_INVALID, "there is no such code: mistyped, used before, or too old")
    await service.site.rates.give_back("redemptions", names)
    try:
        await service.site.bindings.tell(bound[0], CodeRedeemed().model_dump_json())
    except HubError as error:
        # The code is used up: without its key the host would have to ask for another.
        logger.error("the page of session %s was not told of its host: %s", bound[0], error)
    return BoundSession(session_id=bound[0], key=bound[1])


@router.post(
    "/v1/sessions/{session_id}/commands",
    status_code=202,
    responses=_ERRORS,
    dependencies=[SESSION_KEY],
    summary="Have a page do something",
)
async def command(session_id: str, body: RelayedCommand, request: Request) -> CommandAnswer:
    """One of the page's commands, as `getMessage` takes them, with the session's key in `Authorization: Bearer`.

    The answer tells that a server has the page on the line and has sent it the command; what the page makes of it, it
    tells itself.
    """
    service = service_of(request)
    check_origin(request, service)
    _check_text(body, service)
    key = bearer(request)
    if key is None:
        raise ProblemError(ErrorCode.TOKEN_MISSING, "a command carries the session's key in Authorization: Bearer")
    await charge(service, Peer(address_of(request.scope.get("client"))), "commands")
    bindings = service.site.bindings
    try:
        if len(session_id) > LONGEST_ID or not await bindings.holds(session_id, key):
            text = "no host with this key has bound such a session; redeem a new code"
            raise ProblemError(ErrorCode.UNKNOWN_SESSION, text)
        await service.site.charge("commands", (f"session:{session_id}",))
        if not await bindings.tell(session_id, HostCommand(command=body).model_dump_json()):
            text = "the page is away; it may come again"
            raise ProblemError(ErrorCode.UNKNOWN_SESSION, text, retryable=True)
    except RateError as error:
        raise ProblemError(ErrorCode.RATE_LIMITED, str(error), retryable=True) from None
    except HubError as error:
        raise _unavailable(error) from None
    return CommandAnswer()


def _check_text(body: RelayedCommand, service: Service) -> None:
    text = getattr(body, "text", "")
    most = service.describe.limits.text_chars
    if len(text) > most:
        raise ProblemError(ErrorCode.TEXT_TOO_LONG, f"text has {len(text)} characters, {most} are allowed")


def _unavailable(error: HubError) -> ProblemError:
    return ProblemError(ErrorCode.RELAY_UNAVAILABLE, str(error), retryable=True)
