"""The voices of Microsoft Edge's read-aloud, by the edge-tts package."""

from visavis.tts.engines.edge.engine import EdgeEngine

__all__ = ["EdgeEngine"]
