"""Every installed engine, ready to speak: local ones as they are, those of services on a local stand-in.

An engine's own tests and the contract test over all of them use the same fixtures. Each lives in a module of its own,
``tests/fakes/<engine>_fixture.py``, which defines ``FIXTURE``; it is found by that name.
"""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from visavis.tts.engine import Engine


@dataclass(frozen=True)
class StandIn:
    """An engine that is started, and what the contract test asks of the service behind it."""

    engine: Engine
    """Started. The fixture closes it."""
    active: Callable[[], int] | None = None
    """How many requests the stand-in is answering now; None for a local engine."""
    heard: Callable[[], list[str]] | None = None
    """What the stand-in was asked to say, as it came over the wire (plain text or SSML); None for a local engine."""
    hold: Callable[[], None] | None = None
    """From now on the stand-in sends the first sound of an answer, then nothing until the client leaves."""
    fail: Callable[[int], None] | None = None
    """From now on the stand-in answers with this HTTP status (401, 429 with ``Retry-After: 7``, 500)."""


@dataclass(frozen=True)
class Fixture:
    """How the contract test gets one engine."""

    open: Callable[[], AbstractAsyncContextManager[StandIn]]
    """Starts the stand-in and the engine; both are gone at the end of the block."""
    voice_en: str
    """Whole name of a voice that reads English."""
    voice_zh: str | None = None
    """Whole name of a voice that reads Chinese, if there is one."""
    escapes: bool = True
    """What the stand-in hears of ``<``, ``&`` is escaped (SSML); False where the text travels as plain JSON."""
    silent: bool = False
    """Says no sound itself (the browser's own voice)."""


def fixture_of(name: str) -> Fixture | None:
    """The fixture of the engine called ``name``; None when nobody has written one."""
    path = Path(__file__).parent / f"{name}_fixture.py"
    if not path.exists():
        return None
    found: Fixture = importlib.import_module(f"fakes.{name}_fixture").FIXTURE
    return found


def local(make: Callable[[], Engine]) -> Callable[[], AbstractAsyncContextManager[StandIn]]:
    """``open`` of an engine that needs no service."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[StandIn]:
        engine = make()
        await engine.start()
        try:
            yield StandIn(engine)
        finally:
            await engine.close()

    return opened
