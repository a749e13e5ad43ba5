"""What a visitor's microphone hears: a question in our own voice, with silence around it."""

from __future__ import annotations

import io
import json
import urllib.request
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import soxr

from visavis.headless.server_process import RunningServer

RATE_HZ: Final = 48_000
"""That of the browser's file-fed microphone."""


def write_question(server: RunningServer, text: str, path: Path, *, before_s: float, after_s: float) -> float:
    """Have the server say it, into a file of 16-bit sound. Returns the file's length in seconds."""
    request = urllib.request.Request(
        f"{server.url}/v1/speech",
        json.dumps({"text": text}).encode(),
        {"Content-Type": "application/json", "Accept": "audio/wav"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        samples, rate_hz = soundfile.read(io.BytesIO(answer.read()), dtype="float32")
    voice = soxr.resample(samples, rate_hz, RATE_HZ)
    silences = (np.zeros(round(seconds * RATE_HZ), np.float32) for seconds in (before_s, after_s))
    whole = np.concatenate((next(silences), voice, next(silences)))
    soundfile.write(path, whole, RATE_HZ, subtype="PCM_16")
    return len(whole) / RATE_HZ
