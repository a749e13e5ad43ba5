"""How a page of this server itself comes to tokens: it shows a one-time code, whoever holds a key lets it in, and the
browser is known again for some months.

As a television is signed in (RFC 8628): nothing is typed on a display that has no keyboard, and no secret stands in an
address. What is shared are digests; what a browser is known by is signed, so that nothing is kept for it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from visavis.access.bindings import digest, new_code_text, plain_code
from visavis.access.keys import KeyRing
from visavis.access.tokens import TokenRules, Verifier, issue
from visavis.hub.hub import Hub

INVITED_S: Final = 600.0
"""A code is good for so long, and what was approved waits so long for its page."""
TOKEN_S: Final = 600.0
"""Life of the tokens that a page is given; it comes again for the next."""
LONGEST_NAME: Final = 64
_DAY_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a page shows, and the secret by which it asks what became of it."""

    code: str
    secret: str


class Pairing:
    """Over a hub and the ring of keys as it is now. With ``days`` 0 nobody is let in."""

    def __init__(self, hub: Hub, keys: Callable[[], KeyRing], rules: TokenRules, days: float) -> None:
        self._hub = hub
        self._keys = keys
        self._rules = rules
        self.lasts_s = days * _DAY_S
        # Of an audience of its own: what a browser is known by opens no session, and a token is no such thing.
        self._known = replace(rules, audience=f"{rules.audience}/pages", longest_s=self.lasts_s)
        self._verifier = Verifier(keys, self._known)

    async def invite(self) -> Invitation:
        """A code for a page to show. Raises ``HubError``."""
        code, secret = new_code_text(), secrets.token_urlsafe(24)
        await self._hub.put(f"invited:{digest(code)}", digest(secret), INVITED_S)
        return Invitation(code, secret)

    async def approve(self, code: str, name: str) -> bool:
        """Let the page in that shows this code, under a name; once. Raises ``HubError``."""
        waiting = await self._hub.take(f"invited:{digest(plain_code(code))}")
        if waiting is None:
            return False
        await self._hub.put(f"approved:{waiting}", name, INVITED_S)
        return True

    async def approved(self, secret: str) -> str | None:
        """The name under which the page of this secret was let in, once; None as long as it was not. Raises
        ``HubError``."""
        return await self._hub.take(f"approved:{digest(secret)}")

    def remembrance(self, name: str) -> str:
        """What the page's browser shows from now on, anew with each visit."""
        return issue(self._keys(), self._known, name, lasts_s=self.lasts_s)

    def recall(self, remembrance: str) -> str:
        """The name of a browser that was let in before. Raises ``TokenError``."""
        return self._verifier.read(remembrance).subject

    def token(self, name: str) -> tuple[str, float]:
        """A token for a page of this name, under which limits count, and its life in seconds."""
        lasts_s = min(TOKEN_S, self._rules.longest_s)
        return issue(self._keys(), self._rules, f"page:{name}", lasts_s=lasts_s), lasts_s
