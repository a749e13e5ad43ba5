"""The few calls of sherpa-onnx that ours makes, with the understanding of the tiny models, for where it is not
installed. Names and arguments as in sherpa-onnx 2.0."""

from __future__ import annotations

from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from fakes.tiny_recognisers import SAID, SENSED


class _Stream:
    def __init__(self) -> None:
        self.samples: list[float] = []
        self.finished = False
        self.text = ""
        self.result = _Result()

    def accept_waveform(self, sample_rate: int, waveform: Any) -> None:
        assert sample_rate == 16_000
        assert waveform.dtype == np.float32
        assert np.abs(waveform).max(initial=0) <= 1
        assert not self.finished
        self.samples.extend(waveform)

    def input_finished(self) -> None:
        self.finished = True


class _Result:
    text = ""
    lang = ""


class OnlineRecognizer:
    @classmethod
    def from_transducer(
        cls, tokens: str, encoder: str, decoder: str, joiner: str, num_threads: int = 2, sample_rate: float = 16_000
    ) -> OnlineRecognizer:
        _check(tokens, encoder, decoder, joiner)
        return cls()

    def create_stream(self) -> _Stream:
        return _Stream()

    def is_ready(self, stream: _Stream) -> bool:
        return len(stream.samples) >= 1600

    def decode_stream(self, stream: _Stream) -> None:
        loud = max(map(abs, stream.samples[:1600])) > 0.01
        del stream.samples[:1600]
        if loud:
            count = len(stream.text.split()) + 1
            stream.text = " ".join(SAID.split()[:count])

    def get_result(self, stream: _Stream) -> str:
        return stream.text


class OfflineRecognizer:
    @classmethod
    def from_sense_voice(
        cls,
        model: str,
        tokens: str,
        num_threads: int = 1,
        sample_rate: int = 16_000,
        language: str = "",
        use_itn: bool = False,
    ) -> OfflineRecognizer:
        _check(tokens, model)
        assert language in {"auto", "zh", "en", "ja", "ko", "yue"}
        return cls()

    def create_stream(self) -> _Stream:
        return _Stream()

    def decode_stream(self, stream: _Stream) -> None:
        stream.result.text, stream.result.lang = SENSED, "<|zh|>"


def module() -> ModuleType:
    """What ``import sherpa_onnx`` is to find."""
    made = ModuleType("sherpa_onnx")
    made.__spec__ = ModuleSpec("sherpa_onnx", None)
    made.__dict__.update(OnlineRecognizer=OnlineRecognizer, OfflineRecognizer=OfflineRecognizer)
    return made


def _check(*paths: str) -> None:
    for path in paths:
        if not Path(path).read_bytes():
            raise RuntimeError("cannot be read")
