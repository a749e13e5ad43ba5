"""What is kept of voices: by several processes at once, within bounds, and in spite of broken files."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from visavis.speech.alignment.chain import build_chain
from visavis.speech.alignment.features import CEPSTRA
from visavis.speech.alignment.observations import for_models
from visavis.speech.alignment.paths import path_of
from visavis.speech.alignment.voice_model import Heard
from visavis.tts.alignment import voice_files, voice_memory
from visavis.tts.alignment.voice_memory import VoiceMemories, VoiceMemory

pytestmark = pytest.mark.unit


def utterance(seed: int, frames: int = 400) -> Heard:
    rng = np.random.default_rng(seed)
    count = 6
    edges = np.sort(rng.choice(np.arange(20, frames - 20), count + 1, replace=False)).astype(float)
    chain = build_chain(list("abcabc"), [True, False, False, True, False, False])
    statics = rng.normal(0, 1, (frames, CEPSTRA)).astype(np.float32)
    path = path_of(chain, edges[:-1], edges[1:], frames)
    statics += np.sin(np.arange(CEPSTRA) * chain.model_of[path][:, None]).astype(np.float32) * 5
    return Heard(statics, chain, path)


def learn(memory: VoiceMemory) -> None:
    for _ in memory.learn():
        pass


def filled(folder: Path | None, voice: str = "engine:one", count: int = 3) -> VoiceMemory:
    memory = VoiceMemory(voice, folder)
    for seed in range(count):
        memory.note(utterance(seed))
    return memory


def same_path(one: VoiceMemory, other: VoiceMemory) -> bool:
    heard = utterance(77)
    assert one.model is not None
    assert other.model is not None
    seen = for_models(heard.statics)
    return bool(np.array_equal(one.model.path(seen, heard.chain)[0], other.model.path(seen, heard.chain)[0]))


def files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.rglob(pattern))


def test_a_model_is_due_once_enough_was_heard(tmp_path: Path) -> None:
    memory = filled(tmp_path, count=9)
    assert memory.heard_s == pytest.approx(18)
    assert not memory.due()
    assert memory.due(10)
    memory.note(utterance(50))
    assert memory.due()
    assert memory.model is None
    learn(memory)
    assert memory.model is not None
    assert not memory.due()


def test_another_process_uses_what_was_learnt(tmp_path: Path) -> None:
    early = VoiceMemory("engine:one", tmp_path)
    memory = filled(tmp_path)
    learn(memory)
    late = VoiceMemory("engine:one", tmp_path)
    assert late.heard_s == memory.heard_s
    assert same_path(memory, early)
    assert same_path(memory, late)
    assert VoiceMemory("engine:two", tmp_path).model is None


def test_two_processes_add_to_one_voice(tmp_path: Path) -> None:
    one, other = VoiceMemory("v", tmp_path), VoiceMemory("v", tmp_path)
    for seed in range(6):
        one.note(utterance(seed))
        other.note(utterance(seed + 3))
    assert VoiceMemory("v", tmp_path).heard_s == pytest.approx(9 * 2)
    assert files(tmp_path, "*.part") == []


def test_the_same_recording_teaches_once() -> None:
    memory = VoiceMemory("v", None)
    memory.note(utterance(1))
    memory.note(utterance(1))
    assert memory.heard_s == pytest.approx(2)


def test_no_more_is_kept_than_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_memory, "_AT_MOST_S", 10.0)
    memory = filled(tmp_path, count=12)
    assert memory.heard_s == pytest.approx(10)
    assert len(files(tmp_path, "*.heard.*")) == 5
    assert sum(path.stat().st_size for path in files(tmp_path, "*")) < 10 * 8000 + 5 * 4000


@pytest.mark.parametrize("content", [b"", b"not an archive", None])
def test_a_broken_model_is_made_anew(tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture) -> None:
    memory = filled(tmp_path)
    learn(memory)
    [path] = files(tmp_path, "model.*")
    path.write_bytes(path.read_bytes()[:-200] if content is None else content)
    with caplog.at_level(logging.WARNING):
        again = VoiceMemory("engine:one", tmp_path)
        assert again.model is None
    assert "learnt anew" in caplog.text
    assert not path.exists()
    assert again.due(5)
    learn(again)
    assert same_path(memory, again)


def test_broken_utterances_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(tmp_path, count=4)
    heard = files(tmp_path, "*.heard.*")
    heard[0].write_bytes(b"junk")
    with np.load(heard[1]) as archive:
        arrays = dict(archive)
    arrays["path"] = arrays["path"] + 1000
    with heard[1].open("wb") as file:
        np.savez(file, **arrays)
    with caplog.at_level(logging.WARNING):
        assert VoiceMemory("engine:one", tmp_path).heard_s == pytest.approx(4)
    assert caplog.text.count("cannot be read") == 2


def test_files_of_another_version_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learn(filled(tmp_path))
    monkeypatch.setattr(voice_files, "FORMAT", voice_files.FORMAT + 1)
    newer = VoiceMemory("engine:one", tmp_path)
    assert newer.model is None
    assert newer.heard_s == 0
    assert files(tmp_path, "model.*")


def test_a_folder_that_cannot_be_written_costs_only_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "voices").write_text("a file where a folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        memory = filled(tmp_path)
        learn(memory)
    assert memory.model is not None
    assert "cannot be kept" in caplog.text


def test_names_of_voices_are_safe_file_names(tmp_path: Path) -> None:
    for voice in ("../../etc/passwd", "a/b", "声音", "", "x" * 500, "engine:one", "engine_one"):
        VoiceMemory(voice, tmp_path).note(utterance(1))
    assert {path.parent.parent for path in files(tmp_path, "*.heard.*")} == {tmp_path / "voices"}
    assert len(list((tmp_path / "voices").iterdir())) == 7


def test_the_voice_not_heard_for_longest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_files, "_VOICES_MAX", 3)
    monkeypatch.setattr(voice_memory, "_VOICES_MAX", 2)
    memories = VoiceMemories(tmp_path)
    for number in range(5):
        memories.of(f"voice{number}").note(utterance(number))
    assert len(list((tmp_path / "voices").iterdir())) == 3
    assert [name for name, _ in memories.present()] == ["voice3", "voice4"]
    assert memories.of("voice4").heard_s == pytest.approx(2)
