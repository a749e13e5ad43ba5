"""Speech of Festival, where it is installed with voices, which tells the times of its phones."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import soundfile

from visavis.bench.lipsync.labels import Label, read_labels
from visavis.bench.lipsync.recording import TimedPhone
from viseme_training.festival_voices import LANGUAGES
from viseme_training.texts import english
from viseme_training.utterance import Utterance

_AT_ONCE = 50
_VOICES = Path("/usr/share/festival/voices")


def festival_has(voice: str) -> bool:
    """Whether the program and the voice can be had here."""
    return shutil.which("festival") is not None and any(_VOICES.glob(f"*/{voice}"))


def festival(voice: str, seed: int) -> Iterator[Utterance]:
    """What a voice such as ``ked_diphone`` says, each sentence at another pace."""
    language = LANGUAGES.get(voice)
    texts, encoding = (english(seed), "utf-8") if language is None else (language.texts(seed), language.encoding)
    for folder, number in _said(voice, texts, encoding):
        samples, rate_hz = soundfile.read(folder / f"{number}.wav", dtype="float32")
        labels = _labels(folder / f"{number}.lab", len(samples) * 1000 / rate_hz)
        if language is None:
            yield Utterance(samples, rate_hz, read_labels(labels, "arpabet").phones)
            continue
        names = [language.ipa(label.text) for label in labels]
        if None not in names:
            yield Utterance(
                samples,
                rate_hz,
                tuple(
                    TimedPhone(name, label.onset_ms, label.end_ms)
                    for name, label in zip(names, labels, strict=True)
                    if name
                ),
            )


def _said(voice: str, texts: Iterable[str], encoding: str) -> Iterator[tuple[Path, int]]:
    """Folder and number of each sentence that could be said: a WAV and a label file."""
    draw = random.Random(voice)
    waiting = iter(texts)
    while batch := list(islice(waiting, _AT_ONCE)):
        with tempfile.TemporaryDirectory(prefix="visavis-festival-") as name:
            folder = Path(name)
            script = [f"(voice_{voice})"]
            for number, text in enumerate(batch):
                script += [
                    f"(Parameter.set 'Duration_Stretch {draw.uniform(0.75, 1.15):.2f})",
                    f'(set! said (utt.synth (Utterance Text "{text}")))',
                    f'(utt.save.wave said "{folder}/{number}.wav")',
                    f'(utt.save.segs said "{folder}/{number}.lab")',
                ]
            (folder / "say.scm").write_text("\n".join(script), encoding)
            subprocess.run(["festival", "-b", str(folder / "say.scm")], check=False, capture_output=True)
            for number in range(len(batch)):
                if (folder / f"{number}.lab").is_file():
                    yield folder, number


def _labels(segments: Path, length_ms: float) -> list[Label]:
    labels, at = [], 0.0
    for line in segments.read_text("utf-8").partition("#\n")[2].splitlines():
        end_s, _, name = line.split(maxsplit=2)
        end = min(float(end_s) * 1000, length_ms)
        if end > at:
            labels.append(Label(name.strip(), at, end))
        at = max(at, end)
    return labels
