"""The embedded voice: espeak-ng in worker processes of its own, needing no network, no key and no download.

The engine and its pool live in the process of the server, ``worker``, ``assembler`` and ``library`` in the workers.
A worker imports nothing but the standard library, which is why the engine class is loaded on demand here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visavis.tts.engines.espeak.engine import EspeakEngine

__all__ = ["EspeakEngine"]


def __getattr__(name: str) -> object:
    if name == "EspeakEngine":
        from visavis.tts.engines.espeak.engine import EspeakEngine

        return EspeakEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
