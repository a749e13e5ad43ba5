"""One request to the Speech SDK, from its beginning to its end.

The SDK tells what happens in threads of its own, which only hand it over. Its calls wait, so they are made in threads
of ours. Its objects must be let go in order: handlers that are still connected when the process ends abort it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from visavis.tts.engine import Prosody
from visavis.tts.engines.azure.settings import AzureSettings
from visavis.tts.engines.azure.shapes import read_shapes
from visavis.tts.engines.azure.told import TICKS_PER_SECOND, Ended, Mark, MouthShape, Sound, Told, Word

_FORMATS: Final = {
    8000: "Raw8Khz16BitMonoPcm", 16_000: "Raw16Khz16BitMonoPcm", 22_050: "Raw22050Hz16BitMonoPcm",
    24_000: "Raw24Khz16BitMonoPcm", 44_100: "Raw44100Hz16BitMonoPcm", 48_000: "Raw48Khz16BitMonoPcm",
}  # fmt: skip
STOP_AGAIN_S: Final = 0.1
_PATIENT_MS: Final = "3600000"
_PROPERTIES: Final = {
    # Whoever asks us decides whether there is time for another try, and how long to wait. The SDK's own limits would
    # also end a request whose listener is slow to take the sound.
    "SpeechSynthesis_MaxRetryTimes": "0",
    "SpeechSynthesis_FirstChunkTimeoutMs": _PATIENT_MS,
    "SpeechSynthesis_FrameTimeoutInterval": _PATIENT_MS,
    "SpeechSynthesis_RtfTimeoutThreshold": "1000",
}


class SdkRequest:
    """A synthesizer of its own. ``tell`` is called in foreign threads, last with :class:`Ended`."""

    def __init__(self, settings: AzureSettings, tell: Callable[[Told], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._lock = threading.Lock()
        self._ended = False
        self._over = threading.Event()
        """The SDK has told the end, whichever it is."""
        self._synthesizer: Any = None
        self._running: Any = None
        self._stream: Any = None

    def begin(self, ssml: str) -> None:
        """Ask for a document. Raises RuntimeError."""
        with self._lock:
            if not self._ended:
                self._make(self._config(stream=False))
                self._running = self._synthesizer.speak_ssml_async(ssml)

    def begin_stream(self, voice: str, prosody: Prosody) -> None:
        """Ask for a text that comes by :meth:`write`. Raises RuntimeError."""
        import azure.cognitiveservices.speech as sdk

        with self._lock:
            if self._ended:
                return
            config = self._config(stream=True)
            config.speech_synthesis_voice_name = voice
            self._make(config)
            asked = sdk.SpeechSynthesisRequest(input_type=sdk.SpeechSynthesisRequestInputType.TextStream)
            if prosody.rate != 1:
                asked.rate = f"{round(prosody.rate * 100) - 100:+d}%"
            if prosody.pitch_semitones:
                asked.pitch = f"{prosody.pitch_semitones:+.2f}st"
            self._stream = asked
            self._running = self._synthesizer.speak_async(asked)

    def write(self, text: str) -> None:
        """More of the text."""
        with self._lock:
            if not self._ended:
                self._stream.input_stream.write(text)

    def finish(self) -> None:
        """No more text comes."""
        with self._lock:
            if not self._ended:
                self._stream.input_stream.close()
                self._stream = None

    def end(self) -> None:
        """Stop what still runs and let go of everything. May be called at any time, also before the beginning."""
        with self._lock:
            self._ended = True
            synthesizer, running, stream = self._synthesizer, self._running, self._stream
            self._synthesizer = self._running = self._stream = None
            if synthesizer is None:
                return
            try:
                if stream is not None:
                    stream.input_stream.close()  # a text without its end keeps the connection
                if running is not None:
                    synthesizer.stop_speaking_async().get()
                    # One that has not begun yet does not hear of it, and would go on until the service has ended.
                    while not self._over.wait(STOP_AGAIN_S):
                        synthesizer.stop_speaking_async().get()
                    running.get()
            finally:
                for signal in _signals(synthesizer):
                    signal.disconnect_all()

    def _config(self, *, stream: bool) -> Any:
        import azure.cognitiveservices.speech as sdk

        settings = self._settings
        if stream:
            where = {"endpoint": settings.stream_url}
        elif settings.url:
            where = {"host" if settings.is_bare_host else "endpoint": settings.url}
        else:
            where = {"region": settings.region}
        config = sdk.SpeechConfig(subscription=settings.secret, **where)
        config.set_speech_synthesis_output_format(
            getattr(sdk.SpeechSynthesisOutputFormat, _FORMATS[settings.sample_rate_hz])
        )
        for name, value in _PROPERTIES.items():
            config.set_property_by_name(name, value)
        return config

    def _make(self, config: Any) -> None:
        import azure.cognitiveservices.speech as sdk

        self._synthesizer = sdk.SpeechSynthesizer(speech_config=config, audio_config=None)
        handlers = (self._sound, self._completed, self._cancelled, self._viseme, self._word, self._mark)
        for signal, handler in zip(_signals(self._synthesizer), handlers, strict=True):
            signal.connect(handler)

    def _sound(self, event: Any) -> None:
        data = event.result.audio_data
        if data:
            self._tell(Sound(data))

    def _completed(self, _event: Any) -> None:
        self._over.set()
        self._tell(Ended())

    def _cancelled(self, event: Any) -> None:
        self._over.set()
        told = event.result.cancellation_details
        self._tell(Ended(told.error_code.name, told.error_details or ""))

    def _viseme(self, event: Any) -> None:
        if not event.animation:
            self._tell(MouthShape(event.viseme_id, event.audio_offset))
            return
        # Read here and not on the loop: twenty kilobytes of numbers.
        shapes = read_shapes(event.animation)
        if shapes is not None:
            self._tell(shapes)

    def _word(self, event: Any) -> None:
        length = round(event.duration.total_seconds() * TICKS_PER_SECOND)
        self._tell(Word(event.text, event.audio_offset, event.audio_offset + length))

    def _mark(self, event: Any) -> None:
        self._tell(Mark(event.text, event.audio_offset))


def _signals(synthesizer: Any) -> tuple[Any, ...]:
    """In the order of their handlers. What has a handler is what the SDK asks the service for."""
    return (
        synthesizer.synthesizing,
        synthesizer.synthesis_completed,
        synthesizer.synthesis_canceled,
        synthesizer.viseme_received,
        synthesizer.synthesis_word_boundary,
        synthesizer.bookmark_reached,
    )
