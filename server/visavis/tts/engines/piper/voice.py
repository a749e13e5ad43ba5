"""A Piper voice that is loaded: text to symbols by piper-tts, symbols to sound and lengths by its model."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from visavis.speech.text import Sentence
from visavis.tts.engines.piper.line import Symbol, espeak_line, pinyin_line
from visavis.tts.engines.piper.voice_file import PiperFile, graph_of
from visavis.tts.local_voices.engine import PartSound
from visavis.tts.local_voices.model import Model, Stop, VoiceFileError, pcm_of, require
from visavis.tts.local_voices.parts import SpokenPart
from visavis.tts.local_voices.phones import phones_of
from visavis.tts.local_voices.symbols import TimedSymbol, edges_of, words_of

_REMEMBERED: Final = 8192
_PAD, _BEGIN, _END = "_", "^", "$"


class PiperSpeaker:
    """One file, with all its speakers."""

    def __init__(self, file: PiperFile, threads: int) -> None:
        """Raises :class:`VoiceFileError`."""
        from piper import PiperVoice
        from piper.config import PhonemeType

        self._file = file
        self._config = file.config
        self._model = Model(file.path, threads, data=_with_lengths(file))
        if file.speakers:
            require(file.path, tuple(self._model.inputs), ("sid",), "voice of several speakers")
        self._by_pinyin = file.config.phoneme_type == PhonemeType.PINYIN
        self._mandarin = file.config.espeak_voice.partition("-")[0] in {"cmn", "zh"}
        # Only for its symbols: it cannot be stopped in mid-sentence, and logs what it says.
        self._reader = PiperVoice(session=None, config=file.config)
        self._symbols_of_word = lru_cache(_REMEMBERED)(self._symbols)

    def say(self, part: SpokenPart, sentence: Sentence, speaker: str, rate: float, stop: Stop) -> PartSound:
        """As :meth:`~visavis.tts.local_voices.engine.LocalVoice.say`."""
        symbols = (
            pinyin_line(part)
            if self._by_pinyin
            else espeak_line(part, self._symbols, self._symbols_of_word, mandarin=self._mandarin)
        )
        known = [symbol for symbol in symbols if symbol.text in self._config.phoneme_id_map]
        if not known:
            return PartSound(np.zeros(0, np.int16))
        ids, ends = self._ids(known)
        outputs = self._model.run(self._inputs(ids, speaker, rate), stop)
        samples = pcm_of(outputs[0], self._file.path)
        if not self._file.timed:
            return PartSound(samples)
        edges = edges_of(outputs[1], len(ids), len(samples), self._file.path)
        told = [TimedSymbol("", 0, edges[ends[0]], known[0].token_index)]
        for symbol, first, last in zip(known, ends, ends[1:], strict=False):
            told.append(TimedSymbol(symbol.heard, edges[first], edges[last], symbol.token_index))
        told.append(TimedSymbol("", edges[ends[-1]], len(samples), known[-1].token_index))
        return PartSound(
            samples,
            phones_of(told, sentence.tokens, self._config.sample_rate),
            words_of(told, [index for index, _ in part.tokens]),
        )

    def _symbols(self, text: str) -> tuple[str, ...]:
        try:
            lines = self._reader.phonemize(text)
        except Exception as error:  # espeak and the readers of other scripts each raise their own
            beside = Path(f"{self._file.path}.json")
            raise VoiceFileError(f"{beside}: a text cannot be read by {self._how} ({type(error).__name__})") from None
        symbols: list[str] = []
        for line in lines:
            symbols += [" ", *line] if symbols else line
        return tuple(symbols)

    @property
    def _how(self) -> str:
        kind = self._config.phoneme_type.value
        return f"espeak's {self._config.espeak_voice!r}" if kind == "espeak" else f"phoneme_type {kind!r}"

    def _ids(self, symbols: list[Symbol]) -> tuple[list[int], list[int]]:
        """What the model is given, and where in it the beginning mark and each symbol ends, its blank included."""
        table = self._config.phoneme_id_map
        ids = [*table[_BEGIN], *([] if self._by_pinyin else table[_PAD])]
        ends = [len(ids)]
        for symbol in symbols:
            ids += table[symbol.text]
            if symbol.padded:
                ids += table[_PAD]
            ends.append(len(ids))
        return [*ids, *table[_END]], ends

    def _inputs(self, ids: list[int], speaker: str, rate: float) -> dict[str, Any]:
        config = self._config
        inputs: dict[str, Any] = {
            "input": [ids],
            "input_lengths": [len(ids)],
            "scales": [config.noise_scale, config.length_scale / rate, config.noise_w_scale],
        }
        if "sid" in self._model.inputs:
            inputs["sid"] = [config.speaker_id_map.get(speaker, config.default_speaker_id)]
        return inputs


def _with_lengths(file: PiperFile) -> bytes | None:
    """The model with the lengths as an output, where the file has them only inside."""
    if not file.timed:
        return None
    from piper.patch_voice_with_alignment import add_alignment_output

    model = graph_of(file.path)
    if len(model.graph.output) > 1:
        return None
    try:
        add_alignment_output(model)
    except ValueError as error:
        raise VoiceFileError(f"{file.path}: its lengths cannot be told: {error}") from None
    made: bytes = model.SerializeToString()
    return made
