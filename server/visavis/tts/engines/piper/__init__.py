"""Piper."""

from visavis.tts.engines.piper.engine import PiperEngine

__all__ = ["PiperEngine"]
