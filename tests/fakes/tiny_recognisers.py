"""Models of a few hundred bytes that sherpa-onnx loads as if they were real: files of the same names, inputs, outputs
and metadata, with the words in a table instead of in weights.

Source of the metadata: what sherpa-onnx (2.0) asks of a model of each kind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET: Final = 13
IR_VERSION: Final = 8
SAID: Final = "where is it"
"""What the transducer understands of the first loud sound."""
SENSED: Final = "hello您"
"""What the other always understands."""
_WORDS: Final = ("<blk>", "<sos/eos>", "<unk>", "▁where", "▁is", "▁it")
_NEXT: Final = {0: 3, 1: 3, 2: 3, 3: 4, 4: 5}
"""The token that follows each; nothing follows the last."""
_QUIET: Final = -5.0
"""Largest log-mel energy of what is no speech."""


def write_transducer(folder: Path) -> Path:
    """A streaming transducer: while the sound is loud, each frame gives the next word."""
    folder.mkdir(parents=True, exist_ok=True)
    count = len(_WORDS)
    _tokens(folder, _WORDS)
    encoder = [
        helper.make_node("ReduceMax", ["x"], ["loudest"], axes=[1, 2], keepdims=1),
        helper.make_node("Sub", ["loudest", "quiet"], ["encoder_out"]),
        helper.make_node("Identity", ["h"], ["next_h"]),
        helper.make_node("Identity", ["c"], ["next_c"]),
    ]
    _save(
        folder / "encoder-epoch-1.onnx",
        encoder,
        [_floats("x", ["N", 9, 80]), _floats("h", [1, "N", 1]), _floats("c", [1, "N", 1])],
        [_floats("encoder_out", ["N", 1, 1]), _floats("next_h", [1, "N", 1]), _floats("next_c", [1, "N", 1])],
        {"quiet": np.full((1, 1, 1), _QUIET, np.float32)},
        {
            "model_type": "lstm",
            "num_encoder_layers": 1,
            "T": 9,
            "decode_chunk_len": 4,
            "rnn_hidden_size": 1,
            "d_model": 1,
        },
    )
    follows = np.zeros((count, count), np.float32)
    for token, following in _NEXT.items():
        follows[token, following] = 1
    decoder = [
        helper.make_node("Gather", ["y", "at"], ["last"], axis=1),
        helper.make_node("Gather", ["follows", "last"], ["decoder_out"], axis=0),
    ]
    _save(
        folder / "decoder-epoch-1.onnx",
        decoder,
        [helper.make_tensor_value_info("y", TensorProto.INT64, ["N", 2])],
        [_floats("decoder_out", ["N", count])],
        {"at": np.array(1, np.int64), "follows": follows},
        {"context_size": 2, "vocab_size": count},
    )
    _save(
        folder / "joiner-epoch-1.onnx",
        [helper.make_node("Mul", ["encoder_out", "decoder_out"], ["logit"])],
        [_floats("encoder_out", ["N", 1]), _floats("decoder_out", ["N", count])],
        [_floats("logit", ["N", count])],
        {},
        {"joiner_dim": count},
    )
    return folder


def write_sense_voice(folder: Path) -> Path:
    """SenseVoice: Chinese, and always the same words."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = ("<blk>", "<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>", "▁hel", "lo", "您")
    _tokens(folder, tokens)
    told = (1, 2, 3, 4, 5, 0, 6, 7)
    logits = np.full((1, len(told), len(tokens)), -9, np.float32)
    logits[0, np.arange(len(told)), told] = 0
    # As many rows as the library expects of so much sound: the four of the facts, and one for each frame of features.
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["frames"], axis=0),
        helper.make_node("Add", ["frames", "four"], ["rows"]),
        helper.make_node("Concat", ["one", "rows", "width"], ["blank_shape"], axis=0),
        helper.make_node("Expand", ["blank", "blank_shape"], ["blanks"]),
        helper.make_node("Concat", ["table", "blanks"], ["more"], axis=1),
        helper.make_node("Slice", ["more", "zero", "rows", "one"], ["logits"]),
    ]
    _save(
        folder / "model.int8.onnx",
        nodes,
        [
            _floats("x", ["N", "T", 560]),
            *(
                helper.make_tensor_value_info(n, TensorProto.INT32, ["N"])
                for n in ("x_length", "language", "text_norm")
            ),
        ],
        [_floats("logits", [1, "rows", len(tokens)])],
        {
            "table": logits,
            "blank": np.eye(1, len(tokens), dtype=np.float32)[None],
            **{
                name: np.array([n], np.int64)
                for name, n in (("zero", 0), ("one", 1), ("four", 4), ("width", len(tokens)))
            },
        },
        {
            "model_type": "sense_voice_ctc",
            "lfr_window_size": 7,
            "lfr_window_shift": 6,
            "normalize_samples": 0,
            "neg_mean": ",".join(["0.0"] * 560),
            "inv_stddev": ",".join(["1.0"] * 560),
            "vocab_size": len(tokens),
            "blank_id": 0,
            "with_itn": 14,
            "without_itn": 15,
            **dict(zip(("lang_auto", "lang_zh", "lang_en", "lang_yue", "lang_ja", "lang_ko"), range(6), strict=True)),
        },
    )
    return folder


def _tokens(folder: Path, tokens: tuple[str, ...]) -> None:
    lines = (f"{token} {number}\n" for number, token in enumerate(tokens))
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")


def _floats(name: str, shape: list[Any]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _save(
    path: Path,
    nodes: list[Any],
    inputs: list[Any],
    outputs: list[Any],
    constants: dict[str, Any],
    metadata: dict[str, Any],
) -> None:
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    helper.set_model_props(model, {name: str(value) for name, value in metadata.items()})
    onnx.save(model, str(path))
