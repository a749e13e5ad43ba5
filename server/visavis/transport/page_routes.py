"""How pages of this server itself come to session tokens, where it asks for them: somebody with a key lets them in."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from visavis.access.pairing import INVITED_S, Pairing
from visavis.access.tokens import TokenError
from visavis.hub.hub import HubError
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import PageApproval, PageApproved, PageCode, PageToken, PageTokenRequest, Problem
from visavis.transport.caller import HOST_TOKEN, caller, charge, counted
from visavis.transport.here import is_page_here
from visavis.transport.origin import is_allowed
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service, service_of

router = APIRouter()

COOKIE: Final = "visavis_page"
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        403: "A page of another site asked.",
        404: "This server asks for no tokens, lets no pages in, or there is no such code.",
        429: "Too many in a minute; try again.",
        503: "What the servers share cannot be reached; try again.",
    }.items()
}


@router.post("/v1/pages/codes", responses=_ERRORS, summary="A code by which a page of this server is let in")
async def code(request: Request) -> PageCode:
    """The demo page or a kiosk asks for it and shows it; `visavis token pair` or `/v1/pages/approve` lets it in."""
    service = service_of(request)
    pairing = _pairing(request, service)
    asking = counted(request)
    await charge(service, asking, "codes")
    try:
        invited = await pairing.invite()
    except HubError as error:
        await service.site.rates.give_back("codes", asking.names)  # there is none
        raise _unavailable(error) from None
    return PageCode(code=invited.code, expires_in_s=INVITED_S, secret=invited.secret)


@router.post("/v1/pages/token", responses=_ERRORS, summary="A session token for a page of this server")
async def token(body: PageTokenRequest, request: Request, response: Response) -> PageToken:
    """A short one, as often as the page asks, once it was let in. A cookie, which no script can read, tells its browser
    from others; it goes to this site's own pages and to no others."""
    service = service_of(request)
    pairing = _pairing(request, service)
    await charge(service, counted(request), "page_tokens")
    name = _recalled(pairing, request)
    try:
        if name is None and body.secret is not None:
            name = await pairing.approved(body.secret)
    except HubError as error:
        raise _unavailable(error) from None
    response.headers["Cache-Control"] = "no-store"
    if name is None:
        return PageToken()
    response.set_cookie(
        COOKIE,
        pairing.remembrance(name),
        max_age=round(pairing.lasts_s),
        path=None,  # beside this address, wherever a proxy puts it
        secure=request.headers.get("origin", "").startswith("https:"),
        httponly=True,
        samesite="strict",
    )
    given, lasts_s = pairing.token(name)
    return PageToken(token=given, expires_in_s=lasts_s)


@router.post(
    "/v1/pages/approve",
    responses={401: {"model": Problem, "description": "No token for hosts."}, **_ERRORS},
    dependencies=[HOST_TOKEN],
    summary="Let a page of this server in",
)
async def approve(body: PageApproval, request: Request) -> PageApproved:
    """The page shows the code. `Authorization: Bearer` carries a token with the scope `host`. Look at the display:
    whoever sends you a code may be somebody else."""
    service = service_of(request)
    pairing = _pairing(request, service)
    peer = await caller(request, service, "host")
    if peer.told is None:
        raise ProblemError(ErrorCode.TOKEN_MISSING, "pages are let in by who shows a token with the scope host")
    guessing = counted(request)
    await charge(service, guessing, "redemptions")
    try:
        approved = await pairing.approve(body.code, body.name)
    except HubError as error:
        await service.site.rates.give_back("redemptions", guessing.names)  # nobody has guessed
        raise _unavailable(error) from None
    if not approved:
        raise ProblemError(ErrorCode.CODE_INVALID, "there is no such code: mistyped, used before, or too old")
    await service.site.rates.give_back("redemptions", guessing.names)
    return PageApproved()


def _pairing(request: Request, service: Service) -> Pairing:
    """The pairing, for a page of this very site. Raises :class:`ProblemError`."""
    origin = request.headers.get("origin")
    # Not the sites of VISAVIS_ALLOWED_ORIGINS: those have a backend, which gives them tokens of their own.
    here = is_page_here(request.scope, origin)
    if not is_allowed(origin, request.headers.get("host", ""), allowed=(), missing_allowed=True, from_here=here):
        raise ProblemError(ErrorCode.ORIGIN_REFUSED, f"pages of {origin} get their tokens from their own site")
    pairing = service.site.pairing
    if pairing is None or pairing.lasts_s <= 0:
        text = "this server asks for no tokens" if pairing is None else "this server lets no pages in"
        raise ProblemError(ErrorCode.CODE_INVALID, text)
    return pairing


def _recalled(pairing: Pairing, request: Request) -> str | None:
    shown = request.cookies.get(COOKIE)
    try:
        return None if shown is None else pairing.recall(shown)
    except TokenError:
        return None  # too old, or its key was dropped: the page is let in anew


def _unavailable(error: HubError) -> ProblemError:
    return ProblemError(ErrorCode.RELAY_UNAVAILABLE, str(error), retryable=True)
