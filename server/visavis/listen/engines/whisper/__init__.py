"""Whisper on this machine, by faster-whisper."""

from visavis.listen.engines.whisper.recogniser import WhisperRecogniser

__all__ = ["WhisperRecogniser"]
