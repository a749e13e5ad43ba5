"""sherpa-onnx by tiny models: the library itself where it is installed, and a stand-in of its calls."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from fakes import sherpa_stand_in
from fakes.listened import NOTHING, SOUND, leave_after, pieces, understood
from fakes.tiny_recognisers import SAID, SENSED, write_sense_voice, write_transducer
from visavis.listen.engines.sherpa import SherpaRecogniser
from visavis.listen.engines.sherpa.model_files import Kind, ModelFilesError, find_model
from visavis.listen.engines.sherpa.recogniser import SherpaSettings
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import Heard, HearingWish, Place, RecogniserError
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.contract

INSTALLED = find_spec("sherpa_onnx") is not None


@pytest.fixture(params=["stand-in", pytest.param("installed", marks=pytest.mark.skipif(not INSTALLED, reason="extra"))])
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "stand-in":
        monkeypatch.setitem(sys.modules, "sherpa_onnx", sherpa_stand_in.module())


@asynccontextmanager
async def recogniser_for(folder: Path, languages: tuple[str, ...] = ()) -> AsyncIterator[SherpaRecogniser]:
    recogniser = SherpaRecogniser(SherpaSettings(model=folder, threads=1, languages=languages))
    await recogniser.start()
    try:
        yield recogniser
    finally:
        await recogniser.close()


@pytest.mark.usefixtures("_library")
async def test_a_transducer_tells_while_one_speaks(tmp_path: Path) -> None:
    async with recogniser_for(write_transducer(tmp_path)) as recogniser:
        assert recogniser.capabilities.streaming
        results = [heard async for heard in recogniser.recognise(pieces(SOUND, 1280), NOTHING)]
    texts = [heard.text for heard in results]
    assert texts[-1] == SAID
    assert all(SAID.startswith(text) for text in texts)
    assert len(set(texts)) > 1
    assert [heard.final for heard in results] == [False] * (len(results) - 1) + [True]


@pytest.mark.usefixtures("_library")
async def test_sense_voice_tells_at_the_end_and_in_which_language(tmp_path: Path) -> None:
    async with recogniser_for(write_sense_voice(tmp_path)) as recogniser:
        assert not recogniser.capabilities.streaming
        assert recogniser.capabilities.detects_language
        assert await understood(recogniser) == [Heard(SENSED, True, "zh", stable_chars=len(SENSED))]
        assert await understood(recogniser, sound=b"") == []


@pytest.mark.usefixtures("_library")
async def test_silence_is_nothing(tmp_path: Path) -> None:
    async with recogniser_for(write_transducer(tmp_path)) as recogniser:
        assert await understood(recogniser, sound=bytes(32_000)) == []


@pytest.mark.usefixtures("_library")
async def test_several_visitors_at_once(tmp_path: Path) -> None:
    async with recogniser_for(write_transducer(tmp_path)) as recogniser:
        hearer = Hearer(recogniser, ListenSettings())

        async def one(sound: bytes) -> str:
            return [heard async for heard in hearer.hear(pieces(sound), HearingWish(("zh", "en")))][-1].text

        assert await asyncio.gather(one(SOUND), one(bytes(32_000)), one(SOUND)) == [SAID, "", SAID]


@pytest.mark.usefixtures("_library")
async def test_leaving_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    async with recogniser_for(write_transducer(tmp_path)) as recogniser:
        await leave_after(recogniser, 2)
        assert (await understood(recogniser))[-1].text == SAID


@pytest.mark.usefixtures("_library")
async def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    write_sense_voice(tmp_path)
    (tmp_path / "model.int8.onnx").write_bytes(b"")
    with pytest.raises(RecogniserError, match="cannot be loaded") as caught:
        async with recogniser_for(tmp_path):
            pass
    assert caught.value.code == "stt_unavailable"


def test_the_model_in_a_folder_is_known_by_its_files(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesError, match=r"no tokens\.txt"):
        find_model(tmp_path)
    (tmp_path / "tokens.txt").touch()
    with pytest.raises(ModelFilesError, match="neither encoder, decoder and joiner nor model"):
        find_model(tmp_path)
    for name in ("model.onnx", "model.int8.onnx"):
        (tmp_path / name).touch()
    found = find_model(tmp_path)
    assert (found.kind, found.model) == (Kind.SENSE_VOICE, tmp_path / "model.int8.onnx")
    for name in ("encoder-epoch-99.onnx", "decoder-epoch-99.onnx", "joiner-epoch-99.int8.onnx"):
        (tmp_path / name).touch()
    assert find_model(tmp_path).kind is Kind.TRANSDUCER


@pytest.mark.usefixtures("_library")
async def test_what_is_missing_and_what_can_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LISTEN_SHERPA_MODEL", raising=False)
    assert SherpaRecogniser.missing() == "VISAVIS_LISTEN_SHERPA_MODEL is not set"
    with pytest.raises(RecogniserError, match="VISAVIS_LISTEN_SHERPA_MODEL is not set"):
        await SherpaRecogniser().start()
    monkeypatch.setenv("VISAVIS_LISTEN_SHERPA_MODEL", str(tmp_path / "nowhere"))
    assert SherpaRecogniser.missing() == "VISAVIS_LISTEN_SHERPA_MODEL: no such folder"
    monkeypatch.setenv("VISAVIS_LISTEN_SHERPA_MODEL", str(tmp_path))
    assert "no tokens.txt" in str(SherpaRecogniser.missing())
    write_transducer(tmp_path)
    assert SherpaRecogniser.missing() is None
    can = SherpaRecogniser().capabilities
    assert (can.place, can.streaming, can.languages) == (Place.MACHINE, True, ("zh", "en"))
    monkeypatch.setenv("VISAVIS_LISTEN_SHERPA_LANGUAGES", "fr, en")
    assert SherpaRecogniser().capabilities.languages == ("fr", "en")


@pytest.mark.skipif(INSTALLED, reason="it is installed")
def test_without_the_library_the_extra_is_named() -> None:
    assert SherpaRecogniser.missing() == "pip install 'visavis[sherpa]'"


async def test_the_wish_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", sherpa_stand_in.module())
    async with recogniser_for(write_sense_voice(tmp_path)) as recogniser:
        assert await understood(recogniser, HearingWish(("en",), ("x",))) == await understood(recogniser, NOTHING)
