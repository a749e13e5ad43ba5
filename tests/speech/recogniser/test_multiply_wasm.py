"""The bytes that the browser multiplies with are those of their source."""

import re
from pathlib import Path

import pytest
import wasmtime

pytestmark = pytest.mark.contract

FOLDER = Path(__file__).parents[3] / "web/src/core/recogniser"


def test_the_committed_bytes_are_what_the_source_becomes() -> None:
    committed = (FOLDER / "multiply_wasm.ts").read_text("utf-8").partition("Uint8Array.of(")[2]
    assert bytes(map(int, re.findall(r"\d+", committed))) == bytes(
        wasmtime.wat2wasm((FOLDER / "multiply.wat").read_text("utf-8"))
    )
