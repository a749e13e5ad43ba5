"""Kokoro."""

from visavis.tts.engines.kokoro.engine import KokoroEngine

__all__ = ["KokoroEngine"]
