"""What the routes work with, put together once when the server starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from fastapi import Request

from visavis.protocol.channels import CHANNELS
from visavis.protocol.client import Emotion, SpeakingStyle
from visavis.protocol.describe import Describe, DialogueOffer, Limits, VoiceInfo
from visavis.settings import Settings
from visavis.telemetry.telemetry import Telemetry
from visavis.transport.agent_endpoint import AgentEndpoint
from visavis.transport.desk import Desk
from visavis.transport.metrics_rule import MetricsRule
from visavis.transport.site import Site
from visavis.transport.spoken_tracks import SpokenTracks
from visavis.transport.websocket import SessionEndpoint, SessionRules
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, Voice
from visavis.tts.sound import SoundBudget
from visavis.tts.sound_file import SoundDecoder
from visavis.tts.speaker import Speaker
from visavis.tts.utterance import timing_of


@dataclass(slots=True)
class Service:
    """The running server: what it offers, and who speaks."""

    speaker: Speaker
    compute: Compute
    describe: Describe
    sessions: SessionEndpoint
    agents: AgentEndpoint
    rules: SessionRules
    sounds: SoundBudget
    decoder: SoundDecoder
    request_slots: asyncio.Semaphore
    request_timeout_s: float
    site: Site
    telemetry: Telemetry
    metrics: MetricsRule
    """Who may see what ``telemetry`` counts."""
    kiosk: Path | None = None
    """The file that says how a kiosk looks."""
    problems: Callable[[], list[str]] = field(default=list)
    """Why the server is not fully usable; empty when it is."""
    tracks: SpokenTracks = field(default_factory=SpokenTracks)
    """Of speech that went out as plain sound."""

    def offer(self, dialogue: DialogueOffer | None) -> None:
        """Tell whoever comes from now on what can be asked."""
        self.describe = self.describe.model_copy(update={"dialogue": dialogue})
        self.sessions.describe = self.describe


def service_of(request: Request) -> Service:
    """The service behind a request."""
    service: Service = request.app.state.service
    return service


def describe(
    voices: list[Voice],
    default_voice: str,
    engines: dict[str, Engine],
    settings: Settings,
    usual: Mapping[str, str],
    desk: Desk | None = None,
) -> Describe:
    """What clients are told in the handshake. ``usual`` names the voice of each language."""
    limits = Limits(
        text_chars=settings.text_chars,
        queued_utterances=settings.queued_utterances,
        message_bytes=settings.message_bytes,
        lead_seconds=settings.lead_seconds,
        speak_per_minute=settings.speak_per_minute,
        audio_seconds=settings.audio_seconds,
        audio_bytes=round(settings.audio_mb * (1 << 20)),
    )
    return Describe(
        voices=tuple(_info(voice, engines[voice.engine], usual) for voice in voices),
        default_voice=default_voice,
        languages=tuple(dict.fromkeys(language for voice in voices for language in voice.languages)),
        channel_spaces=dict(CHANNELS),
        track_fps=TRACK_FPS,
        emotions=get_args(Emotion),
        styles=get_args(SpeakingStyle),
        limits=limits,
        dialogue=None if desk is None else desk.offer,
        hearing=None if desk is None else desk.hearing,
    )


def _info(voice: Voice, engine: Engine, usual: Mapping[str, str]) -> VoiceInfo:
    return VoiceInfo(
        name=voice.name,
        engine=voice.engine,
        title=voice.title,
        languages=voice.languages,
        gender=voice.gender,
        sample_rate_hz=voice.sample_rate_hz,
        default_for=tuple(language for language, name in usual.items() if name == voice.name),
        timing=tuple(sorted(timing.value for timing in timing_of(engine, voice))),
    )
