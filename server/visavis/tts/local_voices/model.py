"""An ONNX model that computes in a few threads, can be stopped in the middle, and names its file when it is broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, RunOptions

_NUMPY_TYPES = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}


class VoiceFileError(Exception):
    """A file of a voice cannot be used. The message names the file and what is wrong with it."""


class StoppedError(Exception):
    """The computation was stopped: nobody waits for its result."""


class Stop:
    """Ends one computation: those to come at once, one that runs within a node of its graph."""

    def __init__(self) -> None:
        self.called = False
        self._options: RunOptions | None = None

    def __call__(self) -> None:
        """From any thread."""
        self.called = True
        if self._options is not None:
            self._options.terminate = True

    def options(self) -> RunOptions:
        """For the next run. Raises :class:`StoppedError`."""
        from onnxruntime import RunOptions

        self._options = RunOptions()
        if self.called:
            raise StoppedError
        return self._options


class Model:
    """One loaded file. :meth:`run` may be called by several threads at a time."""

    def __init__(self, path: Path, threads: int, *, data: bytes | None = None) -> None:
        """``threads`` compute one call. ``data`` is the model where the file is not to be read as it is.

        Raises :class:`VoiceFileError`.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what is wrong is raised
        # Waiting threads would burn the cores that the rest of the server needs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session: InferenceSession = onnxruntime.InferenceSession(
                str(path) if data is None else data, sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the library raises classes of its own, without a common one
            raise VoiceFileError(f"{path} is no ONNX model that can be run ({_brief(error)})") from None
        self.path = path

    @property
    def inputs(self) -> dict[str, str]:
        """Name and type, such as ``tensor(float)``, in the model's order."""
        return {one.name: one.type for one in self._session.get_inputs()}

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names, in the model's order."""
        return tuple(one.name for one in self._session.get_outputs())

    @property
    def metadata(self) -> Mapping[str, str]:
        """What whoever made the file wrote into it."""
        return cast("Mapping[str, str]", self._session.get_modelmeta().custom_metadata_map)

    def run(self, inputs: Mapping[str, Any], stop: Stop) -> list[NDArray[np.floating[Any]]]:
        """All outputs. Inputs are brought to the types that the model asks for.

        Raises :class:`StoppedError`, or :class:`VoiceFileError` when the model cannot compute these.
        """
        types = self.inputs
        given = {name: np.asarray(value, _NUMPY_TYPES.get(types[name], np.float32)) for name, value in inputs.items()}
        options = stop.options()
        try:
            return cast("list[NDArray[np.floating[Any]]]", self._session.run(None, given, options))
        except Exception as error:
            if stop.called:
                raise StoppedError from None
            raise VoiceFileError(f"{self.path} cannot be computed ({type(error).__name__})") from None


def pcm_of(sound: NDArray[np.floating[Any]], path: Path) -> NDArray[np.int16]:
    """Samples from -1 to 1, of any shape, as 16-bit ones. Raises :class:`VoiceFileError` for what is no sound."""
    flat = np.asarray(sound, np.float32).reshape(-1)
    if not np.isfinite(flat).all():
        raise VoiceFileError(f"{path} computes sound that is not a number")
    return np.rint(np.clip(flat, -1.0, 1.0) * 32767).astype(np.int16)


def require(path: Path, found: Sequence[str], wanted: Sequence[str], what: str) -> None:
    """Raise :class:`VoiceFileError` where a model lacks an input or output."""
    lacking = [name for name in wanted if name not in found]
    if lacking:
        raise VoiceFileError(
            f"{path} is no {what}: it has no {', '.join(lacking)}, but {', '.join(found) or 'nothing'}"
        )


def _brief(error: Exception) -> str:
    """The library's reason in its first line; it speaks of the file alone."""
    return " ".join(str(error).split())[:200] or type(error).__name__
