"""Puts the server together: engines, speaker, routes, files."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from visavis import __version__
from visavis.chosen_engines import budgets, evening, load_all_engines, resilience, speech_store
from visavis.protocol.errors import ErrorCode
from visavis.session.conversation import ConversationRules
from visavis.settings import Settings, data_folder, load_settings, use_own_label, use_own_words
from visavis.speech import frontend
from visavis.telemetry.telemetry import Telemetry
from visavis.telemetry.tracing import open_tracing
from visavis.transport import (
    kiosk,
    metrics,
    openai_routes,
    page_routes,
    problems,
    relay_routes,
    rest,
    rest_audio,
    site_files,
)
from visavis.transport.agent_endpoint import AgentEndpoint
from visavis.transport.api_description import tell_who_may
from visavis.transport.api_page import api_page
from visavis.transport.body_limit import Allowance, BodyLimit
from visavis.transport.desk import Desk, open_desk
from visavis.transport.metrics_rule import MetricsRule
from visavis.transport.openai_answer import SPEED_HEADER, TRACK_HEADER
from visavis.transport.picture_sources import picture_sources
from visavis.transport.prepared_answers import PreparedAnswers
from visavis.transport.security import OtherSites, SecurityHeaders
from visavis.transport.service import Service, describe
from visavis.transport.shared import open_shared
from visavis.transport.static import ModelFiles
from visavis.transport.websocket import SessionEndpoint, SessionRules
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, EngineError
from visavis.tts.engine_start import start_engines
from visavis.tts.late_aligner import LateAligner
from visavis.tts.order import Order
from visavis.tts.sound import SoundBudget
from visavis.tts.sound_file import SoundDecoder
from visavis.tts.speaker import LARGEST_CHUNK_S, Speaker
from visavis.tts.utterance import needs_alignment, timing_of
from visavis.tts.voice_directory import VoiceDirectory
from visavis.tts.whole import collect

logger = logging.getLogger(__name__)

WARM_UP_TEXT = "您好。Hello."
WARM_UP_TIMEOUT_S = 20.0
AUDIO_BODY_S = 60.0
"""A file that is sent may take so long."""


def create_app(settings: Settings | None = None, engines: Mapping[str, Engine] | None = None) -> FastAPI:
    """The whole server as an ASGI application.

    ``settings`` come from the environment by default. ``engines`` replaces those that the settings name; they are
    started and closed with the application.
    """
    chosen = settings if settings is not None else load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _running(app, chosen, engines):
            yield

    app = FastAPI(
        title="visavis",
        version=__version__,
        description="Text to speech with a timed mouth track. Sessions use the websocket at /v1/session.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )

    def told(path: str, code: ErrorCode) -> None:
        # Who tries addresses that are none of ours tells nothing of this server.
        service: Service | None = getattr(app.state, "service", None)
        if service is not None and path.startswith("/v1/"):
            service.telemetry.meters.error(code)

    problems.install(app, told)
    app.include_router(rest.router)
    app.include_router(rest_audio.router)
    app.include_router(openai_routes.router)
    app.include_router(relay_routes.router)
    app.include_router(kiosk.router)
    app.include_router(page_routes.router)
    app.include_router(metrics.router)
    tell_who_may(app, asked=chosen.token_keys is not None and not chosen.anonymous)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(api_page(app.openapi()))

    async def session(scope: Scope, receive: Receive, send: Send) -> None:
        service: Service = app.state.service
        await service.sessions(scope, receive, send)

    app.router.routes.append(WebSocketRoute("/v1/session", _Plain(session)))

    async def agent(scope: Scope, receive: Receive, send: Send) -> None:
        service: Service = app.state.service
        await service.agents(scope, receive, send)

    app.router.routes.append(WebSocketRoute("/v1/sessions/{session_id}/agent", _Plain(agent)))
    app.mount("/models", ModelFiles(site_files.model_folders(chosen)))
    app.router.routes.extend(site_files.embed_page(chosen))
    # Not a mount: that would take even a wrong method on a route of ours for a file that is missing.
    app.router.default = site_files.front_end(chosen)

    audio = Allowance(round(chosen.audio_mb * (1 << 20)) + chosen.message_bytes, AUDIO_BODY_S)
    usual = Allowance(chosen.message_bytes)
    app.add_middleware(BodyLimit, usual=usual, by_path={rest_audio.PATH: audio}, told=told)
    if chosen.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=chosen.allowed_origins,
            allow_methods=["GET", "POST"],
            # OpenAI's client sends a dozen of its own, and a key, of which we read none.
            allow_headers=["*"],
            expose_headers=[TRACK_HEADER, SPEED_HEADER],
        )
    # Whose pictures may be shown is known once the answers are read.
    app.state.other_sites = OtherSites(site_files.framing(chosen), chosen.allowed_origins)
    app.add_middleware(SecurityHeaders, sites=app.state.other_sites)
    return app


def _follow(app: FastAPI, desk: Desk) -> None:
    """Whatever depends on the answers changes with them."""

    def show() -> None:
        app.state.other_sites.pictures = picture_sources(desk.answers.book, desk.persona.hosts)

    show()
    desk.watchers += [lambda: app.state.service.offer(desk.offer), show]


class _Plain:
    """Starlette takes a function for a handler of its own kind; an object is called as ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


