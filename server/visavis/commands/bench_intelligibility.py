"""``visavis bench intelligibility``."""

from __future__ import annotations

import asyncio
import json

import click

from visavis.bench.intelligibility import runner
from visavis.bench.intelligibility.recogniser import RecogniserMissingError
from visavis.bench.runner import machine
from visavis.commands.failing import clear_errors
from visavis.commands.ranges import Range
from visavis.commands.studio import studio
from visavis.settings import load_settings
from visavis.tts.engine import Prosody


@click.command("intelligibility")
@click.argument("voices", nargs=-1, metavar="[VOICE]…")
@click.option("--engines", metavar="NAMES", default="flite,espeak", show_default=True, help="Engines to start.")
@click.option("--rate", type=Range(0.5, 2.0), default=1.0, show_default=True, help="Speed factor.")
@click.option("--quick", is_flag=True, help="A quarter of the sentences.")
@click.option("--json", "json_only", is_flag=True, help="Print one JSON array on stdout; progress goes to stderr.")
def of_intelligibility(voices: tuple[str, ...], engines: str, rate: float, quick: bool, json_only: bool) -> None:
    """Measure how many words of English voices a speech recogniser understands.

    Each voice, by default each that is at home in English, says 46 sentences of ours. pocketsphinx writes down what it
    hears (`pip install 'pocketsphinx>=5'`). The figures compare voices with one another; they are no measure of what
    people understand. A minute and a half for each voice.

    \b
    Examples:
      visavis bench intelligibility
      visavis bench intelligibility flite:slt espeak:en --rate 0.9
    """

    def say(line: str) -> None:
        click.echo(line, err=True)

    async def measured() -> list[runner.Understood]:
        async with studio(load_settings(engines=engines, cache_mb=0)) as speaker:
            directory = speaker.voices
            chosen = [directory.choose(name) for name in voices] or runner.english_voices(directory)
            return await runner.measure(directory, chosen, Prosody(rate=rate), 12 if quick else None, say)

    say(machine())
    with clear_errors():
        try:
            found = asyncio.run(measured())
        except RecogniserMissingError as error:
            raise click.ClickException(str(error)) from None
    click.echo(json.dumps(runner.as_json(found)) if json_only else runner.as_table(found))
