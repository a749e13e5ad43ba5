"""``visavis align``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from visavis.commands.alignment_forms import alignment_json, alignment_table, alignment_textgrid
from visavis.commands.failing import BadInputError, clear_errors
from visavis.commands.sound_files import ENDINGS, read_sound
from visavis.commands.speaking import write_file
from visavis.settings import data_folder, load_settings, use_own_words
from visavis.speech.frontend import TextError
from visavis.tts.aligner import RECORDING_MAX_S, Aligner, RecordingAlignment
from visavis.tts.engine import EngineError

_SPEAKER = "the speaker of the folder"
_ENOUGH_S = 10.0
"""A folder's speaker is learnt from this much; with less there is nothing to gain."""
_UNSURE = 0.25
_TEXT_BYTES_MAX = 1 << 20


@dataclass(frozen=True)
class _Pair:
    """A recording and its text; where it is written to."""

    sound: Path
    text: Path

    @property
    def name(self) -> str:
        return self.sound.stem


@click.command()
@click.argument("source", metavar="RECORDING|FOLDER", type=click.Path(path_type=Path, exists=True))
@click.option("--text", help="What is said in the recording.")
@click.option(
    "--text-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File with what is said.  [default: the .txt beside the recording]",
)
@click.option("--language", metavar="CODE", help="Such as en-US, en-GB or zh; found from the text by default.")
@click.option("--voice", metavar="NAME", help="Any name for the speaker: learn the voice, and use what was learnt.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--textgrid", type=click.Path(path_type=Path), help="Praat TextGrid to write; of a folder, a folder.")
@click.option("--json-dir", type=click.Path(path_type=Path, file_okay=False), help="Of a folder: where JSON goes.")
def command(
    source: Path,
    text: str | None,
    text_file: Path | None,
    language: str | None,
    voice: str | None,
    as_json: bool,
    textgrid: Path | None,
    json_dir: Path | None,
) -> None:
    """Find when each phone and word of a known text is said in a RECORDING of a person or of any voice.

    Of a FOLDER of one speaker, every sound with a .txt of the same name beside it is aligned, twice: once to learn the
    voice, once with what was learnt. Nothing is downloaded. Phones are IPA; a confidence below 0.25 says that the
    recording probably says something else.

    \b
    Examples:
      visavis align talk.wav --text "Hello there." --language en-US
      visavis align talk.wav --text-file talk.txt --json > talk.json
      visavis align part1.wav --voice anna --json
      visavis align recordings/ --json-dir aligned/ --language en-GB --textgrid grids/
    """
    if text is not None and text_file is not None:
        raise click.UsageError("give --text or --text-file, not both")
    if source.is_dir():
        if text is not None or text_file is not None or as_json:
            raise click.UsageError("of a folder, texts come from its .txt files, and JSON goes to --json-dir")
        if json_dir is None and textgrid is None:
            raise click.UsageError("nothing to write: give --json-dir OUT, --textgrid OUT, or both")
    elif json_dir is not None:
        raise click.UsageError(f"--json-dir is for folders, and {source} is none; for one recording there is --json")
    with clear_errors():
        settings = load_settings()
        use_own_words(settings)
        data_dir = data_folder(settings) if voice else None
        if source.is_dir():
            _check_outputs(json_dir, textgrid)
            failed, done = asyncio.run(_folder(source, language, voice, data_dir, json_dir, textgrid))
            if failed:
                raise BadInputError(f"{failed} of {failed + done} recordings could not be aligned")
            return
        found = asyncio.run(_one(source, _text_of(source, text, text_file), language, voice, data_dir))
        if textgrid is not None:
            write_file(textgrid, alignment_textgrid(found).encode())
        click.echo(alignment_json(found) if as_json else alignment_table(found))
        if found.alignment.confidence < _UNSURE:
            click.echo("The recording agrees badly with the text.", err=True)


