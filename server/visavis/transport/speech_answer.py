"""Speech as the answer to a REST request: whole, as its sound, track or captions alone, or as a stream of frames."""

from __future__ import annotations

import asyncio
import math
import secrets
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from visavis.protocol.client import Emotion
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import ErrorMessage, UtteranceStart
from visavis.speech.export.label import label_text
from visavis.transport.accept import best_type
from visavis.transport.bounded_answer import BoundedAnswer, in_pieces
from visavis.transport.chunk_frames import frames_of
from visavis.transport.failures import failure_of
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.files import result_json, wav_bytes
from visavis.tts.order import Order, SoundOrder
from visavis.tts.sound_encoder import MEDIA_TYPES, SoundForm, encoded
from visavis.tts.soundless import require_sound
from visavis.tts.track_forms import TrackForm, track_bytes
from visavis.tts.whole import collect

MULTIPART = "multipart/mixed"
FRAMES = "application/vnd.visavis.frames"
WAV = "audio/wav"
TEXT_FORMS: dict[str, TrackForm] = {"application/json": "json", "text/vtt": "vtt", "text/csv": "csv"}
"""What can be had without the sound."""
SOUND_FORMS: dict[str, SoundForm] = {media_type: form for form, media_type in MEDIA_TYPES.items()}
SPEECH_TYPES = (MULTIPART, FRAMES, *SOUND_FORMS, *TEXT_FORMS)
CONTENT: dict[str, dict[str, Any]] = {
    media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in SPEECH_TYPES
}
"""The answers as OpenAPI tells of them."""

LAST_ITEM_S = 1.0
"""For telling in the stream that the engine took too long."""

_LENGTH = struct.Struct("<I")
AnyOrder = Order | SoundOrder


def form_of(request: Request) -> str:
    """The media type that the peer wants most. Raises :class:`ProblemError` when it wants none of ours."""
    form = best_type(request.headers.get("accept"), SPEECH_TYPES)
    if form is None:
        text = f"accepts {request.headers.get('accept', '')[:200]!r}; speech can be had as {', '.join(SPEECH_TYPES)}"
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=406)
    return form


async def answer_speech(
    request: Request, service: Service, order: AnyOrder, form: str, emotion: Emotion | None
) -> Response:
    """Perform an order and answer with it in the form that :func:`form_of` found. Raises :class:`ProblemError`."""
    deadline = asyncio.get_running_loop().time() + service.request_timeout_s
    if form == FRAMES:
        return await _stream(service, order, emotion, deadline)
    answer = _whole(service, order, emotion, form, deadline)
    media_type, content = await _unless_gone(request, answer)
    headers = {"Content-Type": media_type, "Content-Length": str(len(content))}
    return BoundedAnswer(in_pieces(content, answer), deadline, headers)


@asynccontextmanager
async def request_slot(service: Service) -> AsyncIterator[None]:
    """One of the places for requests that are being spoken. Raises :class:`ProblemError` when all are taken."""
    if service.request_slots.locked():
        raise ProblemError(ErrorCode.RATE_LIMITED, "too many requests for speech at a time; try again", retryable=True)
    async with service.request_slots:
        yield


async def _whole(
    service: Service, order: AnyOrder, emotion: Emotion | None, form: str, deadline: float
) -> AsyncGenerator[tuple[str, bytes], None]:
    """One answer, as its media type and its content. The slot is held until the generator is closed."""
    async with request_slot(service):
        yield await _spoken(service, order, emotion, form, deadline)


