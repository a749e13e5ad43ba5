"""A live server that converses by a scripted voice, without warm-up and fillers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine


@contextmanager
def serving(**settings: Any) -> Iterator[LiveServer]:
    """Runs until the block ends."""
    with live_server({"scripted": ScriptedEngine()}, **{"warm_up": False, "filler_s": 0, **settings}) as running:
        yield running
