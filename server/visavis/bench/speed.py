"""Real-time factor of the whole way from text to audio and track, through the REST route of a real server."""

from __future__ import annotations

import json
import time
import urllib.request
import wave
from io import BytesIO
from itertools import islice

from visavis.bench.corpus import sentences
from visavis.headless.server_process import RunningServer


def measure(server: RunningServer, count: int = 24) -> float:
    """Seconds of work for a second of speech, one request at a time, sentences never heard before."""
    spent_s = spoken_s = 0.0
    for text in islice(sentences(800_000), count):
        request = urllib.request.Request(
            f"http://{server.host}:{server.port}/v1/speech",
            data=json.dumps({"text": text}).encode(),
            headers={"Content-Type": "application/json", "Accept": "audio/wav"},
        )
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            body = answer.read()
        spent_s += time.perf_counter() - begun
        with wave.open(BytesIO(body)) as sound:
            spoken_s += sound.getnframes() / sound.getframerate()
    return spent_s / spoken_s
