"""What a host may have a page do over the relay: the page's own commands, each checked before it travels.

Text is data all the way: a page shows it as text and hands it to the front end, never to a parser of HTML. Two things
are left out on purpose: nobody switches a visitor's microphone on from afar, or takes the avatar off the page.
"""

from typing import Annotated, Literal

from pydantic import Field

from visavis.protocol.base import Message
from visavis.protocol.client import Emotion, SpeakingStyle, SpeechOptions, TurnId, UtteranceId

Name = Annotated[str, Field(min_length=1, max_length=100)]
Address = Annotated[str, Field(min_length=1, max_length=2000)]
AvatarName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""A folder among the server's models: no path, and so none that leads out of it."""
Share = Annotated[float, Field(ge=0, le=1)]
Direction = Annotated[float, Field(ge=-1, le=1)]


class SpeakCommand(SpeechOptions):
    """Say a text. The page chooses an id where none is given."""

    type: Literal["speak"] = "speak"
    id: UtteranceId | None = None


class SpeakStreamCommand(Message):
    """A piece of a text that is still being written; ``final`` with the last one."""

    type: Literal["speakStream"] = "speakStream"
    id: UtteranceId
    text: str
    final: bool = False


class SpeakAudioCommand(Message):
    """Say a recording that the page fetches."""

    type: Literal["speakAudio"] = "speakAudio"
    url: Address
    id: UtteranceId | None = None
    text: str = ""
    language: str | None = Field(default=None, max_length=35)
    emotion: Emotion | None = None
    style: SpeakingStyle = "neutral"


class AskCommand(Message):
    """Ask what a visitor would ask: the avatar answers."""

    type: Literal["ask"] = "ask"
    text: Annotated[str, Field(min_length=1)]
    id: TurnId | None = None
    language: str | None = Field(default=None, max_length=35)
    voice: str | None = Field(default=None, max_length=200)


class InterruptCommand(Message):
    """Stop what is said and what waits, or one utterance."""

    type: Literal["interrupt", "stop"] = "interrupt"
    id: UtteranceId | None = None


class PlainCommand(Message):
    """A command without any choice."""

    type: Literal["pause", "resume", "mute", "unmute"]


class VolumeCommand(Message):
    """How loud, 0 to 1."""

    type: Literal["volume"] = "volume"
    volume: Share


class MouthCommand(Message):
    """The model's mouth clips, without sound."""

    type: Literal["mouth", "playMouth"] = "mouth"
    on: bool = True


class CaptionsCommand(Message):
    """Captions over the foot of the figure, for who does not hear it."""

    type: Literal["captions"] = "captions"
    on: bool = True


class StillCommand(Message):
    """A figure that holds still but for a mouth that speaks, or one that moves again."""

    type: Literal["still"] = "still"
    on: bool = True


class EmotionCommand(Message):
    """The mood of the face, 0 to 1 of it."""

    type: Literal["setEmotion", "emotion"] = "setEmotion"
    name: Emotion
    intensity: Share = 1.0


class ClipCommand(Message):
    """A gesture of the model."""

    type: Literal["playClip", "clip"] = "playClip"
    name: Name


class ActivityCommand(Message):
    """What the avatar shows while nothing is said."""

    type: Literal["activity", "setActivity"] = "activity"
    name: Literal["idle", "listening", "thinking"]


class ShotCommand(Message):
    """Where the camera stands."""

    type: Literal["setShot", "shot"] = "setShot"
    name: Literal["full", "mid", "upper", "head"]


class BackgroundCommand(Message):
    """A CSS colour, the address of a picture, or ``none``."""

    type: Literal["setBackground", "background"] = "setBackground"
    background: Address


class AvatarCommand(Message):
    """Another model of this server."""

    type: Literal["setAvatar", "avatar"] = "setAvatar"
    name: AvatarName


class LookAtCommand(Message):
    """Where the eyes go: -1 is the left or lower edge of the picture, 1 the right or upper; null is the visitor."""

    type: Literal["lookAt"] = "lookAt"
    x: Direction | None = None
    y: Direction | None = None


class TintCommand(Message):
    """A colour of the model that can be changed."""

    type: Literal["tint", "setTint"] = "tint"
    name: Name
    colour: Name


class QualityCommand(Message):
    """How rich the picture is."""

    type: Literal["quality", "setQuality"] = "quality"
    quality: Literal["auto", "low", "medium", "high"]


RelayedCommand = Annotated[
    SpeakCommand
    | SpeakStreamCommand
    | SpeakAudioCommand
    | AskCommand
    | InterruptCommand
    | PlainCommand
    | VolumeCommand
    | MouthCommand
    | CaptionsCommand
    | StillCommand
    | EmotionCommand
    | ClipCommand
    | ActivityCommand
    | ShotCommand
    | BackgroundCommand
    | AvatarCommand
    | LookAtCommand
    | TintCommand
    | QualityCommand,
    Field(discriminator="type"),
]
"""One command, told apart by its ``type``."""
