"""From an engine's timing to track rows: through cues and articulation, or straight from native blendshapes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.speech.articulation import Articulator
from visavis.speech.cue_builder import CueBuilder
from visavis.speech.cues import Cue, Phone
from visavis.speech.loudness import LoudnessMeter
from visavis.speech.styles import NEUTRAL_STYLE, Style
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.native_track import NativeTrack

Rows = NDArray[np.uint8]


class Mouth:
    """Takes phones or native rows as they come and gives the track's rows as they become final.

    Phones wait until somebody wants the rows near them, so that the first chunk of a long sentence does not pay for
    the articulation of all of it, and until their sound has come, because a loud vowel opens the mouth wider. The first
    timing that comes decides whether the track is native.
    """

    def __init__(self, sample_rate_hz: int, space: ChannelSpace, language: str, style: Style = NEUTRAL_STYLE) -> None:
        self.channels = len(CHANNELS[space])
        self._rate = sample_rate_hz
        self._space = space
        self._loudness = LoudnessMeter(sample_rate_hz)
        self._builder = CueBuilder(sample_rate_hz, language, loudness=self._loudness.gain)
        self._articulator = Articulator(space, fps=TRACK_FPS, style=style)
        self._native: NativeTrack | None = None
        self._decided = False
        self._waiting: deque[Phone] = deque()
        self._first_sample = 0
        self._done: list[Rows] = []
        self._cues: list[Cue] = []

    def begin_sentence(self, first_sample: int) -> None:
        """The timing that follows counts from here."""
        self._first_sample = first_sample
        if self._native is not None:
            self._done.append(self._native.begin_sentence(first_sample))

    def add(self, pcm: bytes, phones: Sequence[Phone], blendshapes: Rows | None) -> None:
        """Sound of the current sentence, and timing in samples from its start."""
        if not self._decided and (phones or blendshapes is not None):
            self._decided = True
            if blendshapes is not None and self._space == "arkit52":
                self._native = NativeTrack(self._rate, self.channels)
                self._native.begin_sentence(self._first_sample)
        if self._native is None:
            self._loudness.push(pcm)
        if self._native is not None and blendshapes is not None:
            self._done.append(self._native.push(blendshapes))
        base = self._first_sample
        if base == 0:  # most utterances are one sentence
            self._waiting.extend(phones)
            return
        for phone in phones:
            self._waiting.append(
                Phone(phone.ipa, phone.onset_samples + base, phone.end_samples + base, phone.stress, phone.tone)
            )

    def rows_before(self, sample: int) -> Rows:
        """Rows that are final now that everything which begins before ``sample`` may be looked at."""
        near: list[Phone] = []
        while self._waiting and self._waiting[0].onset_samples < sample and self._is_heard(self._waiting[0]):
            near.append(self._waiting.popleft())
        if near:
            self._articulate(self._builder.push(near))
        return self._take()

    def finish(self, total_samples: int) -> Rows:
        """All remaining rows of an utterance with so much audio."""
        cues = [*self._builder.push(self._waiting), *self._builder.finish()]
        self._waiting.clear()
        self._cues.extend(cues)
        if self._native is not None:
            self._done.append(self._native.finish(total_samples))
        else:
            # An engine whose phones run on after its audio is no reason to fail; the surplus rows are not sent.
            duration_ms = max(total_samples * 1000 / self._rate, self._articulator.frames * 1000 / TRACK_FPS)
            self._done.append(self._articulator.finish(duration_ms, cues))
        return self._take()

    def take_cues(self) -> tuple[Cue, ...]:
        """Cues that became known since the last call."""
        cues = tuple(self._cues)
        self._cues.clear()
        return cues

    def _is_heard(self, phone: Phone) -> bool:
        return not phone.ipa or self._loudness.has_heard(phone.onset_samples, phone.end_samples)

    def _articulate(self, cues: list[Cue]) -> None:
        if not cues:
            return
        self._cues.extend(cues)
        if self._native is None:
            self._done.append(self._articulator.push(cues))

    def _take(self) -> Rows:
        blocks = [block for block in self._done if len(block)]
        self._done.clear()
        if not blocks:
            return np.zeros((0, self.channels), dtype=np.uint8)
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
