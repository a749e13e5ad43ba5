"""Whisper by a stand-in of faster-whisper's calls, with its names and arguments (1.2)."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from fakes.listened import NOTHING, SOUND, pieces, understood
from visavis.listen.engines.whisper import WhisperRecogniser
from visavis.listen.engines.whisper.recogniser import WhisperSettings
from visavis.listen.recogniser import HearingWish, RecogniserError

pytestmark = pytest.mark.contract


@dataclass
class Segment:
    text: str
    avg_logprob: float = -0.1


@dataclass
class Facts:
    language: str = "zh"


@dataclass
class Library:
    """What it was asked, and how many stretches were computed."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    loaded: dict[str, Any] = field(default_factory=dict)
    computed: int = 0
    broken: bool = False


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    told = Library()

    class WhisperModel:
        def __init__(
            self,
            model_size_or_path: str,
            device: str = "auto",
            compute_type: str = "default",
            cpu_threads: int = 0,
            num_workers: int = 1,
            local_files_only: bool = False,
        ) -> None:
            if told.broken:
                raise RuntimeError("no such device")
            told.loaded = {"path": model_size_or_path, "device": device, "local": local_files_only}

        def transcribe(
            self,
            audio: Any,
            language: str | None = None,
            condition_on_previous_text: bool = True,
            initial_prompt: str | None = None,
        ) -> tuple[Iterator[Segment], Facts]:
            assert audio.dtype == np.float32
            asked = {"samples": len(audio), "language": language, "prompt": initial_prompt}
            told.asked.append(asked | {"conditioned": condition_on_previous_text})

            def segments() -> Iterator[Segment]:
                for text in (" 我的订单。", " ", " 到哪里了？"):
                    told.computed += 1
                    yield Segment(text)

            return segments(), Facts()

    module = ModuleType("faster_whisper")
    module.__spec__ = ModuleSpec("faster_whisper", None)
    module.__dict__["WhisperModel"] = WhisperModel
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("model.bin", "tokenizer.json"):
        (tmp_path / name).touch()
    return tmp_path


@asynccontextmanager
async def recogniser_for(folder: Path) -> AsyncIterator[WhisperRecogniser]:
    recogniser = WhisperRecogniser(WhisperSettings(model=folder, device="cpu"))
    await recogniser.start()
    try:
        yield recogniser
    finally:
        await recogniser.close()


async def test_stretch_after_stretch_with_language_and_confidence(library: Library, folder: Path) -> None:
    async with recogniser_for(folder) as recogniser:
        results = await understood(recogniser, HearingWish(("zh-CN", "en"), ("小维", "visavis")))
        await understood(recogniser, HearingWish(("zh-TW",)))
        assert await understood(recogniser, NOTHING, b"") == []
    assert [(heard.text, heard.final, heard.language) for heard in results] == [
        ("我的订单。", True, "zh"),
        ("到哪里了？", True, "zh"),
    ]
    assert results[0].confidence == pytest.approx(0.905, abs=0.001)
    assert library.asked == [
        {"samples": 16_000, "language": None, "prompt": "小维, visavis", "conditioned": False},
        {"samples": 16_000, "language": "zh", "prompt": None, "conditioned": False},
    ]
    assert library.loaded == {"path": str(folder), "device": "cpu", "local": True}


async def test_leaving_stops_after_the_stretch_that_runs(library: Library, folder: Path) -> None:
    async with recogniser_for(folder) as recogniser, aclosing(recogniser.recognise(pieces(SOUND), NOTHING)) as results:
        assert (await anext(results)).text == "我的订单。"
    assert library.computed == 1


async def test_a_model_that_cannot_be_loaded(library: Library, folder: Path) -> None:
    library.broken = True
    with pytest.raises(RecogniserError, match=r"cannot be loaded \(RuntimeError\)") as caught:
        async with recogniser_for(folder):
            pass
    assert caught.value.code == "stt_unavailable"


@pytest.mark.usefixtures("library")
def test_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LISTEN_WHISPER_MODEL", raising=False)
    assert WhisperRecogniser.missing() == "VISAVIS_LISTEN_WHISPER_MODEL is not set"
    monkeypatch.setenv("VISAVIS_LISTEN_WHISPER_MODEL", str(tmp_path))
    assert WhisperRecogniser.missing() == f"no model.bin in {tmp_path}"
    (tmp_path / "model.bin").touch()
    assert WhisperRecogniser.missing() == f"no tokenizer.json in {tmp_path}", "the library would fetch one"


@pytest.mark.skipif(find_spec("faster_whisper") is not None, reason="it is installed")
def test_without_the_library_the_extra_is_named() -> None:
    assert WhisperRecogniser.missing() == "pip install 'visavis[whisper]'"
