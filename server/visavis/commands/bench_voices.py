"""``visavis bench voices``."""

from __future__ import annotations

import asyncio
import json

import click

from visavis.bench.runner import machine
from visavis.bench.voices import runner
from visavis.commands.failing import clear_errors
from visavis.commands.studio import studio
from visavis.settings import load_settings
from visavis.tts.engine import Voice


@click.command("voices")
@click.argument("names", nargs=-1, metavar="[VOICE]…")
@click.option("--engines", metavar="NAMES", help="Engines to start, with commas; * for all.  [default: flite,espeak]")
@click.option("--json", "json_only", is_flag=True, help="Print one JSON array on stdout; progress goes to stderr.")
def of_voices(names: tuple[str, ...], engines: str | None, json_only: bool) -> None:
    """Measure voices side by side, by default all of the engines that are on and that there are sentences for.

    \b
    What is printed:
      first audio   from the request to the first sound
      RTF           seconds of work for a second of sound, the mouth included
      loudness      of what a listener gets, all voices being evened
      cues cover    share of the sound with a mouth shape
      onsets off    median distance of these shapes from what the aligner hears

    Each says sentences of ours in its own language. What is kept on disk is not used.

    \b
    Examples:
      visavis bench voices
      visavis bench voices flite:slt espeak:zh
      visavis bench voices --engines azure,elevenlabs --json
    """

    def tell(line: str) -> None:
        click.echo(line, err=True)

    async def measured() -> list[runner.VoiceFigures]:
        settings = load_settings(engines=engines, cache_mb=0, cache_disk_mb=0)
        async with studio(settings) as speaker:
            directory = speaker.voices
            chosen: list[Voice] = [directory.choose(name) for name in names] or [
                voice for voice in directory.voices if voice.sound and runner.own_language(voice) is not None
            ]
            return await runner.measure(speaker, chosen, tell)

    tell(machine())
    with clear_errors():
        found = asyncio.run(measured())
    click.echo(json.dumps(runner.as_json(found)) if json_only else runner.as_table(found))
