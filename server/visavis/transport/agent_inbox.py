"""What an agent has sent of one turn and nobody has taken yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from visavis.protocol.agent import AgentAsked
from visavis.transport.agent_envelopes import Piece
from visavis.tts.sound import Reservation

MOST_PIECES: Final = 2000
"""Pieces that wait while somebody else speaks."""


@dataclass(slots=True)
class Arrived:
    """A piece, and what its sound takes of a budget."""

    piece: Piece
    room: Reservation | None = None


@dataclass(slots=True)
class Inbox:
    """Of one turn. ``None`` in it says that its agent is gone."""

    asked: AgentAsked | None = None
    """What was asked; None where the agent speaks unasked."""
    characters: int = 0
    anything: bool = False
    """Something has come."""
    complete: bool = False
    """All has come."""
    started: bool = False
    """Somebody takes what comes."""
    _items: asyncio.Queue[Arrived | None] = field(default_factory=asyncio.Queue)

    @property
    def full(self) -> bool:
        """Whether no more is taken for now."""
        return self._items.qsize() >= MOST_PIECES

    def put(self, arrived: Arrived, *, final: bool) -> None:
        """One more piece has come."""
        self.anything = True
        self.complete = final
        self._items.put_nowait(arrived)

    def gone(self) -> None:
        """Nothing more will come."""
        self._items.put_nowait(None)

    async def take(self, within_s: float) -> Arrived | None:
        """The next piece; None when its agent is gone. Raises ``TimeoutError``."""
        async with asyncio.timeout(within_s):
            return await self._items.get()

    def close(self) -> None:
        """Nobody takes the rest."""
        while not self._items.empty():
            arrived = self._items.get_nowait()
            if arrived is not None and arrived.room is not None:
                arrived.room.release()
