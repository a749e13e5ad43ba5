"""``visavis bake`` and ``visavis models inspect`` as people use them."""

from __future__ import annotations

import json
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from rig.small_models import Played, glb, morph_json

from visavis.cli import main
from visavis.resources import models_dir
from visavis.rig.face_channels import FACE_CHANNELS, FACE_INDEX
from visavis.speech.track import Track

pytestmark = pytest.mark.contract

TEXT = "您好，请慢慢说。Bye bye."


@pytest.fixture
def cli() -> CliRunner:
    return CliRunner()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.glb"
    path.write_bytes(glb(morph_json(list(FACE_CHANNELS[:52]), ["jawOpen"])))
    return path


def test_help_teaches_by_example(cli: CliRunner) -> None:
    text = cli.invoke(main, ["bake", "--help"]).output
    assert "visavis bake model.glb --text" in text
    assert "bake" in cli.invoke(main, ["--help"]).output


def test_a_text_becomes_an_animation_and_a_sound_of_the_same_length(
    cli: CliRunner, tmp_path: Path, model: Path
) -> None:
    out, track = tmp_path / "talking.glb", tmp_path / "x.json"
    done = cli.invoke(main, ["bake", str(model), "--text", TEXT, "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "keys, at most 0.00" in done.output
    cli.invoke(main, ["speak", TEXT, "--track", str(track)])
    wanted = Track.from_speech_json(track.read_bytes())
    played = Played(out)
    shown = played.at(0, np.arange(len(wanted.weights)) / 60)
    assert np.abs(shown - wanted.weights / 255).max() < 1 / 255
    with wave.open(str(tmp_path / "talking.wav")) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    told = played.animation["extras"]["visavis"]
    assert told["audio"] == "talking.wav"
    assert told["duration_ms"] == pytest.approx(1000 * seconds, abs=0.01)
    end = played.rows(played.animation["samplers"][0]["input"]).max()
    assert end == pytest.approx(seconds, abs=1.5 / 60)


def test_a_track_file_gives_the_same_as_its_text(cli: CliRunner, tmp_path: Path, model: Path) -> None:
    one, two, track = tmp_path / "one.glb", tmp_path / "two.glb", tmp_path / "x.json"
    cli.invoke(main, ["bake", str(model), "--text", TEXT, "-o", str(one), "--no-audio"])
    cli.invoke(main, ["speak", TEXT, "--track", str(track)])
    done = cli.invoke(main, ["bake", str(model), "--track", str(track), "-o", str(two)])
    assert done.exit_code == 0, done.output
    seconds = np.linspace(0, 2, 100)
    assert np.array_equal(Played(one).at(0, seconds), Played(two).at(0, seconds))
    assert {path.name for path in tmp_path.iterdir()} == {"model.glb", "one.glb", "two.glb", "x.json"}


def test_options_are_heard(cli: CliRunner, tmp_path: Path, model: Path) -> None:
    out, sound = tmp_path / "t.glb", tmp_path / "deep" / "s.wav"
    sound.parent.mkdir()
    options = ["--fps", "30", "--blink", "--weights", "float", "--name", "讲话", "--audio", str(sound), "--rate", "0.6"]
    done = cli.invoke(main, ["bake", str(model), "--text", "-", "-o", str(out), *options], input=TEXT * 3)
    assert done.exit_code == 0, done.output
    played = Played(out, "讲话")
    times = played.rows(played.animation["samplers"][0]["input"])[:, 0]
    assert np.abs(times * 30 - np.rint(times * 30))[:-1].max() < 1e-3
    assert played.at(0, times)[:, FACE_INDEX["eyeBlinkLeft"]].max() > 0.9
    assert played.json["accessors"][played.animation["samplers"][0]["output"]]["componentType"] == 5126
    assert sound.is_file()
    assert not (tmp_path / "t.wav").exists()


def test_a_style_moves_the_mouth_more_widely(cli: CliRunner, tmp_path: Path, model: Path) -> None:
    widest = []
    for style in ("whisper", "shout"):
        out = tmp_path / f"{style}.glb"
        done = cli.invoke(main, ["bake", str(model), "--text", "啊", "-o", str(out), "--style", style, "--no-audio"])
        assert done.exit_code == 0, done.output
        widest.append(Played(out).at(1, np.linspace(0, 1, 90)).max())
    assert widest[1] > 1.5 * widest[0]


def test_own_clips_stay_or_go(cli: CliRunner, tmp_path: Path) -> None:
    source, out = models_dir() / "pip" / "pip.glb", tmp_path / "t.glb"
    common = ["bake", str(source), "--text", "hi", "-o", str(out), "--no-audio"]
    cli.invoke(main, common)
    names = [one["name"] for one in Played(out).json["animations"]]
    assert names[:2] == ["talk", "idle"]
    cli.invoke(main, [*common, "--only-speech"])
    assert [one["name"] for one in Played(out).json["animations"]] == ["talk"]


def test_a_manifest_beside_the_model_says_how_wide_the_jaw_opens(cli: CliRunner, tmp_path: Path) -> None:
    widest = []
    for degrees in (10.0, 30.0):
        shutil.copy(models_dir() / "pip" / "pip_jaw.glb", tmp_path)
        manifest = {"files": {"variants": ["pip_jaw.glb"]}, "jaw_bone": "Jaw", "jaw_open_deg": degrees}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        out = tmp_path / "t.glb"
        done = cli.invoke(main, ["bake", str(tmp_path / "pip_jaw.glb"), "--text", "阿", "-o", str(out), "--no-audio"])
        assert done.exit_code == 0, done.output
        played = Played(out)
        (jaw,) = played.nodes("rotation")
        shown = played.at(jaw, np.linspace(0, 0.6, 60), "rotation")
        widest.append(np.degrees(2 * np.arccos(np.clip(np.abs(shown @ shown[0]), 0, 1)).max()))
    assert widest[1] == pytest.approx(3 * widest[0], rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["model.glb", "-o", "t.glb"], 2, "--text TEXT or --track"),
        (["model.glb", "--text", "hi", "--track", "x.json", "-o", "t.glb"], 2, "--text TEXT or --track"),
        (["model.glb", "--text", "hi"], 2, "--out"),
        (["model.glb", "--text", "hi", "-o", "model.glb"], 2, "the model itself"),
        (["model.glb", "--text", "hi", "-o", "./model.glb"], 2, "the model itself"),
        (["model.glb", "--text", "hi", "-o", "t.obj"], 2, "t.obj"),
        (["model.glb", "--text", "hi", "-o", "t.gltf"], 2, "ends with .glb"),
        (["model.glb", "--text", "hi", "-o", "t.glb", "--audio", "a.mp3"], 2, ".wav"),
        (["model.glb", "--text", "hi", "-o", "t.glb", "--audio", "a.wav", "--no-audio"], 2, "contradict"),
        (["model.glb", "--text", "hi", "-o", "t.glb", "--name", " "], 2, "--name is empty"),
        (["model.glb", "--text", "……", "-o", "t.glb"], 2, "nothing to say"),
        (["model.glb", "--text", "hi", "-o", "t.glb", "--voice", "nobody"], 2, "nobody"),
        (["model.glb", "--text", "hi", "-o", "nowhere/t.glb"], 1, "nowhere/t.glb"),
        (["model.glb", "--track", "bad.json", "-o", "t.glb"], 2, "bad.json: not JSON"),
        (["model.glb", "--track", "gone.json", "-o", "t.glb"], 1, "gone.json"),
        (["model.glb", "--text", "hi", "-o", "t.glb", "--manifest", "bad.json"], 2, "bad.json is no manifest"),
        (["gone.glb", "--text", "hi", "-o", "t.glb"], 2, "gone.glb"),
        (["bad.json", "--text", "hi", "-o", "t.glb"], 2, "no glTF model"),
        (["cut.glb", "--text", "hi", "-o", "t.glb"], 2, "cut off"),
        (["mute.glb", "--text", "hi", "-o", "t.glb"], 2, "nothing to talk with"),
    ],
)
def test_a_mistake_is_one_clear_line_and_leaves_nothing(
    cli: CliRunner, model: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, said: str
) -> None:
    folder = model.parent
    (folder / "bad.json").write_bytes(b"no")
    (folder / "cut.glb").write_bytes(model.read_bytes()[:-40])
    (folder / "mute.glb").write_bytes(glb(morph_json(["age"])))
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = cli.invoke(main, ["bake", *arguments])
    assert done.exit_code == status, done.output
    assert said in done.output
    assert "Traceback" not in done.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_model_is_overwritten_when_told_so(cli: CliRunner, model: Path) -> None:
    done = cli.invoke(main, ["bake", str(model), "--text", "hi", "-o", str(model), "--force", "--no-audio"])
    assert done.exit_code == 0, done.output
    assert Played(model).nodes() == [0, 1]