@asynccontextmanager
async def _running(app: FastAPI, settings: Settings, engines: Mapping[str, Engine] | None) -> AsyncIterator[None]:
    use_own_words(settings)
    use_own_label(settings)
    shared = await open_shared(settings)
    compute = Compute(settings.compute_threads)
    given = dict(engines) if engines is not None else load_all_engines(settings)
    started, absent = await start_engines(given, settings.engine_start_s)
    failures = [f"engine {name}: {reason}" for name, reason in absent.items()]
    store = speech_store(settings, started)
    aligner = LateAligner(engine=started.get("espeak"), data_dir=data_folder(settings))
    sound = evening(settings)
    telemetry = Telemetry(open_tracing(__version__))
    closing = AsyncExitStack()
    closing.push_async_callback(telemetry.close)
    try:
        voices = await _voices(started, failures)
        default_voice = _default_voice(voices, settings.default_voice, failures)
        speaker = Speaker(
            voices,
            compute,
            text_chars=settings.text_chars,
            cache_bytes=round(settings.cache_mb * (1 << 20)),
            default_voice=default_voice,
            # A chunk is sent when there is room for all of it below the lead, so it must not need all of that.
            largest_chunk_s=min(LARGEST_CHUNK_S, settings.lead_seconds / 2),
            aligner=aligner,
            evening=sound,
            resilience=resilience(settings, voices, store, budgets(settings, shared.site.hub), telemetry.meters),
            absent=absent,
        )
        prepared = PreparedAnswers(speaker, round(settings.prepared_mb * (1 << 20)))
        closing.push_async_callback(prepared.close)
        # Nobody has asked for our own few answers, and a voice may cost money.
        desk = await open_desk(settings, None if settings.answers is None else prepared.take)
        if desk is not None:
            closing.push_async_callback(desk.close)
            desk.count(telemetry.meters)
        usual_voice = default_voice or _usual_voice(voices)
        told = describe(voices.voices, usual_voice, started, settings, speaker.usual_voices(), desk)
        rules = SessionRules(
            max_sessions=settings.max_sessions,
            allowed_origins=frozenset(settings.allowed_origins),
            allow_missing_origin=settings.allow_missing_origin,
            hello_timeout_s=settings.hello_timeout_s,
            server_version=__version__,
            codec=settings.codec,
            conversation=ConversationRules(settings.barge_in_s),
            agent_first_s=settings.agent_first_s,
            agent_next_s=settings.agent_next_s,
        )
        sounds = SoundBudget(round(settings.audio_memory_mb * (1 << 20)))
        app.state.service = Service(
            speaker=speaker,
            compute=compute,
            describe=told,
            sessions=SessionEndpoint(speaker, told, rules, sounds, shared.site, desk, telemetry),
            agents=AgentEndpoint(shared.site, told, rules, telemetry.meters),
            rules=rules,
            sounds=sounds,
            decoder=SoundDecoder(settings.audio_seconds),
            request_slots=asyncio.Semaphore(settings.max_requests),
            request_timeout_s=settings.request_timeout_s,
            site=shared.site,
            telemetry=telemetry,
            metrics=MetricsRule(settings.metrics, settings.metrics_token),
            kiosk=settings.kiosk,
            problems=lambda: [*failures, *site_files.missing(settings)],
        )
        if desk is not None:
            _follow(app, desk)
        if settings.warm_up and voices.voices:
            aligned = any(needs_alignment(timing_of(started[v.engine], v)) for v in voices.voices)
            await _warm_up(speaker, compute, aligner if aligned else None)
        _settle_garbage_collector()
        yield
    finally:
        await closing.aclose()
        await aligner.close()
        for engine in started.values():
            await engine.close()
        if store is not None:
            store.close()
        sound.close()
        compute.close()
        await shared.close()


def _settle_garbage_collector() -> None:
    """What is there now stays as long as the server: looking through it again and again took 4 % of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _voices(started: Mapping[str, Engine], failures: list[str]) -> VoiceDirectory:
    try:
        return await VoiceDirectory.open(started)
    except EngineError as error:
        failures.append(str(error))
        return VoiceDirectory([], started)


def _default_voice(voices: VoiceDirectory, wanted: str | None, failures: list[str]) -> str | None:
    """The voice that the settings name, if there is one of that name."""
    try:
        return None if wanted is None else voices.choose(wanted).name
    except EngineError as error:
        failures.append(f"VISAVIS_DEFAULT_VOICE: {error}")
        return None


def _usual_voice(voices: VoiceDirectory) -> str:
    """The voice that speaks when nobody says anything of voices."""
    try:
        return voices.choose(None, "zh").name
    except EngineError:
        return voices.voices[0].name if voices.voices else ""


async def _warm_up(speaker: Speaker, compute: Compute, aligner: LateAligner | None) -> None:
    """Load what loads late, so that the first visitor does not wait for it. Failing here is not failing to serve."""
    try:
        async with asyncio.timeout(WARM_UP_TIMEOUT_S):
            await compute.run(frontend.warm_up)
            if aligner is not None:
                await aligner.warm_up()
            for space in ("arkit52", "viseme15"):
                async with speaker.speak(Order(WARM_UP_TEXT, space), patience_s=math.inf) as utterance:
                    await collect(utterance)
    except Exception as error:
        logger.warning("warming up failed with %s: %s", type(error).__name__, error)
