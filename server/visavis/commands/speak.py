"""``visavis speak``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.ranges import Range
from visavis.commands.studio import studio
from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.settings import load_settings
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.engine import Prosody
from visavis.tts.files import result_json, track_csv, wav_bytes
from visavis.tts.order import Order
from visavis.tts.whole import WholeUtterance, join

LONGEST_TEXT = 100_000


@click.command()
@click.argument("text")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Sound file to write, .wav.")
@click.option("--track", type=click.Path(path_type=Path, dir_okay=False), help="Mouth track to write, .json or .csv.")
@click.option("--voice", metavar="NAME", help="Name of a voice, see `visavis voices`.")
@click.option("--language", metavar="CODE", help="Main language of the text; found from the text by default.")
@click.option("--rate", type=Range(0.5, 2.0), default=1.0, show_default=True, help="Speed factor.")
@click.option("--pitch", type=Range(-12, 12), default=0.0, show_default=True, help="Semitones up or down.")
@click.option("--volume", type=Range(0, 1), default=1.0, show_default=True, help="Linear gain.")
@click.option("--space", type=click.Choice([*CHANNELS]), default="arkit52", show_default=True, help="Channel space.")
@click.option("--ssml", is_flag=True, help="The text is SSML.")
@click.option("--engines", metavar="NAMES", help="Engines to start, with commas; * for all.  [default: espeak]")
def command(
    text: str,
    out: Path | None,
    track: Path | None,
    voice: str | None,
    language: str | None,
    rate: float,
    pitch: float,
    volume: float,
    space: ChannelSpace,
    ssml: bool,
    engines: str | None,
) -> None:
    """Speak TEXT into files: the sound, the mouth track, or both. TEXT of - is read from standard input.

    The JSON track holds words, sentences, marks and visemes with their times, and all weights from 0 to 255; the CSV
    track has a line a frame, sixty a second, with weights from 0 to 1.

    \b
    Examples:
      visavis speak "您好，欢迎光临。" --out hello.wav --track hello.json
      visavis speak - --out book.wav < chapter.txt
      visavis speak "<speak>Wait<break time='1s'/>now</speak>" --ssml --out wait.wav
    """
    if out is None and track is None:
        raise click.UsageError("nothing to write: give --out FILE.wav, --track FILE.json, or both")
    if out is not None and out.suffix.lower() != ".wav":
        raise click.UsageError(f"--out writes .wav files, got {out.name!r}")
    if track is not None and track.suffix.lower() not in {".json", ".csv"}:
        raise click.UsageError(f"--track writes .json or .csv files, got {track.name!r}")
    if text == "-":
        text = _read_stdin()
    prosody = Prosody(rate, pitch, volume)
    with clear_errors():
        order = Order(text, space, ssml, voice, language, prosody, urgent=False)
        whole = asyncio.run(_speak(order, engines))
        if out is not None:
            _write(out, wav_bytes(whole.pcm, whole.sample_rate_hz))
        if track is not None:
            _write(track, _track_bytes(track, whole, space))
    written = ", ".join(str(path) for path in (out, track) if path is not None)
    click.echo(f"{whole.duration_ms / 1000:.2f} s by {whole.voice} ({whole.language}): {written}", err=True)


def _read_stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"standard input is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None


def _track_bytes(path: Path, whole: WholeUtterance, space: ChannelSpace) -> bytes:
    if path.suffix.lower() == ".csv":
        return track_csv(whole, space).encode()
    return result_json(whole, space) + b"\n"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        # A disk that is full says so without the name of the file.
        raise click.ClickException(f"{path}: {error.strerror or error}") from None


async def _speak(order: Order, engines: str | None) -> WholeUtterance:
    settings = load_settings(engines=engines, text_chars=LONGEST_TEXT)
    async with studio(settings) as speaker, speaker.speak(order) as utterance:
        performance = await utterance.opened()
        length = len(performance.written)
        chunks: list[UtteranceChunk] = []
        async for chunk in utterance:
            chunks.append(chunk)
            if chunk.words and sys.stderr.isatty():
                click.echo(f"\r{100 * chunk.words[-1].end // length:3d} %", nl=False, err=True)
        if sys.stderr.isatty():
            click.echo("\r     \r", nl=False, err=True)
        return join(performance, chunks)
