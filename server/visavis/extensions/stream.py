"""What an extension gives piece by piece."""

from __future__ import annotations

from typing import Any


async def close_stream(stream: Any) -> None:
    """Stop the work behind an iterator. Contracts ask for an iterator alone; one that is no generator may have nothing
    that could be closed."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
