"""What the aligner's process does with a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from visavis.speech.alignment.align import align, align_words
from visavis.speech.alignment.features import ANALYSIS_HZ
from visavis.speech.alignment.first_path import Rendered
from visavis.speech.alignment.recording import align_parts
from visavis.speech.alignment.reference import Reference
from visavis.speech.alignment.result import Alignment
from visavis.speech.alignment.script import script_of
from visavis.speech.alignment.sound import Sound, listen
from visavis.speech.alignment.voice_model import Heard
from visavis.tts.alignment.jobs import Job, LearnJob, RecordingJob, SentenceJob
from visavis.tts.alignment.voice_memory import VoiceMemories, VoiceMemory

_SURE: Final = 0.25
"""Nothing is learnt from what is less certain to be what the text says."""
_SHORTEST_FRAMES: Final = 100
_ANYTHING_NEW: Final = 1.01


class Workshop:
    """Aligns, and learns from what it has aligned."""

    def __init__(self, data_dir: Path | None) -> None:
        self._voices = VoiceMemories(data_dir)

    def do(self, job: Job) -> Alignment | float:
        """The answer to a job."""
        if isinstance(job, SentenceJob):
            return self._sentence(job)
        if isinstance(job, RecordingJob):
            return self._recording(job)
        return self._learn(job)

    def spare_time(self) -> Iterator[None]:
        """Something useful to do between jobs, a step at a time; ends when there is nothing."""
        for _, memory in self._voices.present():
            if memory.due():
                yield from memory.learn()

    def _sentence(self, job: SentenceJob) -> Alignment:
        sound = listen(job.samples, job.sample_rate_hz)
        renderings = _renderings(job.references, sound)
        if not renderings or not sound.samples:
            return Alignment.silent(sound.samples)
        memory = self._memory_of(job.voice, job.sample_rate_hz)
        model = memory.model if memory else None
        if job.words:
            aligned = align_words(sound, renderings, job.words, model=model)
        else:
            aligned = align(sound, renderings, model=model)
        self._note(memory, aligned.alignment, [aligned.heard] if aligned.heard else [])
        return aligned.alignment

    def _recording(self, job: RecordingJob) -> Alignment:
        sound = listen(job.samples, job.sample_rate_hz)
        parts = [part for references in job.parts if (part := _renderings(references, sound))]
        if not parts or not sound.samples:
            return Alignment.silent(sound.samples)
        memory = self._memory_of(job.voice, job.sample_rate_hz)
        alignment, heard = align_parts(sound, parts, model=memory.model if memory else None)
        self._note(memory, alignment, heard)
        return alignment

    def _memory_of(self, voice: str | None, sample_rate_hz: int) -> VoiceMemory | None:
        """Through a telephone a voice sounds like another."""
        if not voice:
            return None
        return self._voices.of(voice if sample_rate_hz >= ANALYSIS_HZ else f"{voice}@{sample_rate_hz}")

    def _learn(self, job: LearnJob) -> float:
        wanted = job.voice
        memories = [
            memory
            for name, memory in self._voices.present()
            if wanted is None or name == wanted or name.startswith(f"{wanted}@")
        ]
        for memory in memories:
            if memory.due(job.at_least_s, again=_ANYTHING_NEW):
                for _ in memory.learn():
                    pass
        return sum(memory.heard_s for memory in memories)

    def _note(self, memory: VoiceMemory | None, alignment: Alignment, heard: Sequence[Heard]) -> None:
        if memory is not None and alignment.confidence >= _SURE:
            for one in heard:
                if len(one.path) >= _SHORTEST_FRAMES:
                    memory.note(one)


def _renderings(references: Sequence[Reference], sound: Sound) -> list[Rendered]:
    """Those that say something, heard as the recording is, once for every throat."""
    found = []
    for reference in references:
        script = script_of(reference)
        if script is None:
            continue
        for throat in reference.throats:
            rate_hz = round(reference.sample_rate_hz * throat)
            found.append(Rendered(listen(reference.samples, rate_hz, like=sound), script))
    return found
