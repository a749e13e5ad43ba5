"""Amazon Polly."""

from visavis.tts.engines.polly.engine import PollyEngine

__all__ = ["PollyEngine"]
