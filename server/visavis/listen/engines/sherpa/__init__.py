"""Models of sherpa-onnx on this machine."""

from visavis.listen.engines.sherpa.recogniser import SherpaRecogniser

__all__ = ["SherpaRecogniser"]
