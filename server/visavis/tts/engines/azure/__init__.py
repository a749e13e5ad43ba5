"""Azure Speech."""

from visavis.tts.engines.azure.engine import AzureEngine

__all__ = ["AzureEngine"]
