"""CosyVoice: the messages of the dashscope library over a connection that can be let go at once.

The library's own ``SpeechSynthesizer`` waits in threads, looks only each 100 ms whether it is connected, takes 5 s to
find a key refused, and does not tell why: docs/adr/0024-dashscope-messages-over-our-socket.md.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, ClassVar, Final

from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.speech.text_parts import text_parts
from visavis.tts.engine import Capabilities, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.cosyvoice.answer import WordTimes, event_of
from visavis.tts.engines.cosyvoice.settings import NAME, CosyVoiceSettings
from visavis.tts.followed_text import FollowedText
from visavis.tts.service_engine import ServiceEngine
from visavis.tts.service_faults import empty
from visavis.tts.service_socket import ServiceSocket, service_socket
from visavis.tts.whole_samples import WholeSamples

MOST_CHARS: Final = 10_000
"""Of one message: 20,000 by the service's count, in which a Han character is two."""
MOST_INSTRUCTION_CHARS: Final = 100


class CosyVoiceEngine(ServiceEngine[CosyVoiceSettings]):
    """One sentence is one task on a connection of its own."""

    name: ClassVar[str] = NAME
    settings_class = CosyVoiceSettings
    capabilities = Capabilities(
        frozenset({Timing.CHARACTERS}),
        streaming=True,
        offline=False,
        prosody=frozenset({"rate", "pitch", "instructions"}),
        keeps=True,
    )

    def __init__(self, settings: CosyVoiceSettings | None = None) -> None:
        super().__init__(settings)
        self._request: Any = None

    def fingerprint(self) -> str:
        """Address and model."""
        return f"{self._settings.url} {self._settings.model}"

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The sound as it comes; the words of a sentence come with its end."""
        del slack_s
        assert self._request is not None, "the engine is not started"
        spoken = spoken_text(sentence)
        request = self._task(voice, prosody)
        headers = request.get_websocket_headers(None, None)
        words = WordTimes(FollowedText(spoken), voice.sample_rate_hz)
        samples = WholeSamples()
        async with service_socket(self._settings.url, self._host, self._settings.timeout_s, headers) as socket:
            await self._ask(socket, request, spoken.text)
            while True:
                message = await socket.receive()
                if isinstance(message, bytes):
                    pcm = samples.take(message)
                    if pcm:
                        yield SpeechPiece(pcm)
                    continue
                event, output = event_of(message, self._host, request.voice)
                characters = words.of(output, samples.received_samples)
                if characters:
                    yield SpeechPiece(b"", characters=characters)
                if event == "task-finished":
                    break
        if not samples.received_samples:
            raise empty(self._host)

    def _load(self) -> None:
        from dashscope.audio.tts_v2.speech_synthesizer import Request

        self._request = Request

    def _task(self, voice: Voice, prosody: Prosody) -> Any:
        return self._request(
            apikey=self._settings.secret,
            model=self._settings.model,
            voice=voice.name.partition(":")[2],
            format="pcm",
            sample_rate=voice.sample_rate_hz,
            speech_rate=round(prosody.rate, 2),
            pitch_rate=round(2 ** (prosody.pitch_semitones / 12), 3),
            instruction=prosody.instructions[:MOST_INSTRUCTION_CHARS] or None,
        )

    async def _ask(self, socket: ServiceSocket, request: Any, text: str) -> None:
        await socket.send(request.get_start_request({"word_timestamp_enabled": True}))
        started = False
        while not started:
            message = await socket.receive()
            started = isinstance(message, str) and event_of(message, self._host, request.voice)[0] == "task-started"
        for part in text_parts(text, MOST_CHARS):
            await socket.send(request.get_continue_request(part))
        await socket.send(request.get_finish_request())
