"""One utterance at the Speech SDK, from its beginning to its end.

The SDK tells what happens in threads of its own, which only hand it over. Its calls wait, so they are made in threads
of ours. Its objects must be let go in order: handlers that are still connected when the process ends abort it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from visavis.listen.engines.azure.settings import AzureListenSettings
from visavis.listen.engines.azure.told import Ended, Told, confidence_in
from visavis.listen.recogniser import RATE_HZ, Heard

_PROPERTIES: Final = {
    # Whoever asks us decides whether there is time for another try.
    "SPEECH-Error-MaxRetryCount": "0",
    # A service that is silent would hold a thread for ten.
    "SPEECH-StopRecognitionTimeoutInSeconds": "1",
    "SPEECH-TelemetryDataEnabled": "false",
}


class SdkRequest:
    """A recogniser of the SDK's own. ``tell`` is called in foreign threads, last with :class:`Ended`."""

    def __init__(self, settings: AzureListenSettings, tell: Callable[[Told], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._lock = threading.Lock()
        self._ended = False
        self._recognizer: Any = None
        self._stream: Any = None

    def begin(self, locales: Sequence[str], hints: Sequence[str]) -> None:
        """Listen for these languages. Raises RuntimeError."""
        import azure.cognitiveservices.speech as sdk

        with self._lock:
            if self._ended:
                return
            self._stream = sdk.audio.PushAudioInputStream(sdk.audio.AudioStreamFormat(RATE_HZ, 16, 1))
            config = self._config()
            options: dict[str, Any] = {"language": locales[0]}
            if len(locales) > 1:
                config.set_property(sdk.PropertyId.SpeechServiceConnection_LanguageIdMode, "Continuous")
                detected = sdk.languageconfig.AutoDetectSourceLanguageConfig(languages=list(locales))
                options = {"auto_detect_source_language_config": detected}
            recognizer = sdk.SpeechRecognizer(
                speech_config=config, audio_config=sdk.audio.AudioConfig(stream=self._stream), **options
            )
            self._recognizer = recognizer
            handlers = (self._recognizing, self._recognized, self._canceled, self._stopped)
            for signal, handler in zip(_signals(recognizer), handlers, strict=True):
                signal.connect(handler)
            if hints:
                phrases = sdk.PhraseListGrammar.from_recognizer(recognizer)
                for hint in hints:
                    phrases.addPhrase(hint)
            recognizer.start_continuous_recognition_async().get()

    def write(self, pcm: bytes) -> None:
        """More of the sound."""
        with self._lock:
            if not self._ended:
                self._stream.write(pcm)

    def finish(self) -> None:
        """No more sound comes."""
        with self._lock:
            if not self._ended:
                self._stream.close()

    def end(self) -> None:
        """Stop what still runs and let go of everything. May be called at any time, also before the beginning."""
        with self._lock:
            self._ended = True
            recognizer, stream = self._recognizer, self._stream
            self._recognizer = self._stream = None
            if recognizer is None:
                return
            try:
                stream.close()
                recognizer.stop_continuous_recognition_async().get()
            finally:
                for signal in _signals(recognizer):
                    signal.disconnect_all()

    def _config(self) -> Any:
        import azure.cognitiveservices.speech as sdk

        settings = self._settings
        if settings.url:
            where = {"host" if settings.is_bare_host else "endpoint": settings.url}
        else:
            where = {"region": settings.region}
        config = sdk.SpeechConfig(subscription=settings.secret, **where)
        config.output_format = sdk.OutputFormat.Detailed  # tells how sure it is
        for name, value in _PROPERTIES.items():
            config.set_property_by_name(name, value)
        return config

    def _recognizing(self, event: Any) -> None:
        if event.result.text:
            self._tell(Heard(event.result.text, False, _language(event.result)))

    def _recognized(self, event: Any) -> None:
        text = event.result.text
        if text:
            self._tell(Heard(text, True, _language(event.result), confidence_in(event.result.json), len(text)))

    def _canceled(self, event: Any) -> None:
        told = event.cancellation_details
        is_end = told.reason.name == "EndOfStream"
        self._tell(Ended() if is_end else Ended(told.code.name, told.error_details or ""))

    def _stopped(self, _event: Any) -> None:
        self._tell(Ended())


def _language(result: Any) -> str | None:
    import azure.cognitiveservices.speech as sdk

    told = result.properties.get(sdk.PropertyId.SpeechServiceConnection_AutoDetectSourceLanguageResult)
    return told if told and told != "Unknown" else None


def _signals(recognizer: Any) -> tuple[Any, ...]:
    """In the order of their handlers."""
    return (recognizer.recognizing, recognizer.recognized, recognizer.canceled, recognizer.session_stopped)