async def _one(
    sound: Path, text: str, language: str | None, voice: str | None, data_dir: Path | None
) -> RecordingAlignment:
    samples, rate_hz = read_sound(sound, RECORDING_MAX_S)
    aligner = Aligner(data_dir=data_dir)
    try:
        await aligner.start()
        found = await aligner.align_recording(text, samples, rate_hz, language=language, voice=voice)
        if voice is not None:
            await aligner.learn(voice)
    finally:
        await aligner.close()
    return found


async def _folder(
    folder: Path,
    language: str | None,
    voice: str | None,
    data_dir: Path | None,
    json_dir: Path | None,
    textgrid: Path | None,
) -> tuple[int, int]:
    """How many failed, and how many did not."""
    pairs = list(_pairs(folder))
    if not pairs:
        raise BadInputError(f"{folder} holds no sound with a .txt of the same name; sounds are {' '.join(ENDINGS)}")
    speaker = voice or _SPEAKER
    failed: dict[str, str] = {}
    aligner = Aligner(data_dir=data_dir)
    try:
        await aligner.start()
        for number, pair in enumerate(pairs, start=1):
            _progress(f"listening {number}/{len(pairs)} {pair.name}")
            try:
                await _align(aligner, pair, language, speaker)
            except (BadInputError, TextError, EngineError, OSError) as error:
                failed[pair.name] = str(error)
        heard_s = await aligner.learn(speaker, at_least_s=_ENOUGH_S)
        for number, pair in enumerate(pairs, start=1):
            if pair.name in failed:
                continue
            _progress(f"aligning {number}/{len(pairs)} {pair.name}")
            try:
                found = await _align(aligner, pair, language, speaker)
            except (BadInputError, TextError, EngineError, OSError) as error:
                failed[pair.name] = str(error)
                continue
            if json_dir is not None:
                write_file(json_dir / f"{pair.name}.json", (alignment_json(found, indent=1) + "\n").encode())
            if textgrid is not None:
                write_file(textgrid / f"{pair.name}.TextGrid", alignment_textgrid(found).encode())
            if found.alignment.confidence < _UNSURE:
                _progress("")
                click.echo(f"{pair.name}: agrees badly with its text ({found.alignment.confidence:.2f})", err=True)
    finally:
        await aligner.close()
        _progress("")
    for name, reason in failed.items():
        click.echo(f"{name}: {reason}", err=True)
    click.echo(f"{len(pairs) - len(failed)} aligned, {heard_s:.0f} s of the voice heard", err=True)
    return len(failed), len(pairs) - len(failed)


async def _align(aligner: Aligner, pair: _Pair, language: str | None, speaker: str) -> RecordingAlignment:
    samples, rate_hz = read_sound(pair.sound, RECORDING_MAX_S)
    return await aligner.align_recording(_read_text(pair.text), samples, rate_hz, language=language, voice=speaker)


def _pairs(folder: Path) -> Iterator[_Pair]:
    taken = set()
    for sound in sorted(folder.iterdir()):
        if sound.suffix.lower() not in ENDINGS or not sound.is_file() or sound.stem in taken:
            continue
        text = _beside(sound)
        if text is not None:
            taken.add(sound.stem)
            yield _Pair(sound, text)


def _beside(sound: Path) -> Path | None:
    """The text of the same name, as old corpora write it too."""
    return next((text for ending in (".txt", ".TXT") if (text := sound.with_suffix(ending)).is_file()), None)


def _text_of(sound: Path, text: str | None, text_file: Path | None) -> str:
    if text is not None:
        return text
    beside = text_file or sound.with_suffix(".txt")
    if not beside.is_file():
        raise BadInputError(
            f"what is said in {sound}? Give --text, --text-file, or write it to {beside.name} beside it"
        )
    return _read_text(beside)


def _read_text(path: Path) -> str:
    if path.stat().st_size > _TEXT_BYTES_MAX:
        raise BadInputError(f"{path} is larger than {_TEXT_BYTES_MAX} bytes")
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from None


def _check_outputs(*folders: Path | None) -> None:
    for folder in folders:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{line}", nl=False, err=True)
