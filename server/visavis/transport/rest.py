"""The REST routes: speech in one answer or as a stream, voices, description, health."""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem, SpeechRequest, VoiceList
from visavis.protocol.server import ErrorMessage, UtteranceStart
from visavis.session.requests import check_speak
from visavis.transport.accept import best_type
from visavis.transport.bounded_answer import BoundedAnswer, in_pieces
from visavis.transport.chunk_frames import frames_of
from visavis.transport.failures import failure_of
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service, service_of
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.files import result_json, wav_bytes
from visavis.tts.order import Order
from visavis.tts.whole import collect

MULTIPART = "multipart/mixed"
FRAMES = "application/vnd.visavis.frames"
WAV = "audio/wav"
SPEECH_TYPES = (MULTIPART, FRAMES, WAV)

LAST_ITEM_S = 1.0
"""For telling in the stream that the engine took too long."""

_LENGTH = struct.Struct("<I")

router = APIRouter()

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "The body is not JSON.",
        406: "None of the accepted media types can be given.",
        408: "The body did not come in time.",
        413: "The body or the text is too long.",
        415: "The body is not sent as application/json.",
        422: "A field is missing, misspelt or out of range, or the text cannot be spoken.",
        429: "Too many requests for speech at a time; try again.",
        503: "The engine failed or is not there.",
    }.items()
}
_CONTENT = {
    MULTIPART: {"schema": {"type": "string", "format": "binary"}},
    FRAMES: {"schema": {"type": "string", "format": "binary"}},
    WAV: {"schema": {"type": "string", "format": "binary"}},
}


@router.post(
    "/v1/speech",
    response_class=Response,
    responses={200: {"description": "The speech.", "content": _CONTENT}, **_ERRORS},
    summary="Speak a text",
)
async def speech(body: SpeechRequest, request: Request) -> Response:
    """Speak a text and answer with its sound and its mouth track.

    The `Accept` header chooses the form:

    * `multipart/mixed` (the default): a part named `speech` with a SpeechResult in JSON, then a part named `audio`
      with a WAV file.
    * `audio/wav`: only the sound.
    * `application/vnd.visavis.frames`: a stream that begins before the speech is made. It is a row of items, each
      preceded by its length in bytes as a little-endian uint32. The first item is the JSON message
      `utterance_start`; the others are the binary frames of the websocket, track before audio. The last audio frame
      is `final`. If the engine fails on the way, the last item is a JSON message `error` instead. An item that starts
      with `{` is JSON: as a frame's header length that would be beyond what a frame may have.
    """
    service = service_of(request)
    form = best_type(request.headers.get("accept"), SPEECH_TYPES)
    if form is None:
        text = f"accepts {request.headers.get('accept', '')[:200]!r}; speech can be had as {', '.join(SPEECH_TYPES)}"
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=406)
    order = check_speak(body, service.describe, body.channel_space)
    deadline = asyncio.get_running_loop().time() + service.request_timeout_s
    if form == FRAMES:
        return await _stream(service, order, body, deadline)
    answer = _whole(service, order, body, form, deadline)
    media_type, content = await _unless_gone(request, answer)
    headers = {"Content-Type": media_type, "Content-Length": str(len(content))}
    return BoundedAnswer(in_pieces(content, answer), deadline, headers)


@router.get("/v1/voices", summary="List the voices")
async def voices(request: Request) -> VoiceList:
    """All voices that can be asked for, and the one that speaks when none is named."""
    told = service_of(request).describe
    return VoiceList(voices=told.voices, default_voice=told.default_voice)


@router.get("/v1/describe", summary="What this server offers")
async def describe(request: Request) -> Describe:
    """Voices, languages, channel spaces and limits: what a session's `welcome` tells."""
    return service_of(request).describe


@router.get("/v1/session", include_in_schema=False)
async def session_without_upgrade() -> Response:
    """Where somebody asks for the websocket without being one."""
    text = "/v1/session is a websocket; ask for it with an upgrade, and see that a proxy passes the upgrade on"
    raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=426)


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is the process alive?")
async def healthz(request: Request) -> dict[str, Any]:
    """Answers as long as the process works, with the number of open sessions."""
    return {"status": "alive", "sessions": service_of(request).sessions.sessions}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", summary="Can visitors be served?", responses={503: {"description": "Not ready; says why."}})
async def readyz(request: Request) -> Response:
    """200 when the engines have started and the front end is there; else 503 with the reasons."""
    problems = service_of(request).problems()
    return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)


@asynccontextmanager
async def _slot(service: Service) -> AsyncIterator[None]:
    if service.request_slots.locked():
        raise ProblemError(ErrorCode.RATE_LIMITED, "too many requests for speech at a time; try again", retryable=True)
    async with service.request_slots:
        yield


async def _whole(
    service: Service, order: Order, body: SpeechRequest, form: str, deadline: float
) -> AsyncGenerator[tuple[str, bytes], None]:
    """One answer, as its media type and its content. The slot is held until the generator is closed."""
    async with _slot(service):
        yield await _spoken(service, order, body, form, deadline)


async def _spoken(service: Service, order: Order, body: SpeechRequest, form: str, deadline: float) -> tuple[str, bytes]:
    try:
        async with asyncio.timeout_at(deadline), service.speaker.speak(order) as utterance:
            whole = await collect(utterance)
    except Exception as error:
        raise _problem(error, service) from None
    wav = wav_bytes(whole.pcm, whole.sample_rate_hz)
    if form == WAV:
        return WAV, wav
    told = await service.compute.run(result_json, whole, body.channel_space, body.emotion)
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


async def _stream(service: Service, order: Order, body: SpeechRequest, deadline: float) -> Response:
    items = _items(service, order, body, deadline)
    try:
        # What is wrong with the text is found before the first item, and can still be answered with a status.
        first = await anext(items)
    except Exception as error:
        await items.aclose()
        raise _problem(error, service) from None

    async def all_items() -> AsyncGenerator[bytes, None]:
        async with aclosing(items):
            yield first
            async for item in items:
                yield item

    return BoundedAnswer(all_items(), deadline + LAST_ITEM_S, {"Content-Type": FRAMES})


async def _items(service: Service, order: Order, body: SpeechRequest, deadline: float) -> AsyncGenerator[bytes, None]:
    utterance_id = secrets.token_hex(8)
    started = False
    async with _slot(service), service.speaker.speak(order) as utterance:
        try:
            async with asyncio.timeout_at(deadline):
                performance = await utterance.opened()
                chunk = await anext(utterance)
            start = UtteranceStart(
                id=utterance_id,
                text=performance.written,
                voice=performance.voice.name,
                language=performance.language,
                sample_rate_hz=performance.voice.sample_rate_hz,
                track_fps=TRACK_FPS,
                channel_space=body.channel_space,
                emotion=body.emotion,
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
            problem = _problem(error, service).problem
            told = ErrorMessage(
                code=problem.code, message=problem.message, retryable=problem.retryable, id=utterance_id
            )
            yield _item(told.model_dump_json().encode())


def _item(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def _problem(error: Exception, service: Service) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, TimeoutError):
        text = f"the speech was not finished within {service.request_timeout_s:g} s"
        return ProblemError(ErrorCode.ENGINE_TIMEOUT, text, retryable=True)
    failure = failure_of(error)
    return ProblemError(failure.code, failure.message, retryable=failure.retryable)
