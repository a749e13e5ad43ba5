"""Tool calls that come in fragments, put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from visavis.dialogue.model.contract import ToolCall

if TYPE_CHECKING:
    from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

MOST_CALLS: Final = 16
MOST_CHARS: Final = 16_000
"""Of one call's arguments; the rest is left out, and then they are no JSON."""


@dataclass(slots=True)
class _Fragments:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)
    length: int = 0


class ToolCallFragments:
    """A call is known by its index. Services that send calls whole may give all of them the index 0."""

    def __init__(self) -> None:
        self._calls: list[tuple[int, _Fragments]] = []

    def add(self, deltas: Iterable[ChoiceDeltaToolCall]) -> None:
        """The fragments of one chunk."""
        for delta in deltas:
            call = self._call(delta.index or 0, delta.id or "")
            if call is None:
                continue
            call.id = call.id or (delta.id or "")
            function = delta.function
            if function is None:
                continue
            call.name = call.name or (function.name or "")
            piece = (function.arguments or "")[: MOST_CHARS - call.length]
            call.arguments.append(piece)
            call.length += len(piece)

    def take(self) -> list[ToolCall]:
        """All of them, complete: the model has finished."""
        calls = [
            ToolCall(call.id or f"call_{number}", call.name, "".join(call.arguments))
            for number, (_, call) in enumerate(self._calls)
        ]
        self._calls.clear()
        return calls

    def _call(self, index: int, call_id: str) -> _Fragments | None:
        for known_index, call in reversed(self._calls):
            if known_index == index and call_id in {"", call.id}:
                return call
        if len(self._calls) >= MOST_CALLS:
            return None
        call = _Fragments(call_id)
        self._calls.append((index, call))
        return call
