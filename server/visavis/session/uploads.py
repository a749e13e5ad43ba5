"""Recordings on their way from the client: announced by a message, then frame after frame."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from visavis.protocol.client import SpeakAudio
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader
from visavis.session.refusal import RefusalError
from visavis.tts.sound import Reservation, Sound, SoundBudget

REMEMBERED = 64
"""Recordings that were turned down or dropped, whose frames may still be under way and are no mistakes."""


@dataclass(slots=True)
class _Upload:
    request: SpeakAudio
    room: Reservation
    pcm: bytearray = field(default_factory=bytearray)


class Uploads:
    """One recording at a time: the client sends one after the other, in the order in which they are to be said."""

    def __init__(self, budget: SoundBudget) -> None:
        self._budget = budget
        self._current: _Upload | None = None
        self._unwanted: deque[str] = deque(maxlen=REMEMBERED)

    @property
    def current(self) -> str | None:
        """Id of the recording of which frames are awaited."""
        return None if self._current is None else self._current.request.id

    def begin(self, request: SpeakAudio) -> None:
        """Await its frames. Raises :class:`RefusalError` when another one is under way or there is no room."""
        if self._current is not None:
            text = f"the recording {self.current!r} has not come to its end; send one after the other"
            raise RefusalError(ErrorCode.QUEUE_FULL, text, retryable=True, utterance_id=request.id)
        room = self._budget.reserve(2 * request.samples)
        if room is None:
            text = "the server holds as many recordings as it can; try again in a while"
            raise RefusalError(ErrorCode.QUEUE_FULL, text, retryable=True, utterance_id=request.id)
        self._current = _Upload(request, room)

    def turn_down(self, utterance_id: str) -> None:
        """Its frames may follow all the same; they are passed over."""
        self._unwanted.append(utterance_id)

    def add(self, header: AudioHeader, payload: memoryview) -> tuple[SpeakAudio, Sound] | None:
        """More of the current recording; all of it with its last frame. Raises :class:`RefusalError`."""
        upload = self._current
        if upload is None or header.id != upload.request.id:
            if header.id in self._unwanted:
                return None
            text = f"audio of {header.id!r}, which no speak_audio has announced"
            raise RefusalError(ErrorCode.BINARY_UNEXPECTED, text)
        received = len(upload.pcm) // 2
        announced = upload.request.samples
        if header.first_sample != received or received + header.samples > announced:
            text = (
                f"samples {header.first_sample} to {header.first_sample + header.samples} of the recording do not "
                f"follow: {received} of {announced} have come"
            )
        elif header.final and received + header.samples < announced:
            text = f"the recording ends after {received + header.samples} of {announced} samples"
        else:
            upload.pcm += payload
            if not header.final:
                return None
            self._current = None
            return upload.request, Sound(bytes(upload.pcm), upload.request.sample_rate_hz, upload.room)
        self.drop()
        raise RefusalError(ErrorCode.AUDIO_INVALID, text, utterance_id=header.id)

    def drop(self) -> str | None:
        """Forget the current recording; returns its id."""
        if self._current is None:
            return None
        dropped, room = self._current.request.id, self._current.room
        self._current = None
        room.release()
        self.turn_down(dropped)
        return dropped
