"""Voices that the listener's own device makes heard, where somebody wants sound of them all the same."""

from __future__ import annotations

from visavis.tts.engine import EngineError, Voice


def require_sound(voice: Voice) -> None:
    """Raises :class:`EngineError` (``voice_unknown``) for a voice that makes no sound here."""
    if voice.sound:
        return
    instead = "only its track and its words can be had (JSON, CSV, VTT). Name another voice for sound"
    raise EngineError(f"{voice.name} is spoken by the page that shows the avatar; {instead}", code="voice_unknown")
