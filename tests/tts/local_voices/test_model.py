"""Models that are stopped in the middle, and those that compute nonsense."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from visavis.tts.local_voices.model import Model, Stop, StoppedError, VoiceFileError, pcm_of, require

pytestmark = pytest.mark.unit

PATIENCE_S = 60.0


def endless(path: Path) -> Path:
    """A model that counts for ever."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["goes"]), helper.make_node("Add", ["sum", "step"], ["more"])],
        "body",
        [
            helper.make_tensor_value_info("number", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("goes", TensorProto.BOOL, []),
            helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]),
        ],
        [numpy_helper.from_array(np.array([1.0], np.float32), "step")],
    )
    constants = [
        numpy_helper.from_array(np.array(1 << 60, np.int64), "most"),
        numpy_helper.from_array(np.array(True), "first"),
    ]
    graph = helper.make_graph(
        [helper.make_node("Loop", ["most", "first", "x"], ["y"], body=body)],
        "endless",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
        constants,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def test_a_computation_is_stopped_in_the_middle(tmp_path: Path) -> None:
    model = Model(endless(tmp_path / "endless.onnx"), 1)
    stop, begun, raised = Stop(), threading.Event(), []

    def compute() -> None:
        begun.set()
        try:
            model.run({"x": [0.0]}, stop)
        except StoppedError as error:
            raised.append(error)

    thread = threading.Thread(target=compute)
    thread.start()
    assert begun.wait(PATIENCE_S)
    stop()
    thread.join(PATIENCE_S)
    assert (thread.is_alive(), len(raised)) == (False, 1)
    with pytest.raises(StoppedError):
        model.run({"x": [0.0]}, stop)


def test_what_a_model_cannot_take_is_told_with_its_file(tmp_path: Path) -> None:
    model = Model(endless(tmp_path / "endless.onnx"), 1)
    with pytest.raises(VoiceFileError, match=r"endless\.onnx cannot be computed"):
        model.run({"x": [0.0, 1.0]}, Stop())
    with pytest.raises(VoiceFileError, match=r"is no voice: it has no ids, but x"):
        require(model.path, tuple(model.inputs), ("x", "ids"), "voice")


def test_sound_is_cut_at_full_scale_and_nonsense_is_refused() -> None:
    path = Path("x.onnx")
    assert pcm_of(np.array([[[0.0, 0.5, 2.0, -2.0]]]), path).tolist() == [0, 16384, 32767, -32767]
    with pytest.raises(VoiceFileError, match=r"x\.onnx computes sound that is not a number"):
        pcm_of(np.array([0.0, np.nan]), path)
