"""The REST routes: speech in one answer or as a stream, voices, description, health."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from visavis.protocol.describe import Describe
from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem, SpeechRequest, VoiceList
from visavis.session.requests import check_speak
from visavis.transport.caller import SESSION_TOKEN, caller, charge
from visavis.transport.problems import ProblemError
from visavis.transport.service import service_of
from visavis.transport.speech_answer import CONTENT, answer_speech, form_of

router = APIRouter()

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "The body is not JSON.",
        401: "No token, or one that is not accepted.",
        406: "None of the accepted media types can be given.",
        408: "The body did not come in time.",
        413: "The body or the text is too long.",
        415: "The body is not sent as application/json.",
        422: "A field is missing, misspelt or out of range, or the text cannot be spoken.",
        429: "Too many requests for speech at a time, or too much in a minute; try again.",
        503: "The engine failed or is not there.",
    }.items()
}


@router.post(
    "/v1/speech",
    response_class=Response,
    responses={200: {"description": "The speech.", "content": CONTENT}, **_ERRORS},
    dependencies=[SESSION_TOKEN],
    summary="Speak a text",
)
async def speech(body: SpeechRequest, request: Request) -> Response:
    """Speak a text and answer with its sound and its mouth track.

    The `Accept` header chooses the form:

    * `multipart/mixed` (the default): a part named `speech` with a SpeechResult in JSON, then a part named `audio`
      with a WAV file.
    * `audio/wav`, `audio/flac`, `audio/mpeg`, `audio/ogg` (Opus): only the sound.
    * `application/json`: only the SpeechResult; `text/csv`: only the track, a line a frame; `text/vtt`: captions.
    * `application/vnd.visavis.frames`: a stream that begins before the speech is made. It is a row of items, each
      preceded by its length in bytes as a little-endian uint32. The first item is the JSON message
      `utterance_start`; the others are the binary frames of the websocket, track before audio. The last audio frame
      is `final`. If the engine fails on the way, the last item is a JSON message `error` instead. An item that starts
      with `{` is JSON: as a frame's header length that would be beyond what a frame may have.
    """
    service = service_of(request)
    form = form_of(request)
    peer = await caller(request, service)
    order = check_speak(body, service.describe, body.channel_space)
    await charge(service, peer, "characters", len(body.text))
    return await answer_speech(request, service, order, form, body.emotion)


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
@router.get("/v1/sessions/{session_id}/agent", include_in_schema=False)
async def session_without_upgrade(request: Request) -> Response:
    """Where somebody asks for a websocket without being one."""
    text = f"{request.url.path} is a websocket; ask for it with an upgrade, and see that a proxy passes the upgrade on"
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
