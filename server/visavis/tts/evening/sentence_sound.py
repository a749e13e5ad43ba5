"""One sentence on its way from an engine to people's ears. Plain computation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from visavis.tts.engine import SpeechPiece
from visavis.tts.evening.edges import Edges
from visavis.tts.evening.lead import Lead
from visavis.tts.evening.limiter import Limiter
from visavis.tts.evening.meter import Level, Meter
from visavis.tts.evening.silence import Ear, Pauses
from visavis.tts.evening.tail import Tail
from visavis.tts.evening.voice_gain import VoiceGain

_FULL_SCALE = 32768.0

Sound = NDArray[np.float32]


class SentenceSound:
    """Takes the engine's pieces; gives pieces without idle silence, that begin and end at zero, at an even loudness.

    A few milliseconds of sound are held back; times and rows go on with the piece that they came with.
    """

    def __init__(self, sample_rate_hz: int, pauses: Pauses, gain: VoiceGain | None, *, listens: bool) -> None:
        """Without a ``gain`` the loudness stays. ``listens`` is for a voice whose loudness must be learnt."""
        ear = Ear(0.0 if gain is None else gain.db)
        self._lead = Lead(pauses.lead_ms, ear, sample_rate_hz)
        self._tail = None if pauses.tail_ms is None else Tail(pauses.tail_ms, ear, sample_rate_hz)
        self._loudness = None if gain is None else _Loudness(gain, sample_rate_hz, listens=listens)
        self._edges = Edges(sample_rate_hz)
        self._limiter = None if gain is None else Limiter(sample_rate_hz)
        self.begun = False
        """Something has been given on."""

    def push(self, piece: SpeechPiece) -> SpeechPiece | None:
        """The next piece, perhaps with less sound than came, or None."""
        led = self._lead.push(piece)
        if led is None:
            return None
        tailed = led if self._tail is None else self._tail.push(led)
        self.begun = True
        return replace(tailed, pcm=_pcm(self._evened(tailed.pcm)))

    def finish(self) -> SpeechPiece | None:
        """The rest, faded out if it does not end by itself."""
        piece = self._lead.finish() or (None if self._tail is None else self._tail.finish())
        sound = np.concatenate((self._evened(b"" if piece is None else piece.pcm), self._limited(self._edges.finish())))
        if self._limiter is not None:
            sound = np.concatenate((sound, self._limiter.finish()))
        if piece is None and not len(sound):
            return None
        return replace(piece or SpeechPiece(b""), pcm=_pcm(sound))

    def level(self) -> Level | None:
        """How loud the engine said it, where that is listened to."""
        return None if self._loudness is None else self._loudness.level()

    def _evened(self, pcm: bytes) -> Sound:
        sound = np.frombuffer(pcm, "<i2").astype(np.float32)
        sound *= np.float32(1 / _FULL_SCALE)
        if self._loudness is not None and len(sound):
            sound = self._loudness.applied(sound)
        return self._limited(self._edges.push(sound))

    def _limited(self, sound: Sound) -> Sound:
        return sound if self._limiter is None else self._limiter.push(sound)


class _Loudness:
    """Applies a voice's gain to one sentence, and follows it where the voice is listened to."""

    def __init__(self, gain: VoiceGain, sample_rate_hz: int, *, listens: bool) -> None:
        self._gain = gain
        self._rate = sample_rate_hz
        self._meter = Meter(sample_rate_hz) if listens else None
        self._db: float | None = None

    def level(self) -> Level | None:
        return None if self._meter is None else self._meter.level()

    def applied(self, sound: Sound) -> Sound:
        heard = None
        if self._meter is not None:
            self._meter.push(sound)
            heard = self._meter.level()
        start_db = self._gain.begin(heard) if self._db is None else self._db
        self._db = end_db = (
            start_db if self._meter is None else self._gain.move(start_db, heard, len(sound) / self._rate)
        )
        if start_db == end_db:
            if start_db:
                sound *= np.float32(10 ** (start_db / 20))
            return sound
        way = np.arange(1, len(sound) + 1) / len(sound)
        evened: Sound = sound * (10 ** ((start_db + (end_db - start_db) * way) / 20)).astype(np.float32)
        return evened


def _pcm(sound: Sound) -> bytes:
    whole = sound * np.float32(_FULL_SCALE)
    np.rint(whole, out=whole)
    np.clip(whole, -32768, 32767, out=whole)
    return whole.astype("<i2").tobytes()
