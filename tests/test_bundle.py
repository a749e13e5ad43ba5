"""What the build hands to browsers: complete, compressed beforehand, and from nowhere else."""

import gzip
import re
from pathlib import Path

import pytest

from visavis.bench import bundle
from visavis.resources import web_dist_dir

pytestmark = pytest.mark.contract

DRACO_FILES = {"draco_decoder.wasm", "draco_wasm_wrapper.js"}


def _files(*suffixes: str) -> list[Path]:
    return sorted(path for path in web_dist_dir().rglob("*") if path.suffix in suffixes)


def test_every_script_and_wasm_file_worth_it_is_compressed_beforehand() -> None:
    large = [path for path in _files(".js", ".wasm", ".css") if path.stat().st_size > 1024]
    assert large
    assert [path.name for path in large if not Path(f"{path}.br").is_file()] == []
    assert [path.name for path in large if gzip.decompress(Path(f"{path}.gz").read_bytes()) != path.read_bytes()] == []


def test_pages_load_nothing_from_elsewhere() -> None:
    pages = _files(".html")
    assert pages
    loads = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']?((?:https?:)?//[^"'\s>]+)""")
    assert {page.name: found for page in pages if (found := loads.findall(page.read_text(encoding="utf-8")))} == {}


def test_only_the_draco_decoder_of_gltf_is_there() -> None:
    emitted = {path.name for path in web_dist_dir().rglob("*draco_*") if path.suffix in {".js", ".wasm"}}
    assert emitted == DRACO_FILES


def test_everything_a_page_pulls_in_is_hashed() -> None:
    unhashed = [path.name for path in (web_dist_dir() / "assets").iterdir() if not re.search(r"-[\w-]{8}\.", path.name)]
    assert unhashed == []


def test_what_it_takes_to_talk_and_to_be_seen_is_small() -> None:
    sizes = bundle.measure()
    assert sizes.own_gzip_kb <= 25.0
    assert sizes.script_gzip_kb < sizes.own_gzip_kb < sizes.total_gzip_kb <= 180.0


def test_what_detects_speech_is_there_and_nothing_of_it_elsewhere() -> None:
    script = web_dist_dir() / "vad" / "silero.js"
    text = script.read_text(encoding="utf-8")
    named = set(re.findall(r"[\w.-]+\.(?:onnx|wasm)", text))
    assets = {path.name for path in (web_dist_dir() / "assets").glob("*")}
    assert {name.rpartition(".")[2] for name in named & assets} == {"onnx", "wasm"}
    assert not re.search(r"cdn\.|jsdelivr|unpkg", text)
