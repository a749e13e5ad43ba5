"""The routes of OpenAI's API: ``/v1/audio/speech`` and ``/v1/models``."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from visavis.protocol.errors import ErrorCode
from visavis.transport.accept import best_type
from visavis.transport.caller import SESSION_TOKEN, caller, charge
from visavis.transport.openai_answer import EVENT_STREAM, answer_openai
from visavis.transport.openai_request import CreateSpeech, engine_of, model_names, order_of
from visavis.transport.problems import ProblemError
from visavis.transport.service import service_of
from visavis.transport.speech_answer import TEXT_FORMS
from visavis.transport.speech_sound import PCM_TYPE
from visavis.tts.sound_encoder import MEDIA_TYPES
from visavis.tts.track_forms import TrackForm, track_bytes

router = APIRouter()

CREATED: Final = 1_795_824_000
"""When these models came about, in Unix seconds; the API wants one."""
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_SOUND: Final[dict[str, Any]] = dict.fromkeys((*MEDIA_TYPES.values(), PCM_TYPE, EVENT_STREAM), _BINARY)
_TRACKS: Final[dict[str, Any]] = dict.fromkeys(TEXT_FORMS, _BINARY)
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"description": "A field is missing, unknown or out of range, or the text cannot be spoken."},
    401: {"description": "No token as the key, or one that is not accepted."},
    404: {"description": "There is no such model."},
    429: {"description": "Too many requests for speech at a time; try again."},
    503: {"description": "The engine failed or is not there."},
}


@router.post(
    "/v1/audio/speech",
    response_class=Response,
    responses={200: {"description": "The sound, as it is made.", "content": _SOUND}, **_ERRORS},
    dependencies=[SESSION_TOKEN],
    summary="Speak a text, as OpenAI's API does",
)
async def create_speech(body: CreateSpeech, request: Request) -> Response:
    """For clients of OpenAI's API. The header `X-Visavis-Track` of the answer is the address of the mouth track; with
    `stream_format: "sse"` and `track` it comes in events before the sound it belongs to."""
    service = service_of(request)
    peer = await caller(request, service)
    order = order_of(body, service.describe)
    await charge(service, peer, "characters", len(order.text))
    return await answer_openai(service, order, body, request.scope.get("root_path", ""))


@router.get(
    "/v1/audio/speech/{track_id}/track",
    response_class=Response,
    responses={200: {"description": "The track.", "content": _TRACKS}},
    summary="The mouth track of a speech",
)
async def speech_track(track_id: str, request: Request, form: TrackForm | None = None) -> Response:
    """The mouth track of an answer of `/v1/audio/speech`, at the address that its header `X-Visavis-Track` names, as
    soon as all of it is made: JSON, CSV or captions by `Accept`, or whatever `form` says. It is kept ten minutes."""
    service = service_of(request)
    media_type = best_type(request.headers.get("accept"), list(TEXT_FORMS))
    if form is None and media_type is None:
        raise ProblemError(ErrorCode.BAD_MESSAGE, f"a track can be had as {', '.join(TEXT_FORMS)}", status=406)
    chosen = form or TEXT_FORMS[media_type or "application/json"]
    track = service.tracks.find(track_id)
    if track is not None and chosen == "live-link" and track.space != "arkit52":
        text = 'live-link is made of arkit52; ask for the speech with "track": "arkit52"'
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=400, place=("form", "invalid_value"))
    try:
        async with asyncio.timeout(service.request_timeout_s):
            whole = None if track is None else await track.whole()
    except TimeoutError:
        raise ProblemError(ErrorCode.ENGINE_TIMEOUT, "the speech is not finished", retryable=True) from None
    if track is None or whole is None:
        text = "there is no such track: it was kept for a while only, or its speech was not finished"
        raise ProblemError(ErrorCode.BAD_MESSAGE, text, status=404, place=(None, "not_found"))
    content = await service.compute.run(track_bytes, whole, track.space, chosen)
    return Response(content, headers={"Content-Type": _type_of(chosen), "Cache-Control": "no-store"})


@router.get("/v1/models", summary="The models, as OpenAI's API lists them")
async def models(request: Request) -> dict[str, Any]:
    """One model for all voices, and one for the voices of each engine."""
    return {"object": "list", "data": [_model(name) for name in model_names(service_of(request).describe)]}


@router.get("/v1/models/{name}", summary="One model", responses={404: _ERRORS[404]})
async def model(name: str, request: Request) -> dict[str, Any]:
    """A model that `/v1/audio/speech` takes, by one of its names."""
    engine_of(name, service_of(request).describe)
    return _model(name)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "visavis"}


def _type_of(form: TrackForm) -> str:
    if form == "json":
        return "application/json"
    return f"text/{'csv' if form in {'csv', 'live-link'} else 'vtt'}; charset=utf-8"
