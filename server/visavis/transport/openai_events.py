"""The server-sent events of ``POST /v1/audio/speech``: OpenAI's own, and those that carry the mouth track.

Source of the first: OpenAI's API reference, ``speech.audio.delta`` and ``speech.audio.done``.
"""

from __future__ import annotations

import base64
import json
from typing import Any, Final

from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.protocol.rest import Problem
from visavis.transport.openai_errors import openai_error
from visavis.tts.chunk import TRACK_FPS, UtteranceChunk
from visavis.tts.recording import Performance

TOKENS_PER_SECOND: Final = 20
"""We count no tokens. The usage tells characters, and sound at about OpenAI's rate, for programs that add it up."""


def track_begins(performance: Performance, space: ChannelSpace) -> bytes:
    """The first event of an answer with a track: what the others count in."""
    told = {
        "type": "visavis.track.begin",
        "text": performance.written,
        "voice": performance.voice.name,
        "language": performance.language,
        "channel_space": space,
        "fps": TRACK_FPS,
        "channels": CHANNELS[space],
    }
    return _event(json.dumps(told, ensure_ascii=False))


def track_delta(chunk: UtteranceChunk) -> bytes:
    """The rows and events that became final with a chunk: weights 0 to 255, row after row, in base64."""
    rows = base64.b64encode(chunk.rows).decode()
    # The events are encoded already, from "words" to the closing brace.
    head = f'{{"type":"visavis.track.delta","first_frame":{chunk.first_frame},"frames":{chunk.frames},"rows":"{rows}",'
    return _event(head + chunk.events.decode())


def audio_delta(sound: bytes) -> bytes:
    """The next bytes of the sound."""
    return _event(f'{{"type":"speech.audio.delta","audio":"{base64.b64encode(sound).decode()}"}}')


def audio_done(characters: int, seconds: float) -> bytes:
    """The last event."""
    output = round(seconds * TOKENS_PER_SECOND)
    usage = {"input_tokens": characters, "output_tokens": output, "total_tokens": characters + output}
    return _event(json.dumps({"type": "speech.audio.done", "usage": usage}))


def failed(problem: Problem, status: int) -> bytes:
    """The last event of an answer that could not be finished."""
    told: dict[str, Any] = json.loads(openai_error(problem, status)[0])
    return _event(json.dumps({"type": "error", **told}, ensure_ascii=False))


def _event(data: str) -> bytes:
    return b"data: " + data.encode() + b"\n\n"
