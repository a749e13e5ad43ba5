"""Which forms of sound a client is offered."""

from __future__ import annotations

from typing import Literal

from starlette.types import Scope

from visavis.protocol.codecs import Codec
from visavis.transport.here import is_here
from visavis.tts.opus_stream import opus_missing

CodecSetting = Literal["auto", "pcm", "opus"]


def offered_codecs(setting: CodecSetting, scope: Scope) -> tuple[Codec, ...]:
    """The forms for one connection, best first. ``auto`` spares a client on this machine, whose bytes cost nothing,
    the work, unless it will have nothing else."""
    if setting == "pcm" or opus_missing() is not None:
        return ("pcm",)
    return ("pcm", "opus") if setting == "auto" and is_here(scope) else ("opus", "pcm")
