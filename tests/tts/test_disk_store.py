"""What engines said is kept on disk: whole or not at all, within a limit, and never in the way of speech."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from visavis.tts.disk_store import DiskStore

pytestmark = pytest.mark.unit

KEY, OTHER = "0a" * 20, "0b" * 20


def only_file(folder: Path) -> Path:
    [path] = folder.rglob("*.speech")
    return path


def test_what_is_kept_is_found_by_another_process_too(tmp_path: Path) -> None:
    DiskStore(tmp_path, 1 << 20).put(KEY, b"sound")
    other = DiskStore(tmp_path, 1 << 20)
    assert (other.get(KEY), other.get(OTHER)) == (b"sound", None)
    assert other.usage()[0] == 1
    assert not list(tmp_path.rglob("*.draft"))


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda data: b""])
def test_a_damaged_file_is_none_and_is_removed(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    store = DiskStore(tmp_path, 1 << 20)
    store.put(KEY, b"sound")
    path = only_file(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert store.get(KEY) is None
    assert not path.exists()


def test_least_recently_used_go_first(tmp_path: Path) -> None:
    limit = 64_000
    keys = [f"{index:040x}" for index in range(26)]
    for index, key in enumerate(keys[:20]):
        DiskStore(tmp_path, limit).put(key, bytes(3000))
        os.utime(tmp_path / key[:2] / f"{key}.speech", (1000 + index, 1000 + index))
    store = DiskStore(tmp_path, limit)
    assert store.get(keys[0]) is not None  # used just now
    for key in keys[20:]:
        store.put(key, bytes(3000))
    assert store.usage()[1] <= limit * (1 + 1 / 16) + 3100
    assert store.get(keys[0]) is not None
    assert store.get(keys[1]) is None
    assert store.get(keys[-1]) is not None


def test_what_would_fill_the_folder_alone_is_not_kept(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, 16_000)
    store.put(KEY, bytes(1001))
    assert store.get(KEY) is None


def test_a_disk_that_refuses_costs_one_line_and_no_speech(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = DiskStore(tmp_path / "file", 1 << 20)
    store.put(KEY, b"sound")
    store.put(OTHER, b"sound")
    assert store.get(KEY) is None
    assert len(caplog.records) == 1
