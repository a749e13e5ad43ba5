"""Speech of a Piper voice that the user names, if any: neural, with the durations that the network chose."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from visavis.bench.lipsync.broad import broad_table
from visavis.bench.lipsync.recording import TimedPhone
from viseme_training.utterance import Utterance

_MARKS = frozenset("ˈˌːˑ")


def piper(model: Path, texts: Iterable[str]) -> Iterator[Utterance]:
    """What the voice says, each sentence at another pace and more or less lively."""
    from piper import PiperVoice
    from piper.config import SynthesisConfig

    draw = random.Random(model.stem)
    voice: Any = PiperVoice.load(str(model), include_alignments=True)
    for text in texts:
        manner = SynthesisConfig(
            length_scale=draw.uniform(0.75, 1.15),
            noise_scale=draw.uniform(0.5, 1.0),
            noise_w_scale=draw.uniform(0.6, 1.1),
        )
        samples: list[np.ndarray[Any, np.dtype[np.float32]]] = []
        phones: list[TimedPhone] = []
        at, rate_hz = 0, 22050
        for chunk in voice.synthesize(text, syn_config=manner, include_alignments=True):
            if not chunk.phoneme_alignments:
                break
            rate_hz = chunk.sample_rate
            phones += _phones(chunk.phoneme_alignments, at, 1000 / rate_hz)
            at += len(chunk.audio_float_array)
            samples.append(chunk.audio_float_array.astype(np.float32))
        else:
            if samples:
                yield Utterance(np.concatenate(samples), rate_hz, tuple(phones))


def _phones(alignments: Sequence[Any], at: int, ms: float) -> list[TimedPhone]:
    """Piper counts every character of IPA; those that are one sound together become one phone."""
    symbols = broad_table().symbols
    phones: list[TimedPhone] = []
    for item in alignments:
        end = at + item.num_samples
        name = item.phoneme
        joined = phones[-1].ipa + name if phones else ""
        if name in _MARKS and phones and phones[-1].ipa:
            phones[-1] = TimedPhone(phones[-1].ipa, phones[-1].onset_ms, end * ms)
        elif len(joined) == 2 and len(symbols.get(joined, ())) == 1 and phones[-1].ipa:
            phones[-1] = TimedPhone(joined, phones[-1].onset_ms, end * ms)
        else:
            phones.append(TimedPhone(name if name in symbols else "", at * ms, end * ms))
        at = end
    return phones
