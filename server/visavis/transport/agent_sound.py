"""Sound of an agent's own voice on its way in: block after block, gathered to pieces that are worth a message each."""

from __future__ import annotations

from typing import Final

from visavis.protocol.agent import AgentAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.protocol.framing import FrameError, decode_frame
from visavis.transport.agent_envelopes import SoundPiece

PIECE_S: Final = 0.2
"""Frames of less are gathered: agents send every 20 ms, and each message costs its way through the hub."""


class SoundError(ValueError):
    """What came is no part of a block that was announced, or too much. Where the block that is awaited is given up for
    it, ``ending`` is what ends it."""

    def __init__(self, code: ErrorCode, message: str, ending: SoundPiece | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.ending = ending


class AgentSound:
    """Of one agent. ``longest_s`` is the length of a block at most."""

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self._block: AgentAudio | None = None
        self._unwanted: str | None = None
        self._received = 0
        self._waiting = bytearray()

    def turn_down(self, block: str) -> None:
        """Its frames may follow all the same; they are passed over."""
        self._unwanted = block

    def begin(self, block: AgentAudio) -> SoundPiece | None:
        """Its frames follow. A block of another turn that has not come to its end is given up, since whoever was
        interrupted stops in the middle of one; returns what ends it. Raises :class:`SoundError`."""
        if self._block is not None and self._block.turn == block.turn:
            text = f"block {self._block.id!r} has not come to its end; send one after the other"
            self.turn_down(block.id)
            raise SoundError(ErrorCode.AUDIO_INVALID, text)
        ending = self.give_up()
        self._block, self._received = block, 0
        return ending

    def frame(self, data: bytes) -> SoundPiece | None:
        """More of it; a piece as soon as there is enough. Raises :class:`SoundError`."""
        try:
            header, payload = decode_frame(data)
        except FrameError as error:
            raise SoundError(ErrorCode.BINARY_UNEXPECTED, f"no audio frame: {error}") from None
        if not isinstance(header, AudioHeader) or header.codec != "pcm":
            raise SoundError(ErrorCode.BINARY_UNEXPECTED, "frames to the server are audio of codec pcm")
        block = self._block
        if block is None or header.id != block.id:
            if header.id == self._unwanted:
                return None
            raise SoundError(ErrorCode.BINARY_UNEXPECTED, f"audio of {header.id!r}, which no audio has announced")
        if header.first_sample != self._received:
            text = f"sample {header.first_sample} of the block does not follow: {self._received} have come"
            raise SoundError(ErrorCode.AUDIO_INVALID, text, self.give_up())
        self._received += header.samples
        if self._received > self._longest_s * block.sample_rate_hz:
            text = f"a block of sound has at most {self._longest_s:g} s"
            raise SoundError(ErrorCode.AUDIO_TOO_LONG, text, self.give_up())
        if header.final and not self._received:
            raise SoundError(ErrorCode.AUDIO_INVALID, f"block {block.id!r} holds no sound", self.give_up())
        self._waiting += payload
        if not header.final and len(self._waiting) < 2 * PIECE_S * block.sample_rate_hz:
            return None
        return self._piece(block, last=header.final)

    def give_up(self) -> SoundPiece | None:
        """No more is taken of the block that is awaited: what has come of it ends here."""
        block = self._block
        if block is None:
            return None
        self.turn_down(block.id)
        return self._piece(block, last=True)

    def _piece(self, block: AgentAudio, *, last: bool) -> SoundPiece:
        pcm = bytes(self._waiting)
        self._waiting.clear()
        if last:
            self._block = None
        return SoundPiece(
            turn=block.turn,
            block=block.id,
            sample_rate_hz=block.sample_rate_hz,
            # Where there is no letter, as in "…" or a laughing face, the text says nothing of the sound.
            text=block.text if any(letter.isalnum() for letter in block.text) else "",
            language=block.language,
            emotion=block.emotion,
            pcm=pcm,
            last=last,
            final=block.final and last,
        )
