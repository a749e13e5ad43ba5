"""The whole bench: material, methods, results."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from visavis.bench.lipsync.espeak_material import MANNERS, espeak_recordings
from visavis.bench.lipsync.flite import Flite
from visavis.bench.lipsync.flite_material import flite_recordings
from visavis.bench.lipsync.methods import ADAPTED, METHODS, Bench, Item, prepare
from visavis.bench.lipsync.recording import Recording
from visavis.bench.lipsync.results import Result, summarise
from visavis.bench.lipsync.score import Tally
from visavis.bench.lipsync.sentences import sentences
from visavis.speech.frontend import TextError
from visavis.tts.aligner import Aligner
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.voice_directory import VoiceDirectory

FLITE_VOICES: Final = ("slt", "rms", "kal16")
ADAPT_S: Final = 45.0
"""A voice is heard for about this long before ``hmm`` is scored."""
QUICK_SENTENCES: Final = 22
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Recordings of one speaker: those that the aligner hears first, and those that are scored."""

    speaker: str
    heard: Sequence[Item]
    """For ``hmm``."""
    known: Sequence[Item]
    """For ``known``; it hears what is scored too, without labels."""
    scored: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run."""

    methods: Sequence[str] = tuple(METHODS)
    flite_voices: Sequence[str] = FLITE_VOICES
    with_espeak: bool = True
    sentences: int | None = None
    """So many of each language; None for all."""


async def run_built(plan: Plan, say: Say) -> list[Result]:
    """Build the reference voices and run every method on each. Raises ``FliteError`` and ``EngineError``."""
    engine = EspeakEngine()
    await engine.start()
    try:
        return await _run(_built(plan, engine, say), engine, plan.methods, say)
    finally:
        await engine.close()


async def run_recordings(recordings: Sequence[Recording], methods: Sequence[str], say: Say) -> list[Result]:
    """Run every method on recordings of any speakers.

    The adapted methods hear the first or all recordings of a speaker before they are scored on them: they learn without
    labels.
    """
    engine = EspeakEngine()
    await engine.start()
    try:
        return await _run(_found(recordings, say), engine, methods, say)
    finally:
        await engine.close()


async def _run(groups: AsyncIterator[Group], engine: EspeakEngine, methods: Sequence[str], say: Say) -> list[Result]:
    results: list[Result] = []
    totals = {method: Tally() for method in methods}
    with tempfile.TemporaryDirectory(prefix="visavis-bench-") as folder:
        aligner = Aligner(engine=engine, data_dir=Path(folder))
        await aligner.start()
        try:
            bench = Bench(engine, await VoiceDirectory.open({engine.name: engine}), aligner)
            async for group in groups:
                for method in methods:
                    begun = time.perf_counter()
                    voice = f"{method}:{group.speaker}"
                    if method in ADAPTED:
                        heard = group.heard if method == "hmm" else group.known
                        spent_s = await bench.adapt(heard, voice)
                        heard_s = sum(item.recording.duration_ms for item in heard) / 1000
                        say(f"  heard {heard_s:.0f} s of {group.speaker} in {spent_s:.1f} s")
                    tally = await bench.score(method, group.scored, voice=voice)
                    results.append(summarise(group.speaker, method, tally))
                    totals[method] += tally
                    say(f"  {METHODS[method]}: {time.perf_counter() - begun:.1f} s")
                    if "failed" in tally.methods:
                        say(f"  {tally.methods['failed']} recordings could not be aligned")
        finally:
            await aligner.close()
    if len({result.set for result in results}) > 1:
        results += [summarise("all", method, totals[method]) for method in methods]
    return results


async def _built(plan: Plan, engine: EspeakEngine, say: Say) -> AsyncIterator[Group]:
    if plan.flite_voices:
        say("loading Flite …")
        flite = Flite()
        for voice in plan.flite_voices:
            say(f"flite:{voice} …")
            yield _divided(list(flite_recordings(flite, voice, _texts("en", plan))))
    for manner in MANNERS if plan.with_espeak else ():
        say(f"{manner.voice} …")
        texts = _texts(manner.language, plan)
        yield _divided([recording async for recording in espeak_recordings(engine, manner, texts)])


def _texts(language: str, plan: Plan) -> Sequence[str]:
    return sentences(language)[: plan.sentences]


def _divided(recordings: Sequence[Recording]) -> Group:
    items = [prepare(recording) for recording in recordings]
    count = min(_beginning(items), len(items) - 1)
    return Group(recordings[0].speaker, items[:count], items, items[count:])


def _beginning(items: Sequence[Item]) -> int:
    """How many recordings it takes to have heard enough; all where there is less."""
    heard_ms = 0.0
    for count, item in enumerate(items):
        if heard_ms >= ADAPT_S * 1000:
            return count
        heard_ms += item.recording.duration_ms
    return len(items)


async def _found(recordings: Iterable[Recording], say: Say) -> AsyncIterator[Group]:
    speakers: dict[str, list[Item]] = {}
    for recording in recordings:
        try:
            speakers.setdefault(recording.speaker, []).append(prepare(recording, recorded=True))
        except TextError as error:
            say(f"{recording.name} left out: {error}")
    for speaker, items in speakers.items():
        say(f"{speaker} …")
        yield Group(speaker, items[: _beginning(items)], items, items)
