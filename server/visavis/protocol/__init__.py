"""The wire: every message once. Data only, no behaviour; imports nothing of ours.

A message is a JSON object with a ``type``. On a websocket, JSON messages are text frames; audio and track are binary
frames: a little-endian uint32 with the length of the JSON header, the header, then the raw bytes.
"""

from visavis.protocol.channels import ARKIT52, CHANNELS, VISEME15, ChannelSpace
from visavis.protocol.client import (
    ClientMessage,
    Hello,
    Interrupt,
    Pause,
    Ping,
    PlaybackReport,
    Resume,
    Speak,
    SpeakAudio,
)
from visavis.protocol.codecs import OPUS_RATE_HZ, Codec
from visavis.protocol.describe import Describe, Limits, VoiceInfo
from visavis.protocol.errors import ErrorCode
from visavis.protocol.frames import AudioHeader, FrameHeader, MarkEvent, SentenceEvent, TrackHeader, WordEvent
from visavis.protocol.rest import SpeechRequest, SpeechResult
from visavis.protocol.server import ErrorMessage, Interrupted, Pong, ServerMessage, UtteranceStart, Welcome
from visavis.protocol.version import PROTOCOL_VERSION

__all__ = [
    "ARKIT52", "CHANNELS", "OPUS_RATE_HZ", "PROTOCOL_VERSION", "VISEME15", "AudioHeader", "ChannelSpace",
    "ClientMessage", "Codec", "Describe", "ErrorCode", "ErrorMessage", "FrameHeader", "Hello", "Interrupt",
    "Interrupted", "Limits", "MarkEvent", "Pause", "Ping", "PlaybackReport", "Pong", "Resume",
    "SentenceEvent", "ServerMessage", "Speak", "SpeakAudio", "SpeechRequest", "SpeechResult", "TrackHeader",
    "UtteranceStart", "VoiceInfo", "Welcome", "WordEvent",
]  # fmt: skip
