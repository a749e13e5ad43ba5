"""The browser's own voice on the server: a plan of the speech, and no sound anywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.scripted_engine import VOICE, ScriptedEngine
from visavis.protocol.rest import SpeechResult
from visavis.speech.frontend import analyse
from visavis.tts.engine import Engine, EngineError, Prosody, SpeechPiece
from visavis.tts.engines.browser import BrowserEngine
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.fallback import Part, Understudies
from visavis.tts.voice_directory import VoiceDirectory

pytestmark = pytest.mark.contract

CHINESE = "爸爸买面包。Bob met Mary."


@pytest.fixture
async def engine() -> AsyncIterator[BrowserEngine]:
    made = BrowserEngine()
    await made.start()
    yield made
    await made.close()


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server(engines_of()) as running:
        yield running


def engines_of() -> dict[str, Engine]:
    return {"browser": BrowserEngine(), "espeak": EspeakEngine(1)}


async def spoken(engine: BrowserEngine, text: str, name: str, rate: float = 1.0) -> list[SpeechPiece]:
    voice = next(voice for voice in await engine.voices() if voice.name == name)
    return [
        piece
        for sentence in analyse(text).sentences
        async for piece in engine.speak(sentence, voice, Prosody(rate=rate), slack_s=0.0)
    ]


async def test_it_plans_phones_and_words_over_silence(engine: BrowserEngine) -> None:
    pieces = await spoken(engine, CHINESE, "browser:zh-CN")
    samples = sum(len(piece.pcm) // 2 for piece in pieces)
    assert samples > 20_000
    assert not any(any(piece.pcm) for piece in pieces)
    assert {"p", "m"} <= {phone.ipa[0] for piece in pieces for phone in piece.phones if phone.ipa}
    assert sum(len(piece.words) for piece in pieces) >= 7


async def test_a_faster_voice_is_planned_shorter(engine: BrowserEngine) -> None:
    slow, fast = [
        sum(len(piece.pcm) for piece in await spoken(engine, "The bank opens at nine.", "browser:en-GB", rate))
        for rate in (0.7, 1.6)
    ]
    assert fast < 0.6 * slow


async def test_no_voice_is_offered_that_nobody_can_plan() -> None:
    engine = BrowserEngine(ScriptedEngine(lambda sentence: []))
    await engine.start()
    languages = {voice.languages[0] for voice in await engine.voices()}
    await engine.close()
    assert "en-US" in languages
    assert "ko-KR" not in languages


async def test_nobody_gets_it_who_did_not_ask(engine: BrowserEngine) -> None:
    espeak = EspeakEngine(1)
    await espeak.start()
    voices = await VoiceDirectory.open({"browser": engine, "espeak": espeak})
    assert voices.choose(None, "zh-CN").engine == "espeak"
    assert voices.choose(None, "zh-CN", "browser").name == "browser:zh-CN"
    alone = await VoiceDirectory.open({"browser": engine})
    assert alone.choose(None, "zh-CN").name == "browser:zh-CN"
    sentence = analyse(CHINESE).sentences[0]
    understudies = Understudies(voices)
    by_browser = Part(engine, voices.choose("browser:zh-CN"))
    by_espeak = Part(espeak, voices.choose(None, "zh"))
    assert understudies.of(by_browser, sentence) == []
    assert understudies.of(by_espeak, sentence) == []
    await espeak.close()


async def test_a_page_gets_the_track_and_no_sound(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("u", CHINESE, voice="browser:zh-CN")
        spoken = await client.utterance("u")
    assert spoken.start["codec"] == "none"
    assert spoken.start["voice"] == "browser:zh-CN"
    assert all(header.codec == "none" and not payload for header, payload in spoken.audios)
    assert spoken.samples > 20_000
    assert spoken.frames > 60
    assert "".join(spoken.words).startswith("爸爸买面包")


def test_rest_gives_the_plan_and_says_that_there_is_no_sound(server: LiveServer) -> None:
    body = {"text": CHINESE, "voice": "browser:zh-CN"}
    with httpx.Client(base_url=server.url, timeout=30) as http:
        told = http.post("/v1/speech", json=body, headers={"Accept": "application/json"})
        assert SpeechResult.model_validate_json(told.content).words
        for accept in ("audio/wav", "multipart/mixed", "application/vnd.visavis.frames"):
            refused = http.post("/v1/speech", json=body, headers={"Accept": accept})
            assert refused.status_code == 422
            assert refused.json()["code"] == "unknown_voice"
            assert "browser:zh-CN is spoken by the page" in refused.json()["message"]
        refused = http.post("/v1/audio/speech", json={"input": "你好", "voice": "browser:zh-CN", "model": "visavis"})
        assert 400 <= refused.status_code < 500
        assert "spoken by the page" in refused.text


async def test_a_voice_of_another_engine_is_refused(engine: BrowserEngine) -> None:
    with pytest.raises(EngineError, match="no voice"):
        await anext(aiter(engine.speak(analyse("Hello.").sentences[0], VOICE, Prosody(), slack_s=0.0)))
