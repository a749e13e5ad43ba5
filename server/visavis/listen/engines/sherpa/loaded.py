"""Models of sherpa-onnx, each with the work on one utterance. All calls block, and are made in threads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Final

import numpy as np

from visavis.listen.engines.sherpa.model_files import Kind, ModelFiles
from visavis.listen.local_work import samples_of
from visavis.listen.recogniser import RATE_HZ, Heard

_TAIL_S: Final = 0.66
"""Silence after the last word, which a streaming model waits for. Source: sherpa-onnx's own examples."""


class Utterance(ABC):
    """One utterance at a model."""

    @abstractmethod
    def feed(self, pcm: bytes) -> Heard | None:
        """More sound; what is understood so far, where that is told."""

    @abstractmethod
    def finish(self) -> Heard | None:
        """No more sound comes: all of it; None where nothing was understood."""


class LoadedModel(ABC):
    """In memory; its utterances may be worked on in several threads."""

    @abstractmethod
    def begin(self) -> Utterance:
        """A new one."""


def load(files: ModelFiles, threads: int) -> LoadedModel:
    """Read the files, which takes seconds. Raises whatever the library raises."""
    return _Transducer(files, threads) if files.kind is Kind.TRANSDUCER else _SenseVoice(files, threads)


class _Transducer(LoadedModel):
    def __init__(self, files: ModelFiles, threads: int) -> None:
        from sherpa_onnx import OnlineRecognizer

        self._recognizer: Any = OnlineRecognizer.from_transducer(
            tokens=str(files.tokens),
            encoder=str(files.encoder),
            decoder=str(files.decoder),
            joiner=str(files.joiner),
            num_threads=threads,
            sample_rate=RATE_HZ,
        )

    def begin(self) -> Utterance:
        return _Online(self._recognizer)


class _Online(Utterance):
    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer
        self._stream: Any = recognizer.create_stream()

    def feed(self, pcm: bytes) -> Heard | None:
        self._stream.accept_waveform(RATE_HZ, samples_of(pcm))
        return Heard(self._decoded(), False)

    def finish(self) -> Heard | None:
        self._stream.accept_waveform(RATE_HZ, np.zeros(round(_TAIL_S * RATE_HZ), dtype=np.float32))
        self._stream.input_finished()
        text = self._decoded()
        return Heard(text, True, stable_chars=len(text)) if text else None

    def _decoded(self) -> str:
        while self._recognizer.is_ready(self._stream):
            self._recognizer.decode_stream(self._stream)
        return str(self._recognizer.get_result(self._stream)).strip()


class _SenseVoice(LoadedModel):
    def __init__(self, files: ModelFiles, threads: int) -> None:
        from sherpa_onnx import OfflineRecognizer

        self._recognizer: Any = OfflineRecognizer.from_sense_voice(
            model=str(files.model),
            tokens=str(files.tokens),
            num_threads=threads,
            sample_rate=RATE_HZ,
            language="auto",
            use_itn=True,
        )

    def begin(self) -> Utterance:
        return _Whole(self._recognizer)


class _Whole(Utterance):
    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer
        self._pieces: list[bytes] = []

    def feed(self, pcm: bytes) -> Heard | None:
        self._pieces.append(pcm)
        return None

    def finish(self) -> Heard | None:
        samples = samples_of(b"".join(self._pieces))
        if not len(samples):
            return None
        stream = self._recognizer.create_stream()
        stream.accept_waveform(RATE_HZ, samples)
        self._recognizer.decode_stream(stream)
        text = str(stream.result.text).strip()
        if not any(character.isalnum() for character in text):  # a sign alone is what it makes of noise
            return None
        language = str(getattr(stream.result, "lang", "")).strip("<|>")
        return Heard(text, True, language if language in Kind.SENSE_VOICE.languages else None, stable_chars=len(text))
