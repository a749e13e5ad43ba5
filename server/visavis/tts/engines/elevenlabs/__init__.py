"""ElevenLabs."""

from visavis.tts.engines.elevenlabs.engine import ElevenLabsEngine

__all__ = ["ElevenLabsEngine"]
