"""Keys are rotated while the server runs."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from visavis.access import key_watch
from visavis.access.key_watch import KeyWatch
from visavis.access.keys import add_key, drop_key

pytestmark = pytest.mark.unit


async def test_a_new_key_is_seen_and_a_dropped_one_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    add_key(file, "one")
    watch = KeyWatch(file)
    assert list(watch.ring().secrets) == ["one"]
    add_key(file, "two")
    await watch.look()
    assert list(watch.ring().secrets) == ["two", "one"]
    drop_key(file, "one")
    await watch.look()
    assert list(watch.ring().secrets) == ["two"]


async def test_a_broken_file_changes_nothing_and_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "keys.json"
    add_key(file, "one")
    watch = KeyWatch(file)
    file.write_text("{", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        await watch.look()
        await watch.look()
    assert len(caplog.records) == 1
    assert list(watch.ring().secrets) == ["one"]


async def test_it_looks_by_itself_until_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_watch, "LOOKS_EVERY_S", 0.001)
    file = tmp_path / "keys.json"
    add_key(file, "one")
    watch = KeyWatch(file)
    watch.start()
    add_key(file, "two")
    async with asyncio.timeout(20):
        while len(watch.ring().secrets) < 2:
            await asyncio.sleep(0.001)
    await watch.close()
    before = watch.ring()
    add_key(file, "three")
    await asyncio.sleep(0.01)
    assert watch.ring() is before
