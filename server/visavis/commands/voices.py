"""``visavis voices``."""

from __future__ import annotations

import asyncio
import json
from typing import Final

import click

from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.lazy_group import LazyGroup
from visavis.commands.studio import studio
from visavis.commands.voices_engines import overview, overview_table
from visavis.settings import load_settings
from visavis.tts.engine import Voice

_VERBS: Final = {
    "engines": "Show what each engine offers, and what it lacks.",
    "try": "Say a sentence and draw what was heard.",
    "add": "Install a voice from a file or a download.",
    "remove": "Remove an installed voice.",
}


@click.group(cls=LazyGroup, prefix="voices_", subcommands=_VERBS, invoke_without_command=True)
@click.pass_context
@click.option("--language", metavar="CODE", help="Only voices that read this language, for example zh.")
@click.option("--engines", metavar="NAMES", help="Engines to ask, with commas; * for all.  [default: flite,espeak]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def command(context: click.Context, language: str | None, engines: str | None, as_json: bool) -> None:
    """List the voices that can be asked for, and the engines that have more; try them, install and remove some.

    \b
    Examples:
      visavis voices
      visavis voices engines
      visavis voices try flite:slt
      visavis voices --language zh --json
      visavis voices add en_US-lessac-medium
    """
    if context.invoked_subcommand is not None:
        return
    with clear_errors():
        found = asyncio.run(_voices(engines))
    if language is not None:
        found = [voice for voice in found if _reads(voice, language.replace("_", "-").lower())]
    if as_json:
        click.echo(json.dumps([_plain(voice) for voice in found], ensure_ascii=False, indent=1))
        return
    if not found:
        raise BadInputError(f"no voice reads {language!r}" if language else "there is no voice")
    if language is None and engines is None:
        with clear_errors():
            engines_found = overview()
        for line in overview_table(engines_found):
            click.echo(line)
        click.echo()
    width = max(len(voice.name) for voice in found)
    for voice in found:
        click.echo(f"{voice.name:<{width}}  {','.join(voice.languages):<12}  {voice.gender:<8}  {voice.title}")


async def _voices(engines: str | None) -> list[Voice]:
    async with studio(load_settings(engines=engines, cache_mb=0)) as speaker:
        return speaker.voices.voices


def _reads(voice: Voice, language: str) -> bool:
    """Whether it reads the language in any country, or is suggested for just this one: Cantonese for zh-HK, not zh."""
    family = language.partition("-")[0]
    at_home = any(code.lower().partition("-")[0] == family for code in voice.languages)
    return at_home or language in (code.lower() for code in voice.default_for)


def _plain(voice: Voice) -> dict[str, object]:
    return {
        "name": voice.name,
        "engine": voice.engine,
        "title": voice.title,
        "languages": voice.languages,
        "gender": voice.gender,
        "sample_rate_hz": voice.sample_rate_hz,
    }
