"""Which folder, and which files in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from visavis.tts.local_voices.folder import files_below, voices_folder

pytestmark = pytest.mark.unit


def test_the_setting_then_the_data_folder_then_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_DATA_DIR", str(tmp_path / "data"))
    assert voices_folder() == tmp_path / "data" / "installed_voices"
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path / "own"))
    assert voices_folder() == tmp_path / "own"
    monkeypatch.delenv("VISAVIS_VOICES_DIR")
    monkeypatch.delenv("VISAVIS_DATA_DIR")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert voices_folder() == tmp_path / "xdg" / "visavis" / "installed_voices"


def test_files_two_folders_deep_without_those_that_are_coming(tmp_path: Path) -> None:
    for name in (
        "b.onnx",
        "one/a.onnx",
        "one/two/c.npz",
        "one/two/three/d.onnx",
        ".incoming/e.onnx",
        ".f.onnx",
        "g.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert [path.name for path in files_below(tmp_path, ".onnx", ".npz")] == ["a.onnx", "b.onnx", "c.npz"]
    assert files_below(tmp_path / "none", ".onnx") == files_below(None, ".onnx") == []
