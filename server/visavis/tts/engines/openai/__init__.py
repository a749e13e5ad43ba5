"""OpenAI-compatible speech services."""

from visavis.tts.engines.openai.engine import OpenAIEngine

__all__ = ["OpenAIEngine"]
