"""Session tokens: JSON Web Tokens (RFC 7519), signed with HMAC-SHA-256 by the operator or the site's own backend.

A token says who (``sub``), where it comes from (``iss``), whom it is for (``aud``), from when to when (``iat``,
``exp``), and what it is good for (``scope``). One algorithm is accepted and named by us, never by the token (RFC 8725).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import jwt

from visavis.access.keys import KeyRing
from visavis.protocol.errors import ErrorCode

ALGORITHM: Final = "HS256"
Scope = Literal["page", "host"]
"""``page``: sessions and speech, for a visitor's browser. ``host``: the relay too, for a backend."""
SCOPES: Final[tuple[Scope, ...]] = ("page", "host")
CLOCK_S: Final = 10.0
"""Clocks of two machines may be so far apart."""
LONGEST_SUBJECT: Final = 128


class TokenError(Exception):
    """A token that is not accepted. ``code`` is for machines; the text quotes nothing of the token."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pass:
    """What a good token says."""

    subject: str
    scope: Scope
    ends_at: float
    """Unix time in seconds."""
    once: str | None = None
    """Id of a token that is good for one session."""


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What every token must say of where it comes from, whom it is for, and how long it lives at most."""

    issuer: str = "visavis"
    audience: str = "visavis"
    longest_s: float = 3600.0


def issue(
    keys: KeyRing, rules: TokenRules, subject: str, *, lasts_s: float, scope: Scope = "page", once: bool = False
) -> str:
    """A token that begins now."""
    kid, secret = keys.signing
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": rules.issuer,
        "aud": rules.audience,
        "sub": subject,
        "iat": now,
        "exp": now + int(lasts_s),
        "jti": secrets.token_urlsafe(12),
        "scope": scope,
    }
    if once:
        claims["once"] = True
    return jwt.encode(claims, secret, ALGORITHM, headers={"kid": kid})


class Verifier:
    """Reads tokens. ``keys`` gives the ring as it is now, so that a rotation needs no new start."""

    def __init__(self, keys: Callable[[], KeyRing], rules: TokenRules) -> None:
        self._keys = keys
        self._rules = rules

    def read(self, token: str, scope: Scope = "page") -> Pass:
        """What a token says, if it is good for ``scope``. Raises :class:`TokenError`."""
        claims = self._claims(token)
        subject, lasts_s = claims["sub"], claims["exp"] - claims["iat"]
        if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
            raise _invalid(f"its subject (sub) has 1 to {LONGEST_SUBJECT} printable characters")
        if lasts_s > self._rules.longest_s:
            raise _invalid(f"it lives longer than {self._rules.longest_s:g} s; see VISAVIS_TOKEN_MAX_S")
        granted = claims.get("scope", "page")
        if granted not in SCOPES:
            raise _invalid("its scope is neither page nor host")
        if scope == "host" and granted != "host":
            raise _invalid("its scope is page; this needs a token for hosts")
        once = claims.get("once") is True
        if once and not isinstance(claims.get("jti"), str):
            raise _invalid("it is good for one session, so it needs an id (jti)")
        return Pass(subject, granted, float(claims["exp"]), claims["jti"] if once else None)

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            secret = self._keys().secrets.get(kid) if isinstance(kid, str) else None
            if secret is None:
                raise _invalid("no key has the id that it names (kid)")
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                issuer=self._rules.issuer,
                audience=self._rules.audience,
                leeway=CLOCK_S,
                options={"require": ["iss", "aud", "sub", "iat", "exp"], "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise TokenError(ErrorCode.TOKEN_EXPIRED, "the token's time is over; get a fresh one") from None
        except jwt.InvalidTokenError as error:
            raise _invalid(_REASONS.get(type(error), "it is malformed")) from None
        if not isinstance(claims["exp"], int | float) or not isinstance(claims["iat"], int | float):
            raise _invalid("its times (iat, exp) are numbers")
        return claims


_REASONS: Final[dict[type[Exception], str]] = {
    jwt.InvalidSignatureError: "its signature is wrong",
    jwt.InvalidAlgorithmError: f"it is signed with {ALGORITHM} alone",
    jwt.InvalidIssuerError: "it comes from another issuer; see VISAVIS_TOKEN_ISSUER",
    jwt.InvalidAudienceError: "it is for another audience; see VISAVIS_TOKEN_AUDIENCE",
    jwt.ImmatureSignatureError: "its time has not begun",
    jwt.MissingRequiredClaimError: "it needs iss, aud, sub, iat and exp",
}


def _invalid(why: str) -> TokenError:
    return TokenError(ErrorCode.TOKEN_INVALID, f"the token is not accepted: {why}")
