"""Voice files of a few kilobytes that the real libraries run: Piper's and Kokoro's shapes, without a voice in them.

A symbol sounds for as long as its number says, as a hum that is loud for vowels, soft for other sounds and silent for
lips that close, pauses and blanks: so a test can hear when each was said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

STEP_SAMPLES = 256
LOUD, SOFT = 0.5, 0.1
VOWELS = "aeiouyæøœɐɑɒɔəɚɛɜɪʊʌ"
CLOSED = "pbm"
Lengths = Literal["output", "inside", "none"]
"""Whether a model tells how long its symbols are: as an output, only inside as real Piper voices do, or not at all."""


def piper_voice(
    folder: Path,
    name: str = "en_US-tiny-low",
    *,
    espeak: str = "en-us",
    rate_hz: int = 22_050,
    lengths: Lengths = "inside",
    speakers: tuple[str, ...] = (),
    told: Mapping[str, Any] | None = None,
) -> Path:
    """Write ``name.onnx`` and its JSON; ``told`` replaces entries of the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    symbols = {symbol: ids[0] for symbol, ids in DEFAULT_PHONEME_ID_MAP.items()}
    onnx.save(_model(symbols, "input", lengths, speakers=bool(speakers)), path)
    code, dataset, quality = name.split("-")
    description = {
        "audio": {"sample_rate": rate_hz, "quality": quality},
        "espeak": {"voice": espeak},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
        "language": {"code": code, "name_native": {"en": "English", "zh": "简体中文"}.get(code[:2], code)},
        "dataset": dataset,
    }
    Path(f"{path}.json").write_text(json.dumps({**description, **(told or {})}), "utf-8")
    return path


def kokoro_voice(
    folder: Path,
    *,
    name: str = "kokoro-tiny",
    lengths: Lengths = "output",
    ids: str = "input_ids",
    whole_speed: bool = False,
    styles: tuple[str, ...] = ("af_heart", "am_adam", "bf_emma", "zf_xiaobei"),
) -> Path:
    """Write a model, and a file of styles; the style's first number is how loud the voice is."""
    from visavis.tts.engines.kokoro.spelling import numbers

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    onnx.save(_kokoro_model(numbers(), ids, lengths, whole_speed=whole_speed), path)
    rows = np.zeros((510, 1, 256), np.float32)
    with (folder / "voices-tiny.bin").open("wb") as file:
        np.savez(file, **{style: rows + (0.5 if style[1] == "m" else 1.0) for style in styles})
    return path


def _kokoro_model(symbols: Mapping[str, int], ids: str, lengths: Lengths, *, whole_speed: bool) -> onnx.ModelProto:
    """The same hum behind Kokoro's inputs and outputs."""
    model = _model(symbols, ids, "inside", outer=True)
    graph = model.graph
    del graph.input[1:]
    kind = TensorProto.INT32 if whole_speed else TensorProto.FLOAT
    graph.input.append(helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]))
    graph.input.append(helper.make_tensor_value_info("speed", kind, [1]))
    before = [
        helper.make_node("Cast", ["speed"], ["faster"], to=TensorProto.FLOAT),
        helper.make_node("Reciprocal", ["faster"], ["slow"]),
        helper.make_node("Concat", ["slow", "slow", "slow"], ["scales"], axis=0),
        helper.make_node("Gather", ["style", "first"], ["volume"], axis=1),
    ]
    after = [
        helper.make_node("Mul", ["output", "volume"], ["loud"]),
        helper.make_node("Reshape", ["loud", "line"], ["waveform"]),
    ]
    added = {"first": np.array([0], np.int64), "line": np.array([1, -1], np.int64)}
    outputs = [helper.make_tensor_value_info("waveform", TensorProto.FLOAT, [1, "samples"])]
    if lengths == "output":
        after.append(helper.make_node("Identity", ["whole"], ["durations"]))
        outputs.append(helper.make_tensor_value_info("durations", TensorProto.INT64, ["symbols"]))
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer} | added
    return _finished([*before, *graph.node, *after], list(graph.input), outputs, constants)


def _model(
    symbols: Mapping[str, int], name: str, lengths: Lengths, *, speakers: bool = False, outer: bool = False
) -> onnx.ModelProto:
    """Ids, a length for each of them, and a hum that is so long."""
    steps = np.full(256, 2.3, np.float32)
    volumes = np.zeros(256, np.float32)
    for symbol, number in symbols.items():
        steps[number] = 0.5 if symbol in "_^$" else 3.3 + number % 4
        if symbol.isalpha() and symbol not in CLOSED:
            volumes[number] = LOUD if symbol in VOWELS else SOFT
    hum = np.sin(np.arange(STEP_SAMPLES) * (2 * np.pi * 4 / STEP_SAMPLES)).astype(np.float32)
    rounded = "Floor" if lengths == "none" else "Ceil"
    constants = {
        "table_steps": steps, "table_volumes": volumes, "hum": hum[None, :], "one": np.array([1], np.int64),
        "flat": np.array([-1], np.int64), "zero": np.array(0, np.int64), "unit": np.array(1, np.int64),
        "axis": np.array(0, np.int64), "rows": np.array([1], np.int64), "shape": np.array([1, 1, -1], np.int64),
        "half": np.array([0.5], np.float32),
    }  # fmt: skip
    nodes = [
        helper.make_node("Reshape", [name, "flat"], ["ids"]),
        helper.make_node("Gather", ["table_steps", "ids"], ["usual"]),
        helper.make_node("Gather", ["scales", "one"], ["slower"]),
        helper.make_node("Mul", ["usual", "slower"], ["wanted"]),
        helper.make_node(rounded, ["wanted"], ["lengths"]),
        helper.make_node("Cast", ["lengths"], ["whole"], to=TensorProto.INT64),
        helper.make_node("CumSum", ["whole", "axis"], ["ends"]),
        helper.make_node("ReduceSum", ["whole"], ["total"], keepdims=0),
        helper.make_node("Range", ["zero", "total", "unit"], ["steps"]),
        helper.make_node("Unsqueeze", ["steps", "rows"], ["column"]),
        helper.make_node("LessOrEqual", ["ends", "column"], ["over"]),
        helper.make_node("Cast", ["over"], ["passed"], to=TensorProto.INT64),
        helper.make_node("ReduceSum", ["passed", "rows"], ["which"], keepdims=0),
        helper.make_node("Gather", ["table_volumes", "ids"], ["volumes"]),
        helper.make_node("Gather", ["volumes", "which"], ["heard"]),
        helper.make_node("Unsqueeze", ["heard", "rows"], ["loudness"]),
        helper.make_node("Mul", ["loudness", "hum"], ["sound"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, [1, "symbols"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    last = "sound"
    if speakers:  # the second speaks half as loud
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
        nodes += [
            helper.make_node("Cast", ["sid"], ["who"], to=TensorProto.FLOAT),
            helper.make_node("Pow", ["half", "who"], ["own"]),
            helper.make_node("Mul", ["sound", "own"], ["spoken"]),
        ]
        last = "spoken"
    nodes.append(helper.make_node("Reshape", [last, "shape"], ["output"]))
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "samples"])]
    if lengths == "output":
        outputs.append(helper.make_tensor_value_info("lengths", TensorProto.FLOAT, ["symbols"]))
    if outer:  # to be built upon
        kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
        return helper.make_model(helper.make_graph(nodes, "tiny", inputs, outputs, kept))
    return _finished(nodes, inputs, outputs, constants)


def _finished(nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: Mapping[str, Any]) -> onnx.ModelProto:
    kept = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model
