"""Measures voices one after the other, each with sentences in its own language."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from visavis.bench.voices.onsets import onset_error_ms
from visavis.bench.voices.trial import Trial, loudness_lufs, say
from visavis.speech.frontend import TextError
from visavis.tts.engine import EngineError, Voice
from visavis.tts.late_aligner import LateAligner
from visavis.tts.speaker import Speaker

TEXTS = {
    "zh": ("您好，很高兴为您服务。", "您的包裹明天派送，请保持电话畅通。", "别忘了带上发票和密码。"),
    "en": (
        "Hello, how may I help you?",
        "Your parcel will be delivered tomorrow between nine and noon.",
        "Bob met Pam at the bank before they moved.",
    ),
    "de": ("Guten Tag, wie kann ich helfen?", "Das Paket kommt morgen Vormittag."),
    "fr": ("Bonjour, comment puis-je vous aider ?", "Le paquet arrive demain matin."),
    "es": ("Hola, ¿en qué puedo ayudarle?", "El paquete llega mañana por la mañana."),
    "ja": ("こんにちは。", "ありがとうございます。"),
    "ko": ("안녕하세요.", "무엇을 도와드릴까요?"),
    "pt": ("Olá, como posso ajudar?", "O pacote chega amanhã de manhã."),
    "ru": ("Здравствуйте, чем я могу помочь?", "Посылка придёт завтра утром."),
    "yue": ("你好，多謝。", "包裹聽日會送到。"),
}
"""Two or three sentences of a service desk in each language that is measured."""


@dataclass(frozen=True, slots=True)
class VoiceFigures:
    """Medians over the sentences of one voice, but for its loudness, which is that of all together."""

    voice: str
    language: str
    error: str | None = None
    """Why it could not be measured."""
    first_audio_ms: float | None = None
    real_time_factor: float | None = None
    loudness_lufs: float | None = None
    cue_coverage: float | None = None
    onset_error_ms: float | None = None


def own_language(voice: Voice) -> str | None:
    """The language of a voice that there are sentences in, its own first."""
    families = (code.partition("-")[0] for code in (*voice.default_for, *voice.languages))
    return next((family for family in families if family in TEXTS), None)


async def measure(speaker: Speaker, voices: Sequence[Voice], say_line: Callable[[str], None]) -> list[VoiceFigures]:
    """The figures of each voice; one that fails has an error instead. The first sentence warms up: it counts only for
    loudness."""
    aligner = LateAligner()
    try:
        return [await _measured(speaker, voice, aligner, say_line) for voice in voices]
    finally:
        await aligner.close()


async def _measured(
    speaker: Speaker, voice: Voice, aligner: LateAligner, say_line: Callable[[str], None]
) -> VoiceFigures:
    language = own_language(voice)
    if language is None:
        return VoiceFigures(voice.name, ",".join(voice.languages), "no sentences in its language")
    say_line(f"{voice.name} …")
    try:
        trials: list[tuple[str, Trial]] = []
        for text in TEXTS[language]:
            trials.append((text, await say(speaker, text, voice.name, language=language)))
            await asyncio.sleep(0)
        counted = trials[1:]
        onsets = [await onset_error_ms(trial.whole, text, aligner) for text, trial in counted]
    except (EngineError, TextError) as error:
        return VoiceFigures(voice.name, language, str(error))
    said = [trial for _, trial in counted]
    known = [onset for onset in onsets if onset is not None]
    return VoiceFigures(
        voice.name,
        language,
        None,
        1000 * statistics.median(trial.first_audio_s for trial in said),
        statistics.median(trial.real_time_factor for trial in said),
        loudness_lufs([trial.whole for _, trial in trials]),
        statistics.median(trial.cue_coverage for trial in said),
        statistics.median(known) if known else None,
    )


def as_json(figures: Sequence[VoiceFigures]) -> list[dict[str, Any]]:
    """One object a voice."""
    return [asdict(one) for one in figures]


def as_table(figures: Sequence[VoiceFigures]) -> str:
    """For people; a voice that failed has a line that tells why."""
    width = max((len(one.voice) for one in figures), default=5)
    lines = [f"{'voice':<{width}}  lang  first audio ms    RTF  loudness LUFS  cues cover %  onsets off ms"]
    for one in figures:
        head = f"{one.voice:<{width}}  {one.language:<4}"
        if one.error is not None:
            lines.append(f"{head}  {one.error}")
            continue
        cover = None if one.cue_coverage is None else 100 * one.cue_coverage
        lines.append(
            f"{head}  {_told(one.first_audio_ms, 14, 0)}  {_told(one.real_time_factor, 5, 3)}"
            f"  {_told(one.loudness_lufs, 13, 1)}  {_told(cover, 12, 0)}  {_told(one.onset_error_ms, 13, 0)}"
        )
    return "\n".join(lines)


def _told(value: float | None, width: int, digits: int) -> str:
    return f"{value:>{width}.{digits}f}" if value is not None else f"{'–':>{width}}"
