"""Conversations that the next connection may go on with, over a hub: any worker of the site can take them up."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Final

from visavis.hub.hub import Hub

logger = logging.getLogger(__name__)

KEPT_S: Final = 30 * 60.0
"""A conversation is forgotten so long after its last turn."""
TAKEN_UP_S: Final = 2 * 3600.0
"""Longer than any connection stays open that is broken."""
MOST_CHARS: Final = 60_000
"""Of one conversation; the oldest turns are left out of what is kept."""

Said = tuple[str, str, bool]
"""Who spoke, what was heard of it, and whether it was cut short."""


class Conversations:
    """What was said, by session. Nothing of it outlives :data:`KEPT_S`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def keep(self, session_id: str, turns: Sequence[Said], summary: str, connection: str = "") -> bool:
        """Keep what was said, oldest first, in place of what was kept before; not if another connection than this has
        taken the conversation up, of which it tells. Raises ``HubError``."""
        if not await self.has(session_id, connection):
            return False
        kept: list[Said] = []
        room = MOST_CHARS - len(summary)
        for turn in reversed(turns):
            room -= len(turn[1])
            if room < 0:
                break
            kept.append(turn)
        content = json.dumps({"turns": kept[::-1], "summary": summary}, ensure_ascii=False)
        await self._hub.put(f"talk:{session_id}", content, KEPT_S)
        return True

    async def has(self, session_id: str, connection: str) -> bool:
        """Whether the conversation is still this connection's. Raises ``HubError``."""
        return await self._hub.get(f"talker:{session_id}") in {None, connection}

    async def take_up(self, session_id: str, connection: str) -> None:
        """This connection goes on with it. One before, which may be broken without our knowing, keeps nothing any more:
        it does not know what is said now. Raises ``HubError``."""
        await self._hub.put(f"talker:{session_id}", connection, TAKEN_UP_S)

    async def kept(self, session_id: str) -> tuple[list[Said], str]:
        """As it was kept; empty for nothing, and for what nobody of ours has kept. Raises ``HubError``."""
        content = await self._hub.get(f"talk:{session_id}")
        if content is None:
            return [], ""
        try:
            read = json.loads(content)
            return [(str(who), str(text), bool(cut)) for who, text, cut in read["turns"]], str(read["summary"])
        except (ValueError, TypeError, KeyError, RecursionError):
            # The error's own text would quote the conversation.
            logger.error("the conversation of session %s is no longer readable", session_id)
            return [], ""
