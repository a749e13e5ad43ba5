"""pocketsphinx, with the English model that comes in its wheel."""

from visavis.listen.engines.pocketsphinx.recogniser import PocketsphinxRecogniser

__all__ = ["PocketsphinxRecogniser"]
