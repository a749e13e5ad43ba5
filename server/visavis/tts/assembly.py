"""Pieces of sentences in, chunks of the utterance out. Plain computation; runs off the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.quick_frames import encode_events
from visavis.speech.styles import NEUTRAL_STYLE, Style
from visavis.speech.text import Sentence
from visavis.tts.chunk import TRACK_FPS, UtteranceChunk
from visavis.tts.engine import EngineError, SpeechPiece
from visavis.tts.mouth import Mouth
from visavis.tts.timeline import Timeline

HOLD_SECONDS = 1.0
"""How much later audio may be there before audio goes without its track."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came from the engine: a piece of one sentence, or its end when ``piece`` is None."""

    sentence: int
    piece: SpeechPiece | None


class Assembly:
    """Shifts every sentence onto the utterance's sample count and cuts chunks that carry audio, track and events."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        sample_rate_hz: int,
        space: ChannelSpace,
        language: str,
        style: Style = NEUTRAL_STYLE,
    ) -> None:
        self._rate = sample_rate_hz
        self._timeline = Timeline(sentences, sample_rate_hz)
        self._mouth = Mouth(sample_rate_hz, space, language, style)
        self._sentence = -1
        self._sentence_start = 0
        self._pcm = bytearray()
        self._received = 0
        self._cut_samples = 0
        self._rows = np.zeros((0, self._mouth.channels), dtype=np.uint8)
        self._cut_frames = 0
        self._finished = False

    def chunk(
        self, arrivals: Sequence[Arrival], *, want_samples: int, lookahead_samples: int, complete: bool, hurry: bool
    ) -> UtteranceChunk | None:
        """Take in what has come and cut the next chunk of about ``want_samples``.

        ``complete`` says that nothing more will come. Audio whose track rows are not final is held back for a while,
        and None is returned when that leaves nothing. With ``hurry`` the listener is about to run dry: all audio goes,
        and the rows that are not final follow.
        """
        for arrival in arrivals:
            self._take_in(arrival)
        end = self._received if hurry else min(self._cut_samples + want_samples, self._received)
        # A remainder too short to deserve a message of its own rides along.
        if complete and self._received - end < want_samples // 4:
            end = self._received
        final = complete and end == self._received
        self._articulate(end + lookahead_samples, everything=final)
        frames = self._frames_before(end)
        if complete and self._cut_frames + len(self._rows) < frames:
            # No later timing will make these rows final, so they are.
            self._articulate(self._received, everything=True)
        ready = self._cut_frames + len(self._rows)
        # A sound that goes on and on has no rows before its end is known; its audio does not wait for ever.
        if ready < frames and not hurry and self._received - end < HOLD_SECONDS * self._rate:
            end = min(end, ready * self._rate // TRACK_FPS)
            if end <= self._cut_samples:
                return None
        return self._cut(end, min(self._frames_before(end), ready), final=final)

    def _take_in(self, arrival: Arrival) -> None:
        if arrival.sentence != self._sentence:
            self._sentence = arrival.sentence
            self._sentence_start = self._received
            self._timeline.begin_sentence(arrival.sentence, self._received)
            self._mouth.begin_sentence(self._received)
        piece = arrival.piece
        if piece is None:
            self._timeline.end_sentence()
            return
        if len(piece.pcm) % 2:
            raise EngineError(f"the engine gave {len(piece.pcm)} bytes of 16-bit audio, an odd number")
        self._pcm += piece.pcm
        self._received += len(piece.pcm) // 2
        self._timeline.add(arrival.sentence, self._sentence_start, piece.words, piece.marks)
        self._mouth.add(piece.pcm, piece.phones, piece.blendshapes)

    def _articulate(self, horizon_samples: int, *, everything: bool) -> None:
        if self._finished:
            return
        fresh = self._mouth.finish(self._received) if everything else self._mouth.rows_before(horizon_samples)
        self._rows = np.concatenate((self._rows, fresh)) if len(self._rows) else fresh
        if not everything:
            return
        self._finished = True
        # The track is exactly as long as the sound: a row for every frame that begins before its end.
        missing = self._frames_before(self._received) - self._cut_frames - len(self._rows)
        if missing > 0:
            last = self._rows[-1:] if len(self._rows) else np.zeros((1, self._mouth.channels), dtype=np.uint8)
            self._rows = np.concatenate((self._rows, np.repeat(last, missing, axis=0)))

    def _cut(self, end: int, end_frame: int, *, final: bool) -> UtteranceChunk:
        size = 2 * (end - self._cut_samples)
        with memoryview(self._pcm) as received:
            pcm = bytes(received[:size])
        frames = max(0, end_frame - self._cut_frames)
        words, sentences, marks = self._timeline.take(None if final else end)
        chunk = UtteranceChunk(
            sample_rate_hz=self._rate,
            first_sample=self._cut_samples,
            pcm=pcm,
            first_frame=self._cut_frames,
            frames=frames,
            channels=self._mouth.channels,
            rows=self._rows[:frames].tobytes(),
            words=words,
            sentences=sentences,
            marks=marks,
            events=encode_events(words, sentences, marks),
            cues=self._mouth.take_cues(),
            final=final,
        )
        del self._pcm[:size]
        self._rows = self._rows[frames:]
        self._cut_samples = end
        self._cut_frames += frames
        return chunk

    def _frames_before(self, sample: int) -> int:
        return -(-sample * TRACK_FPS // self._rate)
