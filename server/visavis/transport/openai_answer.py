"""Speech as OpenAI's API answers it: the sound while it is made, bare or in events, with the mouth track on request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Final

from fastapi.responses import Response

from visavis.transport import openai_events
from visavis.transport.bounded_answer import PIECE_BYTES, BoundedAnswer, BrokenOffError
from visavis.transport.openai_request import CreateSpeech, speed_of
from visavis.transport.service import Service
from visavis.transport.speech_answer import LAST_ITEM_S, problem_of, request_slot
from visavis.transport.speech_sound import SpeechSound, media_type
from visavis.transport.spoken_tracks import SpokenTrack
from visavis.tts.order import Order
from visavis.tts.soundless import require_sound

TRACK_HEADER: Final = "X-Visavis-Track"
SPEED_HEADER: Final = "X-Visavis-Speed"
"""The speed that was spoken at, where it is not the one that was asked for."""
EVENT_STREAM: Final = "text/event-stream"


async def answer_openai(service: Service, order: Order, body: CreateSpeech, root_path: str) -> Response:
    """Begin to speak, and answer with what is made as it is made. Raises ``ProblemError``."""
    deadline = asyncio.get_running_loop().time() + service.request_timeout_s
    track = service.tracks.begin(order.space)
    pieces = _pieces(service, order, body, track, deadline)
    try:
        # What is wrong is found before the first sound, and can still be answered with a status.
        first = await anext(pieces)
    except Exception as error:
        await pieces.aclose()
        raise problem_of(error, service) from None

    async def all_pieces() -> AsyncGenerator[bytes, None]:
        async with aclosing(pieces):
            for part in _parts(first):
                yield part
            async for piece in pieces:
                for part in _parts(piece):
                    yield part

    events = body.stream_format == "sse"
    headers = {
        "Content-Type": EVENT_STREAM if events else media_type(body.response_format),
        "Cache-Control": "no-store",
        TRACK_HEADER: f"{root_path}/v1/audio/speech/{track.id}/track",
    }
    if speed_of(body) != body.speed:
        headers[SPEED_HEADER] = f"{speed_of(body):g}"
    return BoundedAnswer(all_pieces(), deadline + LAST_ITEM_S, headers)


async def _pieces(
    service: Service, order: Order, body: CreateSpeech, track: SpokenTrack, deadline: float
) -> AsyncGenerator[bytes, None]:
    """What is sent, beginning with the first sound. Raises before that, and :class:`BrokenOffError` afterwards."""
    begun = False
    try:
        async with request_slot(service), service.speaker.speak(order) as utterance:
            async with asyncio.timeout_at(deadline):
                performance = await utterance.opened()
            require_sound(performance.voice)
            track.open(performance)
            rate_hz = performance.voice.sample_rate_hz
            sound = SpeechSound(body.response_format, rate_hz, service.compute)
            events = body.stream_format == "sse"
            # The track goes before the sound that it belongs to, and its beginning with the first of it.
            ahead = openai_events.track_begins(performance, order.space) if events and body.track is not None else b""
            seconds, final = 0.0, False
            while not final:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(utterance)
                final = chunk.final
                track.add(chunk)
                seconds += chunk.samples / rate_hz
                if events and body.track is not None:
                    ahead += openai_events.track_delta(chunk)
                async with aclosing(sound.encoded(chunk.pcm, final=final)) as encoded:
                    async for data in encoded:
                        begun = True
                        yield ahead + (openai_events.audio_delta(data) if events else data)
                        ahead = b""
            if events:
                begun = True
                yield ahead + openai_events.audio_done(len(performance.written), seconds)
    except Exception as error:
        if not begun:
            raise
        problem = problem_of(error, service)
        service.telemetry.meters.error(problem.problem.code)
        if body.stream_format != "sse":
            raise BrokenOffError(str(problem)) from None  # sound that just ended would pass for all of it
        yield openai_events.failed(problem.problem, problem.status)
    finally:
        service.tracks.end(track)


def _parts(piece: bytes) -> Iterator[bytes]:
    for start in range(0, len(piece), PIECE_BYTES):
        yield piece[start : start + PIECE_BYTES]
