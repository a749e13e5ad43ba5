"""Everything that is heard in training, made once and kept in a folder: one file a voice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from visavis.speech.recogniser.spectrum import FRAMES_PER_SECOND
from viseme_training.espeak_source import espeak
from viseme_training.festival_source import festival, festival_has
from viseme_training.festival_voices import LANGUAGES
from viseme_training.flite_source import flite
from viseme_training.labelled import Labelled, labelled
from viseme_training.texts import chinese, english
from viseme_training.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Share:
    """A voice, and how many minutes of it are made."""

    name: str
    """``engine:voice`` or ``engine:voice/language``."""
    minutes: float
    weight: float = 1.0
    """How often it is heard in training."""
    held_out: bool = False
    """Heard in no training: what is chosen is chosen by it."""


SHARES: Final = (
    Share("flite:slt", 25, weight=2.5),
    Share("flite:awb", 25, weight=2.5),
    Share("flite:rms", 25, weight=2.5),
    Share("flite:kal16", 15, weight=1.2),
    Share("flite:kal", 5, weight=0.3),
    Share("festival:kal_diphone", 10, weight=0.5),
    Share("festival:cmu_us_slt_arctic_hts", 10),
    *(Share(f"festival:{voice}", 10) for voice in LANGUAGES),
    Share("espeak:en/en", 6, weight=0.4),
    Share("espeak:en-male/en", 6, weight=0.4),
    Share("espeak:zh/zh", 20, weight=2.0),
    Share("espeak:zh-male/zh", 20, weight=2.0),
    Share("festival:ked_diphone", 8, held_out=True),
    Share("espeak:yue/yue", 4, held_out=True),
)
"""Much of the voices that were made from people's sentences, less of those that join diphones or are made of formulas;
espeak-ng is the only one that speaks Chinese."""


def gather(folder: Path, share: Share, say: Callable[[str], None]) -> Path:
    """The file of one voice; it is made if it is not there."""
    path = folder / f"{share.name.replace(':', '-').replace('/', '-')}.npz"
    if path.is_file():
        return path
    draw = random.Random(share.name)
    wanted = share.minutes * 60 * FRAMES_PER_SECOND
    made: list[Labelled] = []
    frames = 0
    for utterance in _speech(share.name):
        made.append(labelled(utterance, draw))
        frames += len(made[-1].visemes)
        if frames >= wanted:
            break
    say(f"{share.name}: {frames / FRAMES_PER_SECOND / 60:.1f} minutes in {len(made)} utterances")
    np.savez(
        path,
        frames=np.concatenate([item.frames for item in made]),
        visemes=np.concatenate([item.visemes for item in made]),
        lengths=np.array([len(item.visemes) for item in made]),
    )
    return path


def is_there(share: Share) -> bool:
    """Whether the voice can be had here."""
    engine, _, voice = share.name.partition(":")
    return engine != "festival" or festival_has(voice)


def _speech(name: str) -> Iterator[Utterance]:
    engine, _, voice = name.partition(":")
    seed = sum(name.encode())
    if engine == "flite":
        return flite(voice, english(seed))
    if engine == "festival":
        return festival(voice, seed)
    voice, _, language = voice.partition("/")
    return _espeak(f"espeak:{voice}", language, seed)


def _espeak(voice: str, language: str, seed: int) -> Iterator[Utterance]:
    texts = english(seed) if language == "en" else chinese(seed)

    async def some() -> list[Utterance]:
        return [item async for item in espeak(voice, language, (next(texts) for _ in range(40)))]

    return chain.from_iterable(iter(lambda: asyncio.run(some()), None))
