"""Kokoro's model, loaded, with all its voices: symbols and a style to sound, and lengths where the model tells them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from visavis.speech.text import Sentence
from visavis.tts.engines.kokoro.reader import read_part
from visavis.tts.engines.kokoro.spelling import HEARD, numbers
from visavis.tts.engines.kokoro.styles import read_style
from visavis.tts.local_voices.engine import PartSound
from visavis.tts.local_voices.model import Model, Stop, pcm_of, require
from visavis.tts.local_voices.parts import SpokenPart
from visavis.tts.local_voices.phones import phones_of
from visavis.tts.local_voices.symbols import TimedSymbol, edges_of, words_of

RATE_HZ: Final = 24_000
_MOST_SYMBOLS: Final = 510
_PAD: Final = 0
_IDS: Final = ("input_ids", "tokens")
"""What exports call the symbols."""


class KokoroModel:
    """One ``.onnx``."""

    def __init__(self, path: Path, threads: int) -> None:
        """Raises :class:`VoiceFileError` for a file that is no Kokoro model."""
        self._model = Model(path, threads)
        inputs, outputs = self._model.inputs, self._model.outputs
        self._ids = next((name for name in _IDS if name in inputs), _IDS[0])
        require(path, tuple(inputs), (self._ids, "style", "speed"), "Kokoro model (or its .onnx.json is not beside it)")
        self._lengths = next((place for place, name in enumerate(outputs) if "dur" in name.lower()), None)
        self._sound = next((place for place in range(len(outputs)) if place != self._lengths), 0)
        self._whole_speed = "int" in inputs["speed"]
        self._style = lru_cache(64)(read_style)

    @property
    def timed(self) -> bool:
        """It tells how long each symbol is."""
        return self._lengths is not None

    def say(self, part: SpokenPart, sentence: Sentence, styles: Path, name: str, rate: float, stop: Stop) -> PartSound:
        """As :meth:`~visavis.tts.local_voices.engine.LocalVoice.say`, by the style ``name`` of a file."""
        british = name.startswith("b")
        symbols = read_part(part, british=british)[:_MOST_SYMBOLS]
        if not symbols:
            return PartSound(np.zeros(0, np.int16))
        table = numbers()
        ids = [_PAD, *(table[symbol] for symbol, _ in symbols), _PAD]
        rows = self._style(styles, name)
        inputs = {
            self._ids: [ids],
            "style": rows[None, min(len(symbols), len(rows)) - 1],
            "speed": [max(1, round(rate)) if self._whole_speed else rate],
        }
        outputs = self._model.run(inputs, stop)
        samples = pcm_of(outputs[self._sound], self._model.path)
        if self._lengths is None:
            return PartSound(samples)
        edges = edges_of(outputs[self._lengths], len(ids), len(samples), self._model.path)
        told = [TimedSymbol("", 0, edges[1], symbols[0][1])]
        for place, (symbol, index) in enumerate(symbols, 1):
            told.append(TimedSymbol(symbol, edges[place], edges[place + 1], index))
        told.append(TimedSymbol("", edges[-2], len(samples), symbols[-1][1]))
        return PartSound(
            samples,
            phones_of(told, sentence.tokens, RATE_HZ, renamed=HEARD),
            words_of(told, [index for index, _ in part.tokens]),
        )


class KokoroSpeaker:
    """One voice of one file of styles."""

    def __init__(self, model: KokoroModel, styles: Path) -> None:
        self._model = model
        self._styles = styles

    def say(self, part: SpokenPart, sentence: Sentence, speaker: str, rate: float, stop: Stop) -> PartSound:
        """As :meth:`~visavis.tts.local_voices.engine.LocalVoice.say`."""
        return self._model.say(part, sentence, self._styles, speaker, rate, stop)
