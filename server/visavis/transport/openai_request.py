"""What OpenAI's clients ask for, in our words: models, voices, speeds."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from visavis.protocol.base import Message
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import SpeechRequest
from visavis.session.requests import check_speak
from visavis.transport.problems import ProblemError
from visavis.transport.speech_sound import SoundFormat
from visavis.tts.engine import Prosody
from visavis.tts.order import Order

OWN_MODEL: Final = "visavis"
ALIASES: Final = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Names that programs were written with; dated ones such as ``gpt-4o-mini-tts-2025-12-15`` are known by their start."""
OPENAI_VOICES: Final = frozenset(
    {"alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse"}
)
"""Stand for the usual voice of the text's language, unless an engine of ours has a voice of that name."""
SPEEDS: Final = (0.5, 2.0)
"""What we speak at; slower and faster wishes are brought to these."""
DEFAULT_SPACE: Final[ChannelSpace] = "viseme15"


def _voice_name(value: Any) -> Any:
    """OpenAI's own voices are strings, a customer's ``{"id": …}``."""
    return value["id"] if isinstance(value, dict) and value.keys() == {"id"} else value


class CreateSpeech(Message):
    """Body of ``POST /v1/audio/speech``: OpenAI's fields, and two of ours."""

    model: str = Field(max_length=200)
    input: str
    voice: Annotated[str | None, BeforeValidator(_voice_name)] = Field(default=None, max_length=200)
    """A voice of ours, with or without its engine's name; one of OpenAI's names; or none."""
    response_format: SoundFormat = "mp3"
    speed: float = Field(default=1.0, ge=0.25, le=4.0)
    instructions: str = Field(default="", max_length=4096)
    """How it is to be said, for engines that take that; the others pass over it."""
    stream_format: Literal["audio", "sse"] = "audio"
    track: ChannelSpace | None = None
    """Ours: with ``sse``, events that carry the mouth track in this space; with ``audio``, the space of the track at
    the address that the answer names."""
    language: str | None = Field(default=None, max_length=35)
    """Ours: BCP 47 code of the main language; found from the text by default."""


def order_of(body: CreateSpeech, told: Describe) -> Order:
    """The order for a request. Raises ``ProblemError`` or ``RefusalError``."""
    engine = engine_of(body.model, told)
    checked = SpeechRequest(
        text=body.input, voice=_voice(body.voice, engine, told), language=body.language, rate=speed_of(body)
    )
    order = check_speak(checked, told, body.track or DEFAULT_SPACE)
    return Order(
        order.text,
        order.space,
        voice=order.voice,
        language=order.language,
        prosody=Prosody(order.prosody.rate, instructions=body.instructions.strip()),
        engine=engine,
    )


def speed_of(body: CreateSpeech) -> float:
    """The speed that is spoken at."""
    return min(max(body.speed, SPEEDS[0]), SPEEDS[1])


def model_names(told: Describe) -> list[str]:
    """The models there are: one for all voices, and one for the voices of each engine."""
    return [OWN_MODEL, *dict.fromkeys(f"{OWN_MODEL}-{voice.engine}" for voice in told.voices)]


def engine_of(model: str, told: Describe) -> str | None:
    """The engine that a model's name asks for; None for any. Raises :class:`ProblemError`."""
    if model == OWN_MODEL or any(model == alias or model.startswith(f"{alias}-20") for alias in ALIASES):
        return None
    if model in model_names(told):
        return model.removeprefix(f"{OWN_MODEL}-")
    text = f"no model is called {model!r}; there are: {', '.join(model_names(told))}"
    raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=404, place=("model", "model_not_found"))


def _voice(name: str | None, engine: str | None, told: Describe) -> str | None:
    """The whole name of a voice of ours; None for the usual one."""
    if not name:
        return None
    offered = [voice.name for voice in told.voices if engine in {None, voice.engine}]
    if name in offered:
        return name
    for offer in offered:
        if offer.partition(":")[2] == name:
            return offer
    if name in OPENAI_VOICES:
        return None
    names = ", ".join(offered[:8]) + (f" and {len(offered) - 8} more" if len(offered) > 8 else "")
    text = f"no voice is called {name!r} in this model; there are: {names}"
    raise ProblemError(ErrorCode.UNKNOWN_VOICE, text)
