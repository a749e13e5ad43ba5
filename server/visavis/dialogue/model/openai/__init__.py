"""Language models behind an OpenAI-compatible address."""

from visavis.dialogue.model.openai.model import OpenAIModel

__all__ = ["OpenAIModel"]
