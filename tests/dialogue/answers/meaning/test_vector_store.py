"""Vectors on disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visavis.dialogue.answers.meaning.vector_store import VectorStore

pytestmark = pytest.mark.unit

ONE = np.asarray([1.0, 0.0], np.float32)


def test_what_is_put_comes_back_under_the_same_fingerprint_alone(tmp_path: Path) -> None:
    store = VectorStore(tmp_path)
    texts = [f"t{index}" for index in range(1200)]
    store.put("model", dict.fromkeys(texts, ONE))
    found = VectorStore(tmp_path).get("model", [*texts, "other"])
    assert (len(found), found["t7"].tolist()) == (1200, [1.0, 0.0])
    assert store.get("another model", texts) == {}


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, limit_vectors=2)
    store.put("m", {"a": ONE})
    store.put("m", {"b": ONE})
    store.get("m", ["a"])
    store.put("m", {"c": ONE})
    assert sorted(store.get("m", ["a", "b", "c"])) == ["a", "c"]


def test_a_broken_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "embeddings.sqlite3").write_bytes(b"no table at all" * 100)
    store = VectorStore(tmp_path)
    assert store.get("m", ["a"]) == {}
    store.put("m", {"a": ONE})
    assert [*store.get("m", ["a"])] == ["a"]


def test_a_folder_that_cannot_be_is_told_once_and_costs_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    store = VectorStore(tmp_path / "file")
    store.put("m", {"a": ONE})
    assert store.get("m", ["a"]) == {}
    assert caplog.text.count("cannot be kept") == 1
