"""Volcengine's Doubao voices by the one-way WebSocket V3, which needs no client library."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, ClassVar, Final
from uuid import uuid4

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.speech.text_parts import text_parts
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.volcengine.answer import SUCCESS, WordTimes, fault
from visavis.tts.engines.volcengine.frames import FAILED, FINISHED, SOUND, Frame, FrameError, read, request
from visavis.tts.engines.volcengine.settings import NAME, VolcengineSettings
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import empty, failed
from visavis.tts.service_socket import service_socket
from visavis.tts.whole_samples import WholeSamples

MOST_CHARS: Final = 1000
"""Of one request. The service tells no limit for this way; its older one takes 1,024 bytes."""


class VolcengineEngine(ServiceEngine[VolcengineSettings]):
    """One sentence is one request on a connection of its own."""

    name: ClassVar[str] = NAME
    settings_class = VolcengineSettings
    capabilities = Capabilities(
        frozenset({Timing.CHARACTERS}),
        streaming=True,
        offline=False,
        prosody=frozenset({"rate", "pitch", "instructions"}),
        keeps=True,
    )

    def fingerprint(self) -> str:
        """Address and resource."""
        return f"{self._settings.url} {self._settings.resource}"

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes; the words of a sentence come with its end or soon after."""
        del slack_s
        spoken = spoken_text(sentence)
        words = WordTimes(FollowedText(spoken), voice.sample_rate_hz)
        samples = WholeSamples()
        for part in text_parts(spoken.text, MOST_CHARS):
            before = samples.received_samples
            async with aclosing(self._frames(part, voice, prosody)) as frames:
                async for frame in frames:
                    pcm = samples.take(frame.payload) if frame.event == SOUND else b""
                    known = () if pcm else words.of(frame, before, samples.received_samples)
                    if pcm or known:
                        yield SpeechPiece(pcm, characters=known)
        if not samples.received_samples:
            raise empty(self._host)

    async def _frames(self, text: str, voice: Voice, prosody: Prosody) -> AsyncGenerator[Frame, None]:
        settings, speaker = self._settings, voice.name.partition(":")[2]
        async with service_socket(settings.url, self._host, settings.timeout_s, self._headers(speaker)) as socket:
            await socket.send(request(self._request(text, speaker, voice.sample_rate_hz, prosody)))
            while True:
                message = await socket.receive()
                try:
                    frame = read(message if isinstance(message, bytes) else message.encode())
                except FrameError:
                    raise failed(self._host, "its message cannot be read") from None
                if frame.error_code:
                    raise fault(frame.error_code, frame.payload.decode(errors="replace"), self._host, speaker)
                if frame.event in {FINISHED, FAILED}:
                    told = frame.json()
                    code = told.get("status_code", SUCCESS if frame.event == FINISHED else 0)
                    if code != SUCCESS:
                        raise fault(int(code or 0), str(told.get("message", "")), self._host, speaker)
                    return
                yield frame

    def _headers(self, speaker: str) -> dict[str, str]:
        key = self._settings.secret
        old = {"X-Api-App-Id": self._settings.app_id, "X-Api-Access-Key": key}
        return {
            **(old if self._settings.app_id else {"X-Api-Key": key}),
            "X-Api-Resource-Id": self._settings.resource_of(speaker),
            "X-Api-Request-Id": str(uuid4()),
        }

    def _request(self, text: str, speaker: str, rate_hz: int, prosody: Prosody) -> dict[str, Any]:
        second = self._settings.resource_of(speaker).endswith("2.0")
        audio: dict[str, Any] = {"format": "pcm", "sample_rate": rate_hz}
        audio["enable_subtitle" if second else "enable_timestamp"] = True
        if prosody.rate != 1:
            audio["speech_rate"] = round((prosody.rate - 1) * 100)
        additions: dict[str, Any] = {}
        if prosody.pitch_semitones:
            additions["post_process"] = {"pitch": round(prosody.pitch_semitones)}
        if prosody.instructions and second:
            additions["context_texts"] = [prosody.instructions]
        parameters: dict[str, Any] = {"text": text, "speaker": speaker, "audio_params": audio}
        if additions:
            parameters["additions"] = json.dumps(additions, ensure_ascii=False)
        return {"user": {"uid": NAME}, "req_params": parameters}
