"""What an agent has sent of one turn and nobody has taken yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from visavis.protocol.agent import AgentAsked, AgentSay, AgentShow
from visavis.protocol.errors import ErrorCode
from visavis.session.conversation import MOST_SHOWN
from visavis.transport.agent_envelopes import Piece, SoundPiece
from visavis.tts.sound import Reservation

MOST_PIECES: Final = 2000
"""Pieces that wait while somebody else speaks."""
TOO_MUCH: Final = "too much waits to be said; try again in a while"
MOST_BLOCKS: Final = 500
"""Blocks of sound of one turn: each is an utterance, whatever is in it."""


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
    """Of all that was taken to be said, also as the text of sound."""
    blocks: int = 0
    shown: int = 0
    open_block: str | None = None
    """The block of sound of which something was taken, and whose end has not come."""
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

    def refusal(self, piece: Piece, most_characters: int) -> tuple[ErrorCode, str] | None:
        """Why no such piece is taken; None where it is."""
        begins = not isinstance(piece, SoundPiece) or piece.block != self.open_block
        text = piece.text if isinstance(piece, AgentSay | SoundPiece) and begins else ""
        if self.characters + len(text) > most_characters:
            return ErrorCode.TEXT_TOO_LONG, f"a turn has at most {most_characters} characters"
        if isinstance(piece, SoundPiece) and begins and self.blocks >= MOST_BLOCKS:
            return ErrorCode.QUEUE_FULL, f"a turn has at most {MOST_BLOCKS} blocks of sound; make them longer"
        if isinstance(piece, AgentShow) and self.shown >= MOST_SHOWN:
            return ErrorCode.QUEUE_FULL, f"a turn shows at most {MOST_SHOWN} times"
        if self.full:
            return ErrorCode.QUEUE_FULL, TOO_MUCH
        return None

    def put(self, arrived: Arrived, *, final: bool) -> None:
        """One more piece has come."""
        piece = arrived.piece
        if isinstance(piece, SoundPiece):
            if piece.block != self.open_block:
                self.blocks += 1
                self.characters += len(piece.text)
            self.open_block = None if piece.last else piece.block
        elif isinstance(piece, AgentSay):
            self.characters += len(piece.text)
        elif isinstance(piece, AgentShow):
            self.shown += 1
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
