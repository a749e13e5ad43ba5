"""What can be known to be wrong with a request for speech before anybody starts to work on it."""

from __future__ import annotations

from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import Speak, SpeakAudio
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import AudioSpeechRequest, SpeechRequest
from visavis.session.refusal import RefusalError
from visavis.tts.engine import Prosody
from visavis.tts.order import Order

NAMED = 8
"""How many of the accepted values an error names."""


def check_speak(request: Speak | SpeechRequest, describe: Describe, space: ChannelSpace) -> Order:
    """The order for a request, by a session or by REST. Raises :class:`RefusalError`."""
    utterance_id = request.id if isinstance(request, Speak) else None

    def refuse(code: ErrorCode, message: str) -> RefusalError:
        return RefusalError(code, message, utterance_id=utterance_id)

    if not request.text.strip():
        raise refuse(ErrorCode.EMPTY_TEXT, f"there is nothing to say: text is {_blank(request.text)}")
    if len(request.text) > describe.limits.text_chars:
        text = f"text has {len(request.text)} characters, {describe.limits.text_chars} are allowed"
        raise refuse(ErrorCode.TEXT_TOO_LONG, text)
    if not describe.voices:
        raise refuse(ErrorCode.ENGINE_UNAVAILABLE, "no speech engine is running; /readyz says why")
    if request.voice is not None and all(voice.name != request.voice for voice in describe.voices):
        names = _some(tuple(voice.name for voice in describe.voices))
        raise refuse(ErrorCode.UNKNOWN_VOICE, f"no voice is called {request.voice!r}; there are: {names}")
    if request.language is not None and not _is_read(request.language, describe.languages):
        names = _some(describe.languages)
        raise refuse(ErrorCode.UNKNOWN_LANGUAGE, f"no voice reads {request.language!r}; languages are: {names}")
    prosody = Prosody(rate=request.rate, pitch_semitones=request.pitch, volume=request.volume)
    return Order(request.text, space, request.ssml, request.voice, request.language, prosody, request.style)


def check_speak_audio(request: SpeakAudio | AudioSpeechRequest, describe: Describe) -> None:
    """Whether such a recording is taken. Raises :class:`RefusalError`."""
    utterance_id = request.id if isinstance(request, SpeakAudio) else None

    def refuse(code: ErrorCode, message: str) -> RefusalError:
        return RefusalError(code, message, utterance_id=utterance_id)

    limits = describe.limits
    if not limits.audio_seconds:
        raise refuse(ErrorCode.AUDIO_TOO_LONG, "this server speaks no recordings; see VISAVIS_AUDIO_SECONDS")
    if len(request.text) > limits.text_chars:
        text = f"text has {len(request.text)} characters, {limits.text_chars} are allowed"
        raise refuse(ErrorCode.TEXT_TOO_LONG, text)
    if isinstance(request, SpeakAudio) and request.samples > limits.audio_seconds * request.sample_rate_hz:
        seconds = request.samples / request.sample_rate_hz
        text = f"the recording has {seconds:.1f} s, {limits.audio_seconds:g} s are allowed"
        raise refuse(ErrorCode.AUDIO_TOO_LONG, text)
    if request.text and request.language is not None and not _is_read(request.language, describe.languages):
        names = _some(describe.languages)
        raise refuse(ErrorCode.UNKNOWN_LANGUAGE, f"no voice reads {request.language!r}; languages are: {names}")


def _is_read(language: str, languages: tuple[str, ...]) -> bool:
    wanted = language.lower().split("-")[0]
    return any(known.lower().split("-")[0] == wanted for known in languages)


def _blank(text: str) -> str:
    return "empty" if not text else f"{len(text)} characters of white space"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
