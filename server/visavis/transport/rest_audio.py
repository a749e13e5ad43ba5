"""The REST route for recordings: sound in, the same sound with its mouth track out."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import AudioSpeechRequest, Problem
from visavis.session.requests import check_speak_audio
from visavis.transport.caller import SESSION_TOKEN, caller, charge
from visavis.transport.messages import describe_errors
from visavis.transport.problems import ProblemError
from visavis.transport.service import Service, service_of
from visavis.transport.speech_answer import CONTENT, answer_speech, form_of
from visavis.tts.order import SoundOrder
from visavis.tts.sound import RATES_HZ, Reservation
from visavis.tts.sound_file import SoundFileError

PATH: Final = "/v1/speech/audio"
FORM: Final = "multipart/form-data"
FILE_FIELD: Final = "audio"

router = APIRouter()

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "The form is broken.",
        401: "No token, or one that is not accepted.",
        403: "A page of another site sent it, which is not allowed to.",
        406: "None of the accepted media types can be given.",
        408: "The body did not come in time.",
        413: "The file, its sound or the text is too long.",
        415: "The body is neither a form nor audio.",
        422: "The file is no sound that can be read, or a field is missing, misspelt or out of range.",
        429: "Too many requests for speech, or recordings, at a time; try again.",
        503: "The server failed.",
    }.items()
}
_BINARY = {"type": "string", "format": "binary"}
_BODY = {
    "required": True,
    "content": {
        FORM: {
            "schema": {
                "type": "object",
                "required": [FILE_FIELD],
                "properties": {FILE_FIELD: _BINARY, **AudioSpeechRequest.model_json_schema()["properties"]},
            }
        },
        "audio/*": {"schema": _BINARY},
    },
}


@router.post(
    PATH,
    response_class=Response,
    responses={200: {"description": "The speech.", "content": CONTENT}, **_ERRORS},
    openapi_extra={"requestBody": _BODY},
    dependencies=[SESSION_TOKEN],
    summary="Speak a recording",
)
async def speech_audio(request: Request) -> Response:
    """Take a recording (WAV, FLAC, Ogg or MP3) and answer with its sound and a mouth track for it.

    As a form: the file as `audio`, and fields beside it. With `text`, what is said in it, the lips say it and words
    have their times; without, the mouth's shapes are recognised in the sound. A body of `audio/*` is the file alone.

    The answer has the same forms as that of `/v1/speech`. Its sound is mono at 8 to 24 kHz.
    """
    service = service_of(request)
    form = form_of(request)
    peer = await caller(request, service)
    limits = service.describe.limits
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdigit() else limits.audio_bytes
    await charge(service, peer, "upload_kb", size // 1000)
    # Nobody knows yet how much sound is in the file.
    room = service.sounds.reserve(size + round(2 * RATES_HZ[1] * limits.audio_seconds))
    if room is None:
        text = "the server holds as many recordings as it can; try again in a while"
        raise ProblemError(ErrorCode.RATE_LIMITED, text, retryable=True)
    try:
        told, order = await _order(request, service, room)
        return await answer_speech(request, service, order, form, told.emotion)
    except BaseException:
        # Else it is released when the recording has been performed, which in a stream is after this.
        room.release()
        raise


async def _order(request: Request, service: Service, room: Reservation) -> tuple[AudioSpeechRequest, SoundOrder]:
    limits = service.describe.limits
    told, content = await _read(request)
    if len(content) > limits.audio_bytes:
        text = f"the file has {len(content)} bytes, {limits.audio_bytes} are allowed"
        raise ProblemError(ErrorCode.MESSAGE_TOO_LARGE, text)
    check_speak_audio(told, service.describe)
    try:
        sound = await service.decoder.decode(content, room)
    except SoundFileError as error:
        raise ProblemError(ErrorCode(error.code), str(error)) from None
    return told, SoundOrder(sound, told.channel_space, told.text, told.language, told.style)


async def _read(request: Request) -> tuple[AudioSpeechRequest, bytes]:
    """The fields and the file of a body."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type.startswith("audio/") or media_type == "application/octet-stream":
        return AudioSpeechRequest(), await request.body()
    if media_type != FORM:
        got = f"Content-Type {media_type[:100]!r}" if media_type else "no Content-Type"
        text = f"the body is a form ({FORM}) with the file as {FILE_FIELD!r}, or the file as audio/*; got {got}"
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=415)
    try:
        async with request.form(max_files=1, max_fields=16) as form:
            return await _fields(form)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise ProblemError(ErrorCode.BAD_MESSAGE, f"the form cannot be read: {error.detail}", status=400) from None


async def _fields(form: FormData) -> tuple[AudioSpeechRequest, bytes]:
    file = form.get(FILE_FIELD)
    if not isinstance(file, UploadFile):
        text = f"the form has no file {FILE_FIELD!r}; it has: {', '.join(map(ascii, form)) or 'nothing'}"
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=422)
    fields = {name: value for name, value in form.items() if name != FILE_FIELD}
    try:
        told = AudioSpeechRequest.model_validate(fields)
    except ValidationError as error:
        text = describe_errors(error.errors(include_url=False))
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=422) from None
    return told, await file.read()
