"""``visavis voices try``."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import click

from visavis.bench.voices.runner import TEXTS, own_language
from visavis.bench.voices.trial import Trial, loudness_lufs, say
from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.speaking import write_file
from visavis.commands.studio import studio
from visavis.settings import load_settings
from visavis.speech.export.label import label_text
from visavis.speech.frontend import analyse
from visavis.tts.engine import Voice
from visavis.tts.files import wav_bytes
from visavis.tts.utterance import timing_of


@click.command("try")
@click.argument("name", metavar="VOICE")
@click.option("--text", help="What it says.  [default: a sentence in its language]")
@click.option("--language", metavar="CODE", help="Of the text; found from it by default.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The picture.  [default: VOICE.png here]")
@click.option("--wav", type=click.Path(path_type=Path, dir_okay=False), help="Write the sound too.")
def command(name: str, text: str | None, language: str | None, out: Path | None, wav: Path | None) -> None:
    """Have VOICE say a sentence, and draw wave, words, visemes and the movement of the mouth into one PNG.

    VOICE is a whole name such as flite:slt (`visavis voices` lists them); its engine is started if it is not on. This
    is also how a key is tried.

    \b
    Examples:
      visavis voices try espeak:zh
      visavis voices try flite:slt --text "Bob met Pam." --wav bob.wav
      visavis voices try azure:zh-CN-XiaoxiaoNeural --out xiaoxiao.png
    """
    engine = name.partition(":")[0]
    path = out or Path(re.sub(r"[^\w.-]+", "-", name) + ".png")
    with clear_errors():
        trial, voice, told, timing = asyncio.run(_tried(name, engine, text, language))
        from visavis.drawing.speech_picture import speech_picture

        loudness = loudness_lufs([trial.whole])
        facts = (
            f"{voice.name}   {trial.duration_s:.1f} s   first sound {1000 * trial.first_audio_s:.0f} ms   "
            f"{'silent' if loudness is None else f'{loudness:.1f} LUFS'}   times from {timing}"
        )
        write_file(path, speech_picture(trial.whole, told, facts))
        if wav is not None:
            write_file(wav, wav_bytes(trial.whole.pcm, trial.whole.sample_rate_hz, label_text(trial.whole.pcm)))
    click.echo(facts)
    click.echo(f"picture: {path}" + (f"   sound: {wav}" if wav is not None else ""))


async def _tried(name: str, engine: str, text: str | None, language: str | None) -> tuple[Trial, Voice, str, str]:
    settings = load_settings(engines=engine, cache_mb=0, cache_disk_mb=0)
    async with studio(settings) as speaker:
        voice = speaker.voices.choose(name)
        spoken_language = language or (own_language(voice) if text is None else None)
        if text is None:
            if spoken_language not in TEXTS:
                raise BadInputError(f"give a --text: there is no sentence in the language of {name}")
            text = TEXTS[spoken_language][-1]
        await asyncio.to_thread(analyse, text, language=spoken_language)  # Dictionaries are not the voice's delay.
        trial = await say(speaker, text, name, language=spoken_language, space="arkit52")
        tells = timing_of(speaker.voices.engine_of(voice), voice)
        return trial, voice, text, ", ".join(sorted(timing.value for timing in tells))
