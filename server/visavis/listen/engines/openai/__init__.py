"""Transcription behind an OpenAI-compatible address."""

from visavis.listen.engines.openai.recogniser import OpenAIRecogniser

__all__ = ["OpenAIRecogniser"]
