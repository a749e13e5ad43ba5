"""``visavis bake``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.speaking import read_stdin, speak_whole, write_file
from visavis.commands.voice_options import voice_options
from visavis.protocol.channels import ChannelSpace
from visavis.protocol.client import SpeakingStyle
from visavis.rig.bake import bake, check_can_talk
from visavis.rig.blink import add_blinks
from visavis.rig.document import read_document
from visavis.rig.errors import RigError
from visavis.rig.face_channels import face_rows
from visavis.rig.manifest import manifest_beside, read_manifest
from visavis.rig.profile import read_profile
from visavis.rig.save import check_place, file_bytes
from visavis.speech.export.label import label, label_text
from visavis.speech.track import Track
from visavis.tts.chunk import TRACK_FPS
from visavis.tts.engine import Prosody
from visavis.tts.files import wav_bytes
from visavis.tts.order import Order

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("model", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--text", metavar="TEXT", help="What it says; - reads standard input.")
@click.option("--track", type=_FILE, help="A track instead of a text: .json of `visavis speak --track`.")
@click.option("-o", "--out", type=_FILE, required=True, help="Model to write: .glb, .vrm or .gltf.")
@click.option("--audio", type=_FILE, help="Sound file to write.  [default: OUT with .wav, where there is a text]")
@click.option("--no-audio", is_flag=True, help="Write no sound file.")
@click.option("--name", default="talk", show_default=True, metavar="NAME", help="Name of the animation.")
@click.option("--fps", type=click.Choice(["60", "30"]), default="60", show_default=True, help="Most keys a second.")
@click.option("--blink", is_flag=True, help="Let it blink too, where it has lids that can.")
@click.option(
    "--keep-animations/--only-speech", default=True, show_default=True, help="What becomes of the model's own clips."
)
@click.option(
    "--weights",
    type=click.Choice(["byte", "float"]),
    default="byte",
    show_default=True,
    help="How weights are stored; float is for importers that cannot read normalised bytes.",
)
@click.option("--manifest", type=_FILE, help="Gains and jaw of the model.  [default: manifest.json beside it]")
@click.option("--force", is_flag=True, help="Overwrite the model itself.")
@voice_options
def command(
    model: Path,
    text: str | None,
    track: Path | None,
    out: Path,
    audio: Path | None,
    no_audio: bool,
    name: str,
    fps: Literal["60", "30"],
    blink: bool,
    keep_animations: bool,
    weights: Literal["byte", "float"],
    manifest: Path | None,
    voice: str | None,
    language: str | None,
    rate: float,
    pitch: float,
    volume: float,
    style: SpeakingStyle,
    ssml: bool,
    engines: str | None,
    force: bool,
) -> None:
    """Write speech into MODEL as an animation that any glTF viewer plays, and its sound beside it.

    The mouth moves by the morph targets that the model has: the 52 of ARKit, viseme_*, or those of VRM, VRoid, Ready
    Player Me, Reallusion, Daz and MikuMikuDance; else by its jaw bone. `visavis models inspect MODEL` tells which.
    Everything else in the file stays as it is, compressed or not. The animation comes first, since most viewers play
    the first one. glTF has no sound: start the WAV and the animation together.

    \b
    Examples:
      visavis bake model.glb --text "您好，欢迎光临。" -o talking.glb
      visavis bake model.glb --text "Hello there." -o talking.glb --blink --audio hello.wav
      visavis speak "Hello." --track hello.json --out hello.wav
      visavis bake model.glb --track hello.json -o talking.glb
      visavis bake scene.gltf --text "Packed into one file." -o scene.glb
    """
    if (text is None) == (track is None):
        raise click.UsageError("give --text TEXT or --track FILE.json, one of them")
    if no_audio and audio is not None:
        raise click.UsageError("--audio and --no-audio contradict each other")
    if audio is not None and (track is not None or audio.suffix.lower() != ".wav"):
        raise click.UsageError("--audio writes the sound of a --text into a .wav file")
    if not name.strip():
        raise click.UsageError("--name is empty; viewers list animations by their names")
    _protect(model, [out, *([audio] if audio else [])], force=force)
    with clear_errors():
        try:
            document = read_document(model)
            check_place(document, out)
            profile = read_profile(document, manifest_beside(model) if manifest is None else read_manifest(manifest))
            check_can_talk(document, profile)
            if track is not None:
                told = _from_track(track)
            else:
                said = read_stdin() if text == "-" else text or ""
                space: ChannelSpace = "viseme15" if profile.speech_space == "viseme15" else "arkit52"
                order = Order(said, space, ssml, voice, language, Prosody(rate, pitch, volume), style, urgent=False)
                told = _from_text(order, engines, None if no_audio else audio or out.with_suffix(".wav"))
            if blink:
                add_blinks(told.face, told.fps)
            if not keep_animations:
                document.json.pop("animations", None)
            mark = label(told.wav or None)
            baked = bake(
                document,
                profile,
                told.face,
                told.fps,
                name=name,
                every=max(1, told.fps // int(fps)),
                float_weights=weights == "float",
                extras={**told.extras, **({} if mark is None else {"AIGC": mark})},
            )
            content = file_bytes(document, out)
        except RigError as error:
            raise BadInputError(str(error)) from None
        write_file(out, content)
        if told.audio is not None:
            write_file(told.audio, told.wav)
    sound = "" if told.audio is None else f", sound in {told.audio}"
    click.echo(
        f"{out}: {len(content) / 1e6:.2f} MB, {baked.name!r} of {baked.seconds:.2f} s moves {', '.join(baked.moved)}"
        f" ({baked.keys:,} of {baked.frames:,} keys, at most {baked.error:.4f} off){sound}",
        err=True,
    )


class _Told(NamedTuple):
    """What is to be shown, and heard."""

    face: NDArray[np.float64]
    fps: int
    extras: dict[str, Any]
    """What the animation says about itself."""
    audio: Path | None = None
    wav: bytes = b""


def _from_track(path: Path) -> _Told:
    try:
        track = Track.from_speech_json(path.read_bytes())
    except ValueError as error:
        raise BadInputError(f"{path}: {error}") from None
    return _Told(face_rows(track.weights, track.space), track.fps, {"duration_ms": round(track.duration_ms, 3)})


def _from_text(order: Order, engines: str | None, audio: Path | None) -> _Told:
    whole = asyncio.run(speak_whole(order, engines))
    extras = {"voice": whole.voice, "language": whole.language, "duration_ms": round(whole.duration_ms, 3)}
    if audio is None:
        return _Told(face_rows(whole.rows, order.space), TRACK_FPS, extras)
    wav = wav_bytes(whole.pcm, whole.sample_rate_hz, label_text(whole.pcm))
    return _Told(face_rows(whole.rows, order.space), TRACK_FPS, {**extras, "audio": audio.name}, audio, wav)


def _protect(model: Path, written: list[Path], *, force: bool) -> None:
    """Nobody loses a model by a slip."""
    for path in written:
        if path.exists() and path.samefile(model) and not (force and path is written[0]):
            raise click.UsageError(f"{path} is the model itself; write to another file, or give --force")
