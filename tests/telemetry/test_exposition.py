"""Several workers share their figures in a folder, which lasts as long as they do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from visavis.telemetry.exposition import FOLDER, forget_the_dead, forget_this_process, shared_by

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)


def test_workers_are_given_a_folder_of_their_own_while_they_run() -> None:
    with shared_by(2):
        folder = Path(os.environ[FOLDER])
        assert folder.is_dir()
        (folder / "counter_1.db").touch()
    assert FOLDER not in os.environ
    assert not folder.exists()


def test_one_worker_needs_none_and_the_operators_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with shared_by(1):
        assert FOLDER not in os.environ
    monkeypatch.setenv(FOLDER, str(tmp_path))
    with shared_by(4):
        assert os.environ[FOLDER] == str(tmp_path)
    assert os.environ[FOLDER] == str(tmp_path)
    assert tmp_path.is_dir()


def test_sessions_of_a_dead_worker_are_forgotten_and_its_counts_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f"gauge_livesum_{dead.pid}.db", f"gauge_livesum_{os.getpid()}.db", f"counter_{dead.pid}.db"]
    for name in names:
        (tmp_path / name).touch()
    forget_the_dead()
    assert len(list(tmp_path.iterdir())) == 3, "nobody has said where"
    monkeypatch.setenv(FOLDER, str(tmp_path))
    forget_the_dead()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
    forget_this_process()
    assert [path.name for path in tmp_path.iterdir()] == names[2:]
