"""Bytes that come cut anywhere, as whole 16-bit samples."""

from __future__ import annotations


class WholeSamples:
    """Keeps half a sample until its other half comes."""

    def __init__(self) -> None:
        self._half = b""
        self.received_samples = 0
        """Whole ones so far."""

    def take(self, data: bytes) -> bytes:
        """All whole samples that are there."""
        data = self._half + data
        size = len(data) & ~1
        self._half = data[size:]
        self.received_samples += size // 2
        return data[:size]
