"""``visavis speak``."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from visavis.commands.failing import clear_errors
from visavis.commands.speaking import read_stdin, speak_whole, write_file
from visavis.commands.track_names import form_for
from visavis.commands.voice_options import voice_options
from visavis.protocol.channels import CHANNELS, ChannelSpace
from visavis.protocol.client import SpeakingStyle
from visavis.speech.export.label import label_text
from visavis.tts.engine import Prosody
from visavis.tts.order import Order
from visavis.tts.sound_encoder import FILE_ENDINGS, encoded
from visavis.tts.track_forms import FORMS, TrackForm, track_bytes


@click.command()
@click.argument("text")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Sound file to write: .wav, .flac, .mp3, or .ogg or .opus for Opus.",
)
@click.option(
    "--track", type=click.Path(path_type=Path, dir_okay=False), help="Mouth track to write: .json, .csv or .vtt."
)
@click.option("--track-format", type=click.Choice(FORMS), help="Form of the track.  [default: by the file's ending]")
@click.option("--space", type=click.Choice([*CHANNELS]), default="arkit52", show_default=True, help="Channel space.")
@voice_options
def command(
    text: str,
    out: Path | None,
    track: Path | None,
    track_format: TrackForm | None,
    voice: str | None,
    language: str | None,
    rate: float,
    pitch: float,
    volume: float,
    style: SpeakingStyle,
    space: ChannelSpace,
    ssml: bool,
    engines: str | None,
) -> None:
    """Speak TEXT into files: the sound, the mouth track, or both. TEXT of - is read from standard input.

    \b
    Forms of the track:
      json         words, sentences, marks and visemes with their times, and all weights from 0 to 255
      csv          a line a frame, sixty a second, with weights from 0 to 1
      live-link    the same as a recording of the Live Link Face app, for Unreal, Blender and Maya (.csv)
      vtt          WebVTT captions, a cue a sentence, with the time of every word
      visemes-vtt  WebVTT metadata, a cue a viseme (.vtt)

    \b
    Examples:
      visavis speak "您好，欢迎光临。" --out hello.wav --track hello.json
      visavis speak "您好，欢迎光临。" --out hello.mp3 --track hello.vtt
      visavis speak "Hello there." --track take_1.csv --track-format live-link
      visavis speak "Can you hear me?" --track loud.csv --style shout
      visavis speak - --out book.wav < chapter.txt
      visavis speak "<speak>Wait<break time='1s'/>now</speak>" --ssml --out wait.wav
    """
    if out is None and track is None:
        raise click.UsageError("nothing to write: give --out FILE.wav, --track FILE.json, or both")
    if track is None and track_format is not None:
        raise click.UsageError("--track-format says the form of a track; give --track FILE too")
    sound_form = None if out is None else FILE_ENDINGS.get(out.suffix.lower())
    if out is not None and sound_form is None:
        raise click.UsageError(f"--out writes {', '.join(FILE_ENDINGS)} files, got {out.name!r}")
    form = None if track is None else form_for(track, track_format, space)
    if text == "-":
        text = read_stdin()
    prosody = Prosody(rate, pitch, volume)
    with clear_errors():
        order = Order(text, space, ssml, voice, language, prosody, style, urgent=False)
        whole = asyncio.run(speak_whole(order, engines))
        if out is not None and sound_form is not None:
            write_file(out, encoded(whole.pcm, sound_form, whole.sample_rate_hz, label_text(whole.pcm)))
        if track is not None and form is not None:
            write_file(track, track_bytes(whole, space, form))
    written = ", ".join(str(path) for path in (out, track) if path is not None)
    click.echo(f"{whole.duration_ms / 1000:.2f} s by {whole.voice} ({whole.language}): {written}", err=True)
