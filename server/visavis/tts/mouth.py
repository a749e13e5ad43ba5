"""From an engine's timing to track rows: through cues and articulation, or straight from native blendshapes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

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
from visavis.tts.row_sources import RowSources

Rows = NDArray[np.uint8]


class Mouth:
    """Takes phones and native rows as they come and gives the track's rows as they become final.

    Phones wait until somebody wants the rows near them, so that the first chunk of a long sentence does not pay for
    the articulation of all of it, and until their sound has come, because a loud vowel opens the mouth wider.

    In ``arkit52`` an engine's own rows are the mouth wherever there are some; phones move it elsewhere: in other
    sentences, and in the same one beyond its last row. Without phones the last row is held. Other spaces know phones
    alone.
    """

    def __init__(self, sample_rate_hz: int, space: ChannelSpace, language: str, style: Style = NEUTRAL_STYLE) -> None:
        self.channels = len(CHANNELS[space])
        self._rate = sample_rate_hz
        self._space = space
        self._loudness = LoudnessMeter(sample_rate_hz)
        self._builder = CueBuilder(sample_rate_hz, language, loudness=self._loudness.gain)
        self._articulator = Articulator(space, fps=TRACK_FPS, style=style)
        self._sources = RowSources(self.channels)
        self._native: NativeTrack | None = None
        """The current sentence's own rows."""
        self._phones_here = False
        """The current sentence has phones."""
        self._waiting: deque[Phone] = deque()
        self._first_sample = 0
        self._told_until = 0
        """Where the last phone ends, in samples of the utterance."""
        self._done: list[Rows] = []
        self._cues: list[Cue] = []

    def begin_sentence(self, first_sample: int) -> None:
        """The timing that follows counts from here. Phones told beyond it are of sound that never came."""
        while self._waiting and self._waiting[-1].onset_samples >= first_sample:
            self._waiting.pop()
        if self._waiting and self._waiting[-1].end_samples > first_sample:
            self._waiting[-1] = replace(self._waiting[-1], end_samples=first_sample)
        self._told_until = min(self._told_until, first_sample)
        self._hold_until(first_sample)
        self._native = None
        self._phones_here = False
        self._first_sample = first_sample

    def add(self, pcm: bytes, phones: Sequence[Phone], blendshapes: Rows | None) -> None:
        """Sound of the current sentence, and timing in samples from its start."""
        self._loudness.push(pcm)
        base = self._first_sample
        if base == 0:  # most utterances are one sentence
            self._waiting.extend(phones)
        else:
            self._waiting.extend(
                Phone(phone.ipa, phone.onset_samples + base, phone.end_samples + base, phone.stress, phone.tone)
                for phone in phones
            )
        if phones:
            self._phones_here = True
            self._told_until = max(self._told_until, base + phones[-1].end_samples)
        if blendshapes is not None and self._space == "arkit52":
            self._push_native(blendshapes)

    def rows_before(self, sample: int) -> Rows:
        """Rows that are final now that everything which begins before ``sample`` may be looked at."""
        near: list[Phone] = []
        while self._waiting and self._waiting[0].onset_samples < sample and self._is_heard(self._waiting[0]):
            near.append(self._waiting.popleft())
        if near:
            cues = self._builder.push(near)
            if cues:
                self._cues.extend(cues)
                self._sources.articulated(self._articulator.push(cues))
        return self._take()

    def finish(self, total_samples: int) -> Rows:
        """All remaining rows of an utterance with so much audio."""
        self._hold_until(total_samples)
        cues = [*self._builder.push(self._waiting), *self._builder.finish()]
        self._waiting.clear()
        self._cues.extend(cues)
        if self._told_until or self._native is None:
            # An engine whose phones run on after its audio is no reason to fail; the surplus rows are not sent.
            duration_ms = max(total_samples * 1000 / self._rate, self._articulator.frames * 1000 / TRACK_FPS)
            self._sources.articulated(self._articulator.finish(duration_ms, cues))
        return self._take()

    def take_cues(self) -> tuple[Cue, ...]:
        """Cues that became known since the last call."""
        cues = tuple(self._cues)
        self._cues.clear()
        return cues

    def _is_heard(self, phone: Phone) -> bool:
        return not phone.ipa or self._loudness.has_heard(phone.onset_samples, phone.end_samples)

    def _push_native(self, rows: Rows) -> None:
        if self._native is None:
            self._native = NativeTrack(self._rate, self.channels, self._first_sample)
        self._native.push(rows)
        if self._told_until and not self._phones_here:
            # The phones before end in silence as far as is known of the rows; nothing else makes their rows final.
            end = self._native.end_frame * self._rate // TRACK_FPS
            begin = max(self._told_until, self._first_sample)
            if end > begin:
                self._waiting.append(Phone("", begin, end))
                self._told_until = end

    def _hold_until(self, sample: int) -> None:
        """The current sentence ends here. Its last native row is held unless phones go on after it."""
        if self._native is None:
            return
        if self._told_until * TRACK_FPS <= self._native.end_frame * self._rate:
            self._native.hold(-(-sample * TRACK_FPS // self._rate))
        self._done.append(self._sources.take(self._native))

    def _take(self) -> Rows:
        blocks = [block for block in (*self._done, self._sources.take(self._native)) if len(block)]
        self._done.clear()
        if not blocks:
            return np.zeros((0, self.channels), dtype=np.uint8)
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
