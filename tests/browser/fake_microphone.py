"""A browser whose microphone hears a sound that a test has made."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from playwright.sync_api import BrowserType, Page

from fakes.rest_answers import parts_of
from fakes.sounds import sound_file
from running_server import RunningServer
from visavis.protocol.rest import SpeechResult

RATE_HZ = 48_000

KEEP_STREAMS = """
window.openedTracks = [];
if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    openedTracks.push(...stream.getTracks());
    return stream;
  };
}
"""

Microphone = Callable[..., Page]
"""Makes a page of a browser whose microphone hears a sound once; with ``answer="deny"`` its visitor refuses it."""


@contextmanager
def microphones(
    browser_type: BrowserType, launch_args: Mapping[str, Any], base_url: str, folder: Path
) -> Iterator[Microphone]:
    """What opens such pages; their browsers are closed afterwards."""
    browsers = []

    def open_page(heard: NDArray[np.float32], answer: str | None = None) -> Page:
        path = folder / "heard.wav"
        path.write_bytes(sound_file(heard, RATE_HZ, subtype="PCM_16"))
        fake = [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={path}%noloop",
            "--use-fake-ui-for-media-stream" + (f"={answer}" if answer else ""),
        ]
        browsers.append(browser_type.launch(**{**launch_args, "args": [*launch_args["args"], *fake]}))
        page = browsers[-1].new_page(base_url=base_url)
        page.add_init_script(KEEP_STREAMS)
        return page

    try:
        yield open_page
    finally:
        for browser in browsers:
            browser.close()


def spoken(server: RunningServer, text: str) -> tuple[NDArray[np.float32], SpeechResult]:
    """Our own voice at 48 kHz, and when its sounds are."""
    answer = httpx.post(f"{server.url}/v1/speech", json={"text": text}, timeout=60)
    parts = parts_of(answer)
    samples, rate_hz = soundfile.read(io.BytesIO(parts["audio"]), dtype="float32")
    return soxr.resample(samples, rate_hz, RATE_HZ), SpeechResult.model_validate_json(parts["speech"])


def warm(page: Page) -> None:
    """Have a page fetch and compile what listens, before its microphone is opened: what that hears begins then."""
    page.evaluate("import('/vad/silero.js').then(({ createSilero }) => createSilero()).then(() => 0)")


SAID_WHEN_ASKED = """
window.openedTracks = [];
let room = null;
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  room = context.createMediaStreamDestination();
  openedTracks.push(...room.stream.getTracks());
  return room.stream;
};
window.sayIntoMicrophone = (data, rate) => {
  const pcm = new Int16Array(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer);
  const buffer = new AudioBuffer({ length: pcm.length, sampleRate: rate });
  buffer.copyToChannel(Float32Array.from(pcm, (value) => value / 32768), 0);
  const source = new AudioBufferSourceNode(room.context, { buffer });
  source.connect(room);
  source.start();
};
"""


class MicrophoneOnDemand:
    """A page's microphone that is silent until a test has something said. Made before the page is opened.

    Whatever the page does before it listens, and however long a busy machine takes over it, nothing is said too early.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(SAID_WHEN_ASKED)

    def say(self, voice: NDArray[np.float32]) -> None:
        """Begin to say a sound at 48 kHz into the microphone, which must be open."""
        pcm = np.rint(np.clip(voice, -1, 1) * 32767).astype("<i2").tobytes()
        said = [base64.b64encode(pcm).decode(), RATE_HZ]
        self._page.evaluate("([data, rate]) => sayIntoMicrophone(data, rate)", said)


def silence(seconds: float) -> NDArray[np.float32]:
    """Digital silence at 48 kHz."""
    return np.zeros(round(seconds * RATE_HZ), dtype=np.float32)
