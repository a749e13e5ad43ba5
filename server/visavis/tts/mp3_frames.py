"""The frames of an MP3 stream, found without decoding them. Source: ISO/IEC 11172-3 and 13818-3, layer III."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_RATES_HZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBPS: Final = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HEADER_BYTES: Final = 4
DECODER_DELAY_SAMPLES: Final = 529
USUAL_ENCODER_DELAY_SAMPLES: Final = 576


@dataclass(frozen=True, slots=True)
class Mp3Frame:
    """One frame: its bytes and what its header says."""

    data: bytes
    rate_hz: int
    samples: int
    side_end: int
    """Where the side information ends, in bytes from the frame's start."""
    side_bytes: int

    @property
    def unheard(self) -> bytes:
        """The frame with blank side information: it decodes to silence, and later frames find their bits in it.

        Only what says how far back its own bits begin stays: the decoder keeps its count by it.
        """
        back = 2 if self.samples == 1152 else 1
        side = bytearray(self.data[self.side_end - self.side_bytes : self.side_end])
        side[back - 1] &= 0x80 if back == 2 else 0xFF
        side[back:] = bytes(self.side_bytes - back)
        return self.data[: self.side_end - self.side_bytes] + bytes(side) + self.data[self.side_end :]

    @property
    def delay_samples(self) -> int | None:
        """The encoder's delay, where this frame is no sound but the encoder's note; None for a frame of sound."""
        if self.data[self.side_end : self.side_end + 4] not in {b"Xing", b"Info"}:
            return None
        note = self.data.find(b"LAME", self.side_end)
        at = (note if note >= 0 else self.data.find(b"Lavc", self.side_end)) + 21
        if at < 21 or at + 3 > len(self.data):
            return USUAL_ENCODER_DELAY_SAMPLES
        return int.from_bytes(self.data[at : at + 3], "big") >> 12


def take_frame(data: bytes | bytearray) -> tuple[Mp3Frame | None, int]:
    """The first whole frame and how many bytes of ``data`` are done with; None while more bytes are needed.

    What is no frame, such as an ID3 tag or a damaged stretch, is passed over.
    """
    at = 0
    while at + HEADER_BYTES <= len(data):
        if data[at : at + 3] == b"ID3":
            if at + 10 > len(data):
                return None, at
            size = int.from_bytes(bytes(data[at + 6 : at + 10]), "big")
            at += 10 + ((size & 0x7F) | (size >> 1 & 0x3F80) | (size >> 2 & 0x1FC000) | (size >> 3 & 0xFE00000))
            continue
        frame = _frame_at(data, at)
        if frame is None:
            at += 1
            continue
        length = len(frame.data)
        return (frame, at + length) if at + length <= len(data) else (None, at)
    return None, min(at, len(data))


def _frame_at(data: bytes | bytearray, at: int) -> Mp3Frame | None:
    """The frame that begins here, as far as it has come; its ``data`` always has its whole length."""
    header = int.from_bytes(data[at : at + HEADER_BYTES], "big")
    version, layer, rate, kbps = header >> 19 & 3, header >> 17 & 3, header >> 10 & 3, header >> 12 & 15
    if header >> 21 != 0x7FF or version == 1 or layer != 1 or rate == 3 or kbps in {0, 15}:
        return None
    first, mono = version == 3, header >> 6 & 3 == 3
    rate_hz = _RATES_HZ[version][rate]
    length = (144 if first else 72) * _KBPS[first][kbps] * 1000 // rate_hz + (header >> 9 & 1)
    side = (17 if mono else 32) if first else (9 if mono else 17)
    start = HEADER_BYTES + (0 if header >> 16 & 1 else 2)
    body = bytes(data[at : at + length]).ljust(length, b"\0")
    return Mp3Frame(body, rate_hz, 1152 if first else 576, start + side, side)
