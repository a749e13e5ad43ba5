"""``visavis read``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from visavis.commands.failing import clear_errors
from visavis.commands.speaking import read_stdin
from visavis.settings import load_settings, use_own_words
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.ssml import FLAVOURS, SsmlOptions, write_ssml

LONGEST_TEXT = 100_000


@click.command()
@click.argument("text")
@click.option("--language", metavar="CODE", help="Main language of the text; found from the text by default.")
@click.option("--ssml", is_flag=True, help="The text is SSML.")
@click.option(
    "--lexicon",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Words of your own: .json, .toml or .csv.  [default: VISAVIS_LEXICON]",
)
@click.option("--json", "as_json", is_flag=True, help="Print every token with where it was written, for programs.")
@click.option("--to", "flavour", type=click.Choice([*FLAVOURS]), help="Print SSML for this engine instead.")
@click.option("--voice", default="", metavar="NAME", help="With --to azure: the voice to name in the SSML.")
@click.option("--bookmarks", is_flag=True, help="With --to: a bookmark before every word.")
def command(
    text: str,
    language: str | None,
    ssml: bool,
    lexicon: Path | None,
    as_json: bool,
    flavour: str | None,
    voice: str,
    bookmarks: bool,
) -> None:
    """Show how TEXT is read, without speaking it: numbers in words, Mandarin in pinyin as it is said. TEXT of - is read
    from standard input.

    \b
    Examples:
      visavis read "您的订单A1023已发货，共¥128.50。"
      visavis read "重庆路在六安" --lexicon words.csv
      visavis read "<speak>Wait<break time='1s'/>now</speak>" --ssml --json
      visavis read "您好" --to azure --voice zh-CN-XiaoxiaoNeural --bookmarks
    """
    if flavour is None and (voice or bookmarks):
        raise click.UsageError("--voice and --bookmarks belong to --to")
    if text == "-":
        text = read_stdin()
    with clear_errors():
        use_own_words(load_settings(lexicon=None if lexicon is None else str(lexicon)))
        analysis = analyse(text, language=language, ssml=ssml, max_chars=LONGEST_TEXT)
    if flavour is not None:
        code = {"zh": "zh-CN", "en": "en-US"}.get(analysis.language, analysis.language)
        options = SsmlOptions(FLAVOURS[flavour], code, voice, bookmarks=bookmarks)
        click.echo(write_ssml(analysis.sentences, options).ssml)
    elif as_json:
        click.echo(json.dumps(asdict(analysis), ensure_ascii=False, indent=1))
    else:
        click.echo(_lines(analysis))


def _lines(analysis: Analysis) -> str:
    """Each sentence as written, and below it as said: pinyin, IPA that was asked for, or words."""
    lines = []
    for sentence in analysis.sentences:
        said = [
            f"/{token.ipa}/" if token.ipa else token.reading or token.spoken
            for token in sentence.tokens
            if token.spoken
        ]
        lines.append(analysis.written[sentence.written_start : sentence.written_end].strip())
        lines.append(f"  {' '.join(said)}")
    return "\n".join(lines)