def test_inspect_tells_what_will_move_the_mouth(cli: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "vrm.glb"
    path.write_bytes(glb(morph_json(["A", "I", "U", "E", "O", "age"])))
    text = cli.invoke(main, ["models", "inspect", str(path)]).output
    assert "morph targets, by visemes" in text
    assert "not understood: age" in text
    assert "missing    viseme_PP" in text
    told = json.loads(cli.invoke(main, ["models", "inspect", str(path), "--json"]).output)
    assert told["speech_space"] == "viseme15"
    assert told["meshes"][0]["targets"][0]["moves_with"]["viseme_aa"] == 1
    assert not told["blinks"]
    jaw = cli.invoke(main, ["models", "inspect", str(models_dir() / "pip" / "pip_jaw.glb")]).output
    assert "moved by the jaw bone Jaw" in jaw
    assert "manifest.json" in jaw


def test_inspect_says_what_only_a_bake_can_read(cli: CliRunner, tmp_path: Path) -> None:
    data = morph_json(["M_1"])
    aa = {"morphTargetBinds": [{"node": 0, "index": 0, "weight": 1}]}
    data["extensions"] = {"VRMC_vrm": {"expressions": {"preset": {"aa": aa}}}}
    (tmp_path / "x.vrm").write_bytes(glb(data))
    text = cli.invoke(main, ["models", "inspect", str(tmp_path / "x.vrm")]).output
    assert "by the expressions of the VRM" in text
    assert "1 of 1 morph targets understood" in text


def test_inspect_refuses_what_is_no_model(cli: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "x.glb").write_bytes(b"no")
    done = cli.invoke(main, ["models", "inspect", str(tmp_path / "x.glb")])
    assert done.exit_code == 2
    assert "no glTF model" in done.output
