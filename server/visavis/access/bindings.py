"""How a host comes to command a page: the page gets a one-time code, the host redeems it for the session's key.

Nothing of this stands in an address. What is kept are digests: who reads the shared store gets neither codes nor keys.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final

from visavis.hub.hub import Again, Heard, Hub

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what people take for one another: no 0 or O, no 1 or I."""
CODE_LETTERS: Final = 10
"""50 bits; with the limit on tries and the short life nobody guesses one."""
CODE_S: Final = 120.0
BOUND_S: Final = 2 * 3600.0
"""A binding is forgotten so long after its page has gone, or its host has last used it."""
_OF: Final = ":"
"""Between a session and the digest of the subject whose it is."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code, and the secret by which the page's next connection goes on with the session."""

    text: str
    resume: str


class Bindings:
    """Codes, keys and commands of sessions, over a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def new_code(self, session_id: str, resume: str | None = None, subject: str | None = None) -> Code:
        """A code for a session. The one before it is void, the secret for going on stays. Raises ``HubError``."""
        before = await self._hub.take(f"code-of:{session_id}")
        if before is not None:
            await self._hub.take(before)
        text = new_code_text()
        name = f"code:{digest(text)}"
        await self._hub.put(name, session_id, CODE_S)
        await self._hub.put(f"code-of:{session_id}", name, CODE_S)
        return Code(text, await self.new_resume(session_id, resume, subject))

    async def new_resume(self, session_id: str, resume: str | None = None, subject: str | None = None) -> str:
        """A secret by which the page's next connection goes on with the session, or the one that it has. With
        ``subject``, that of a token, it is of use to nobody else. Raises ``HubError``."""
        resume = resume or secrets.token_urlsafe(24)
        await self._hub.put(f"resume:{digest(resume)}", _held(session_id, subject), BOUND_S)
        return resume

    async def redeem(self, code: str) -> tuple[str, str] | None:
        """Session and key for a code, once; None for one that is not there. Whoever held the session before holds it
        no more. Raises ``HubError``."""
        session_id = await self._hub.take(f"code:{digest(plain_code(code))}")
        if session_id is None:
            return None
        key = secrets.token_urlsafe(32)
        await self._hub.put(f"bound:{session_id}", digest(key), BOUND_S)
        return session_id, key

    async def holds(self, session_id: str, key: str) -> bool:
        """Whether this key is the session's. Raises ``HubError``."""
        bound = await self._hub.get(f"bound:{session_id}")
        if bound is None or not hmac.compare_digest(bound, digest(key)):
            return False
        await self._hub.put(f"bound:{session_id}", bound, BOUND_S)
        return True

    async def resumed(self, resume: str, subject: str | None = None) -> str | None:
        """The session that a page goes on with, if it is this subject's or nobody's. Raises ``HubError``."""
        held = await self._held(resume)
        session_id, _, owner = (held or "").partition(_OF)
        if owner and (subject is None or not hmac.compare_digest(owner, digest(subject))):
            return None
        return session_id or None

    async def holder(self, session_id: str) -> str | None:
        """The digest of the session's key; None where no host has bound it, or that is forgotten. Raises
        ``HubError``."""
        return await self._hub.get(f"bound:{session_id}")

    async def restore(
        self, session_id: str, holder: str | None, resume: str | None, subject: str | None = None
    ) -> None:
        """What the hub has kept of a session may be lost: keep it again, where there is nothing newer. Raises
        ``HubError``."""
        if holder is not None:
            await self._hub.put(f"bound:{session_id}", holder, BOUND_S, new=True)
        if resume is not None:
            await self._hub.put(f"resume:{digest(resume)}", _held(session_id, subject), BOUND_S, new=True)

    async def keep(self, session_id: str, resume: str | None) -> None:
        """The page is still here. Raises ``HubError``."""
        bound = await self._hub.get(f"bound:{session_id}")
        if bound is not None:
            await self._hub.put(f"bound:{session_id}", bound, BOUND_S)
        if resume is not None:
            await self._held(resume)

    async def _held(self, resume: str) -> str | None:
        """What a secret stands for; it does so for a while longer."""
        name = f"resume:{digest(resume)}"
        held = await self._hub.get(name)
        if held is not None:
            await self._hub.put(name, held, BOUND_S)
        return held

    async def tell(self, session_id: str, message: str) -> bool:
        """Send a message of the wire to the page; returns whether one listens. Raises ``HubError``."""
        return await self._hub.publish(f"session:{session_id}", message) > 0

    def listen(self, session_id: str, heard: Heard, again: Again | None = None) -> AbstractAsyncContextManager[None]:
        """Hear what is sent to a session. Raises ``HubError``."""
        return self._hub.listen(f"session:{session_id}", heard, again)


def _held(session_id: str, subject: str | None) -> str:
    """What is kept under a secret."""
    return session_id if subject is None else f"{session_id}{_OF}{digest(subject)}"


def new_code_text() -> str:
    """A code that nobody has seen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))


def plain_code(code: str) -> str:
    """A code as people type it: in any case, with spaces or hyphens."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
