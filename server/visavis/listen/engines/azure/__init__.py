"""Azure Speech."""

from visavis.listen.engines.azure.recogniser import AzureRecogniser

__all__ = ["AzureRecogniser"]