async def _spoken(
    service: Service, order: AnyOrder, emotion: Emotion | None, form: str, deadline: float
) -> tuple[str, bytes]:
    try:
        async with asyncio.timeout_at(deadline), service.speaker.speak(order, patience_s=math.inf) as utterance:
            if form not in TEXT_FORMS:
                require_sound((await utterance.opened()).voice)
            whole = await collect(utterance)
    except Exception as error:
        raise problem_of(error, service) from None
    if form in TEXT_FORMS:
        told = await service.compute.run(track_bytes, whole, order.space, TEXT_FORMS[form], emotion)
        return f"{form}; charset=utf-8" if form.startswith("text/") else form, told
    # The sound of a recording is the visitor's own; only what moves the mouth was made here.
    comment = await service.compute.run(label_text, whole.pcm) if isinstance(order, Order) else None
    if form in SOUND_FORMS:
        return form, await service.compute.run(encoded, whole.pcm, SOUND_FORMS[form], whole.sample_rate_hz, comment)
    wav = wav_bytes(whole.pcm, whole.sample_rate_hz, comment)
    told = await service.compute.run(result_json, whole, order.space, emotion)
    boundary = f"visavis-{secrets.token_hex(12)}"
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="speech"\r\nContent-Type: application/json\r\n\r\n',
        told,
        f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="audio"; filename="speech.wav"\r\n',
        f"Content-Type: {WAV}\r\n\r\n",
        wav,
        f"\r\n--{boundary}--\r\n",
    )
    content = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    return f'{MULTIPART}; boundary="{boundary}"', content


async def _unless_gone(request: Request, answers: AsyncGenerator[tuple[str, bytes], None]) -> tuple[str, bytes]:
    """The answer, unless the peer hangs up first: nobody should be spoken for who does not listen."""
    work = asyncio.create_task(_first(answers))
    gone = asyncio.create_task(_hang_up(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ProblemError(ErrorCode.BAD_MESSAGE, "the peer hung up", status=499)
        return await work
    finally:
        for task in (work, gone):
            task.cancel()
        await asyncio.gather(work, gone, return_exceptions=True)


async def _first(answers: AsyncGenerator[tuple[str, bytes], None]) -> tuple[str, bytes]:
    return await anext(answers)


async def _hang_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _stream(service: Service, order: AnyOrder, emotion: Emotion | None, deadline: float) -> Response:
    items = _items(service, order, emotion, deadline)
    try:
        # What is wrong with the text is found before the first item, and can still be answered with a status.
        first = await anext(items)
    except Exception as error:
        await items.aclose()
        raise problem_of(error, service) from None

    async def all_items() -> AsyncGenerator[bytes, None]:
        async with aclosing(items):
            yield first
            async for item in items:
                yield item

    return BoundedAnswer(all_items(), deadline + LAST_ITEM_S, {"Content-Type": FRAMES})


async def _items(
    service: Service, order: AnyOrder, emotion: Emotion | None, deadline: float
) -> AsyncGenerator[bytes, None]:
    utterance_id = secrets.token_hex(8)
    started = False
    async with request_slot(service), service.speaker.speak(order) as utterance:
        try:
            async with asyncio.timeout_at(deadline):
                performance = await utterance.opened()
                require_sound(performance.voice)
                chunk = await anext(utterance)
            start = UtteranceStart(
                id=utterance_id,
                text=performance.written,
                voice=performance.voice.name,
                language=performance.language,
                sample_rate_hz=performance.voice.sample_rate_hz,
                track_fps=TRACK_FPS,
                channel_space=order.space,
                emotion=emotion,
            )
            started = True
            yield _item(start.model_dump_json().encode())
            yield b"".join(map(_item, frames_of(utterance_id, chunk)))
            while not chunk.final:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(utterance)
                yield b"".join(map(_item, frames_of(utterance_id, chunk)))
        except Exception as error:
            if not started:
                raise
            problem = problem_of(error, service).problem
            service.telemetry.meters.error(problem.code)
            told = ErrorMessage(
                code=problem.code, message=problem.message, retryable=problem.retryable, id=utterance_id
            )
            yield _item(told.model_dump_json().encode())


def _item(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def problem_of(error: Exception, service: Service) -> ProblemError:
    """The problem behind whatever went wrong while speaking."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, TimeoutError):
        text = f"the speech was not finished within {service.request_timeout_s:g} s"
        return ProblemError(ErrorCode.ENGINE_TIMEOUT, text, retryable=True)
    failure = failure_of(error)
    return ProblemError(failure.code, failure.message, retryable=failure.retryable)
