"""Performs an utterance: engine, cues and articulation put together, as chunks that are ready to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

from visavis.protocol.channels import ChannelSpace
from visavis.speech.frontend import Analysis
from visavis.speech.styles import NEUTRAL_STYLE, Style
from visavis.tts.aligning import PATIENCE_S, Aligning, SentenceAligner
from visavis.tts.assembly import Arrival, Assembly
from visavis.tts.chunk import ChunkSchedule, UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.delivery import Delivery
from visavis.tts.engine import Engine, Prosody, Timing, Voice
from visavis.tts.evening.evening import Evening
from visavis.tts.fallback import Part
from visavis.tts.resilience import Resilience
from visavis.tts.synthesis import SentenceLine

DEFAULT_SCHEDULE = ChunkSchedule()
ASSEMBLY_MS_PER_SECOND = 0.12
"""What cutting a chunk costs for each second in it."""


async def perform(
    analysis: Analysis,
    voice: Voice,
    engine: Engine,
    prosody: Prosody,
    space: ChannelSpace,
    *,
    compute: Compute,
    schedule: ChunkSchedule = DEFAULT_SCHEDULE,
    slack_s: float = 0.0,
    aligner: SentenceAligner | None = None,
    patience_s: float = PATIENCE_S,
    style: Style = NEUTRAL_STYLE,
    resilience: Resilience | None = None,
    evening: Evening | None = None,
) -> AsyncGenerator[UtteranceChunk, None]:
    """Yield the utterance chunk by chunk; the last one is ``final``.

    The chunks' audio is what the engine gave, and ``evening`` makes of it; their rows are exactly
    ``ceil(duration × 60)`` frames.
    Chunks are made when they are asked for, but the engine runs up to one sentence ahead. Closing the generator stops
    the engine at once. ``slack_s`` is how long the listener still has something else to hear. ``resilience`` tells how
    long the engine is waited for, and what happens when it fails. An engine whose timing moves no mouth gets its phones
    from ``aligner``; ``patience_s`` is how long a listener who hears nothing waits for that. ``style`` is how widely
    the mouth moves. Raises :class:`~visavis.tts.engine.EngineError`.
    """

    def aligning_of(part: Part) -> Aligning | None:
        timing = timing_of(part.engine, part.voice)
        if not needs_alignment(timing):
            return None
        return Aligning(
            aligner,
            compute,
            part.voice.name,
            analysis.language,
            part.voice.sample_rate_hz,
            patience_s,
            viseme_map=part.voice.viseme_map if Timing.VISEMES in timing else "",
            native=Timing.BLENDSHAPES in timing and space == "arkit52",
        )

    sound = None if evening is None else evening.utterance()
    delivery = Delivery(Part(engine, voice), prosody, compute, resilience or Resilience(), aligning_of, sound)
    sentences = list(analysis.sentences)
    line = SentenceLine(delivery, sentences, slack_s=slack_s)
    assembly = Assembly(sentences, voice.sample_rate_hz, space, analysis.language, style)
    gathering = _Gathering(line, voice.sample_rate_hz, schedule, slack_s)
    try:
        index = 0
        while True:
            want = schedule.seconds(index)
            in_time = await gathering.gather(want)
            seconds = want if in_time else gathering.pending_seconds
            chunk = await compute.run_brief(
                seconds * ASSEMBLY_MS_PER_SECOND,
                assembly.chunk,
                gathering.take(),
                want_samples=round(want * voice.sample_rate_hz),
                lookahead_samples=round(schedule.lookahead_seconds * voice.sample_rate_hz),
                complete=gathering.complete,
                hurry=not in_time,
            )
            if chunk is None:
                gathering.starved = True
                continue
            if delivery.makeshift:
                chunk = replace(chunk, makeshift=True)
            gathering.delivered(chunk.samples)
            index += 1
            yield chunk
            if chunk.final:
                return
    finally:
        await line.close()


def timing_of(engine: Engine, voice: Voice) -> frozenset[Timing]:
    """What the pieces of this voice carry."""
    return engine.capabilities.timing if voice.timing is None else voice.timing


def needs_alignment(timing: frozenset[Timing]) -> bool:
    """Whether what is told of the timing moves no mouth by itself, or must be compared with the sound first."""
    return Timing.PHONES not in timing


class _Gathering:
    """Decides how long to wait for more pieces before a chunk is cut."""

    def __init__(self, line: SentenceLine, sample_rate_hz: int, schedule: ChunkSchedule, slack_s: float) -> None:
        self.complete = False
        self.starved = False
        """The last cut gave nothing although there was audio: its track is not final, so more must come first."""
        self._line = line
        self._rate = sample_rate_hz
        self._schedule = schedule
        self._arrivals: list[Arrival] = []
        self._sentence = 0
        self._pending = 0
        self._delivered = 0
        self._clock = asyncio.get_running_loop().time
        self._begins = self._clock() + slack_s
        """When the listener begins to hear this utterance."""

    @property
    def pending_seconds(self) -> float:
        """Audio that has come and is in no chunk yet."""
        return self._pending / self._rate

    def take(self) -> list[Arrival]:
        arrivals, self._arrivals = self._arrivals, []
        return arrivals

    def delivered(self, samples: int) -> None:
        self._pending -= samples
        self._delivered += samples
        if self._delivered == samples:
            self._begins = max(self._begins, self._clock())

    async def gather(self, want_seconds: float) -> bool:
        """Collect about so much audio and the look-ahead. False when the listener would run dry before."""
        smallest = round(min(want_seconds, self._schedule.smallest_seconds) * self._rate)
        enough = round((want_seconds + self._schedule.lookahead_seconds) * self._rate)
        starved, self.starved = self.starved, False
        while not self.complete and (self._pending < enough or starved):
            synthesis = self._line.current
            if synthesis is None:
                self.complete = True
                break
            piece = synthesis.take()
            if piece is not None:
                self._arrivals.append(Arrival(self._sentence, piece))
                self._pending += len(piece.pcm) // 2
                starved = False
                continue
            if synthesis.done:
                if synthesis.error is not None:
                    raise synthesis.error
                self._arrivals.append(Arrival(self._sentence, None))
                self._sentence += 1
                starved = False
                self.complete = self._line.advance() is None
                continue
            patience = self._patience() if self._pending >= smallest else None
            if not await synthesis.wait(patience):
                return False
        return True

    def _patience(self) -> float:
        """Seconds until the listener, who hears what was delivered, has only the margin left."""
        left = self._begins + self._delivered / self._rate - self._clock() - self._schedule.margin_seconds
        return max(left, 0.0 if self._delivered else self._schedule.first_wait_seconds)
