"""Tokens: what is accepted, and every way in which one can be false."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from visavis.access.keys import KeyRing
from visavis.access.tokens import TokenError, TokenRules, Verifier, issue
from visavis.protocol.errors import ErrorCode

pytestmark = pytest.mark.unit

OLD, NEW, STRANGE = b"o" * 32, b"n" * 32, b"x" * 32
RING = KeyRing({"new": NEW, "old": OLD})
RULES = TokenRules("shop.example", "avatar", 600)


def verifier(ring: KeyRing = RING) -> Verifier:
    return Verifier(lambda: ring, RULES)


def claims(**changed: Any) -> dict[str, Any]:
    now = time.time()
    given = {"iss": "shop.example", "aud": "avatar", "sub": "v17", "iat": now, "exp": now + 300, **changed}
    return {name: value for name, value in given.items() if value is not None}


def signed(secret: bytes = NEW, kid: str | None = "new", algorithm: str = "HS256", **changed: Any) -> str:
    return jwt.encode(claims(**changed), secret, algorithm, headers={} if kid is None else {"kid": kid})


def unsigned(**changed: Any) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': 'new'})}.{part(claims(**changed))}."


def test_what_is_issued_is_read() -> None:
    token = issue(RING, RULES, "v17", lasts_s=120, scope="host")
    told = verifier().read(token, "host")
    assert (told.subject, told.scope, told.once) == ("v17", "host", None)
    assert told.ends_at - time.time() == pytest.approx(120, abs=5)


def test_a_token_of_another_maker_needs_no_scope_and_no_id() -> None:
    told = verifier().read(signed())
    assert (told.subject, told.scope) == ("v17", "page")


def test_an_old_key_is_accepted_until_it_is_dropped() -> None:
    token = signed(OLD, "old")
    assert verifier().read(token).subject == "v17"
    with pytest.raises(TokenError) as caught:
        verifier(KeyRing({"new": NEW})).read(token)
    assert caught.value.code is ErrorCode.TOKEN_INVALID


def test_a_token_for_one_session_has_an_id() -> None:
    told = verifier().read(issue(RING, RULES, "v17", lasts_s=120, once=True))
    assert told.once
    with pytest.raises(TokenError, match="jti"):
        verifier().read(signed(once=True))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: "", "malformed"),
        (lambda: "a.b.c", "malformed"),
        (lambda: "x" * 4096, "malformed"),
        (lambda: signed(STRANGE), "signature"),
        (lambda: signed(OLD, "new"), "signature"),
        (lambda: signed(kid=None), "kid"),
        (lambda: signed(kid="../../etc/passwd"), "kid"),
        (unsigned, "HS256"),
        (lambda: signed(b"n" * 64, algorithm="HS512"), "HS256"),
        (lambda: signed(iss="evil.example"), "issuer"),
        (lambda: signed(iss=None), "iss"),
        (lambda: signed(aud="other"), "audience"),
        (lambda: signed(aud=["avatar", "other"]), "audience"),
        (lambda: signed(aud=None), "aud"),
        (lambda: signed(sub=None), "sub"),
        (lambda: signed(sub=""), "sub"),
        (lambda: signed(sub="a\nb"), "sub"),
        (lambda: signed(sub="x" * 129), "sub"),
        (lambda: signed(exp=None), "exp"),
        (lambda: signed(iat=None), "iat"),
        (lambda: signed(iat=time.time() + 120), "begun"),
        (lambda: signed(nbf=time.time() + 120), "begun"),
        (lambda: signed(exp=time.time() + 3600), "VISAVIS_TOKEN_MAX_S"),
        (lambda: signed(scope="admin"), "scope"),
        (lambda: signed(scope=["host"]), "scope"),
    ],
)
def test_a_false_token_is_refused_and_not_quoted(make: Callable[[], str], why: str) -> None:
    token = make()  # now, not when the tests are collected: it lives for minutes
    with pytest.raises(TokenError, match=why) as caught:
        verifier().read(token)
    assert caught.value.code is ErrorCode.TOKEN_INVALID
    assert not token or token not in str(caught.value)


def test_one_whose_time_is_over_has_a_code_of_its_own() -> None:
    with pytest.raises(TokenError) as caught:
        verifier().read(signed(iat=time.time() - 400, exp=time.time() - 60))
    assert caught.value.code is ErrorCode.TOKEN_EXPIRED


def test_a_page_is_no_host() -> None:
    with pytest.raises(TokenError, match="hosts"):
        verifier().read(signed(), "host")
