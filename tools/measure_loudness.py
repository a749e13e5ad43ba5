"""Measures how loud the embedded voices speak, and writes it where their engines declare it.

    .venv/bin/python tools/measure_loudness.py

Run it when the settings of such a voice have changed. See ``docs/sound.md``.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Final

import numpy as np

from visavis.speech.frontend import analyse
from visavis.tts.engine import Engine, Prosody, Voice
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.engines.flite import FliteEngine
from visavis.tts.evening.declared import FILE_NAME
from visavis.tts.evening.meter import Meter

ENGINES: Final = (EspeakEngine, FliteEngine)
FOLDER: Final = Path(__file__).parents[1] / "server" / "visavis" / "tts" / "engines"
TEXTS: Final = {
    "zh": "您好，欢迎光临我们的商店。请问有什么可以帮您的吗？今天的天气非常好，我们一起出去走走吧。",
    "en": "Hello and welcome to our shop. What can I do for you today? The weather is very fine, so let us go for a "
    "walk. Please pass me the big brown bag.",
}
NUMBERS: Final = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200."
"""For every other language: each reads them in its own words."""


async def measure(engine: Engine, voice: Voice) -> float | None:
    """Its loudness in LUFS, to a tenth; None for a voice that says nothing."""
    language = voice.languages[0]
    analysis = analyse(TEXTS.get(language.partition("-")[0], NUMBERS), language=language)
    meter = Meter(voice.sample_rate_hz)
    for sentence in analysis.sentences:
        async for piece in engine.speak(sentence, voice, Prosody(), slack_s=10.0):
            meter.push(np.frombuffer(piece.pcm, "<i2").astype(np.float32) / np.float32(32768))
    level = meter.level()
    return None if level is None else round(level.lufs, 1)


async def main() -> None:
    """All voices of all embedded engines."""
    for kind in ENGINES:
        engine = kind()
        await engine.start()
        try:
            levels = {voice.name: await measure(engine, voice) for voice in await engine.voices()}
        finally:
            await engine.close()
        told = {name: level for name, level in levels.items() if level is not None}
        (FOLDER / kind.name / FILE_NAME).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        values = sorted(told.values())
        print(f"{kind.name}: {len(told)} voices, {values[0]} to {values[-1]} LUFS, median {values[len(values) // 2]}")


if __name__ == "__main__":
    asyncio.run(main())
