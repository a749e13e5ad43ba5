"""The embedded English voices: Flite as WebAssembly in threads of the server, needing no network, no key, no download.

``program`` is the module itself, ``script`` what it is asked to say, ``clause`` what is made of its answer.
"""

from visavis.tts.engines.flite.engine import FliteEngine

__all__ = ["FliteEngine"]
