"""Speech of Festival, where it is installed with voices (Debian: ``festival festvox-kallpc16k festvox-kdlpc16k
festvox-us-slt-hts``). It tells the times of its phones."""

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
from viseme_training.utterance import Utterance

_AT_ONCE = 50


def festival_is_there() -> bool:
    """Whether the program can be run."""
    return shutil.which("festival") is not None


def festival(voice: str, texts: Iterable[str]) -> Iterator[Utterance]:
    """What a voice such as ``ked_diphone`` says, each sentence at another pace."""
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
            (folder / "say.scm").write_text("\n".join(script), "utf-8")
            subprocess.run(["festival", "-b", str(folder / "say.scm")], check=False, capture_output=True)
            for number in range(len(batch)):
                if (folder / f"{number}.lab").is_file():
                    yield _read(folder / f"{number}.wav", folder / f"{number}.lab")


def _read(sound: Path, segments: Path) -> Utterance:
    samples, rate_hz = soundfile.read(sound, dtype="float32")
    length_ms = len(samples) * 1000 / rate_hz
    labels, at = [], 0.0
    for line in segments.read_text("utf-8").partition("#\n")[2].splitlines():
        end_s, _, name = line.split(maxsplit=2)
        end = min(float(end_s) * 1000, length_ms)
        if end > at:
            labels.append(Label(name.strip(), at, end))
        at = max(at, end)
    return Utterance(samples, rate_hz, read_labels(labels, "arpabet").phones)
