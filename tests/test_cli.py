"""The command as people use it."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile
from click.testing import CliRunner
from websockets.sync.client import connect

from visavis.cli import SUBCOMMANDS, main
from visavis.headless.server_process import reserved_port
from visavis.protocol.rest import SpeechResult

pytestmark = pytest.mark.contract


@pytest.fixture
def cli() -> CliRunner:
    return CliRunner()


def test_help_teaches_by_example(cli: CliRunner) -> None:
    text = cli.invoke(main, ["--help"]).output
    assert "visavis serve --open" in text
    for command in ("serve", "speak", "voices"):
        assert re.search(rf"^  {command} ", text, re.MULTILINE)
        assert "Examples:" in cli.invoke(main, [command, "--help"]).output


def test_only_the_server_waits_for_the_web_server() -> None:
    """Loading it takes longer than speaking a sentence."""
    others = [name for name in SUBCOMMANDS if name not in {"serve", "bench"}]
    script = "import importlib, sys\n" + "".join(
        f"importlib.import_module('visavis.commands.{name}')\n" for name in others
    )
    script += "print(*sorted({'fastapi', 'starlette', 'uvicorn', 'visavis.transport'}.intersection(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == ""


def test_speak_writes_sound_and_track(cli: CliRunner, tmp_path: Path) -> None:
    sound, track = tmp_path / "x.wav", tmp_path / "x.json"
    done = cli.invoke(main, ["speak", "您好，hello。", "--out", str(sound), "--track", str(track)])
    assert done.exit_code == 0, done.output
    told = SpeechResult.model_validate_json(track.read_bytes())
    with wave.open(str(sound)) as opened:
        assert told.duration_ms == pytest.approx(opened.getnframes() * 1000 / opened.getframerate(), abs=0.001)
    assert (told.text, told.track.channel_space) == ("您好，hello。", "arkit52")


@pytest.mark.parametrize("ending", [".flac", ".mp3", ".OGG", ".opus"])
def test_speak_writes_the_form_that_the_ending_says(cli: CliRunner, tmp_path: Path, ending: str) -> None:
    sound, track = tmp_path / f"x{ending}", tmp_path / "x.json"
    done = cli.invoke(main, ["speak", "您好。", "--out", str(sound), "--track", str(track)])
    assert done.exit_code == 0, done.output
    told = SpeechResult.model_validate_json(track.read_bytes())
    assert soundfile.info(sound).duration * 1000 == pytest.approx(told.duration_ms, abs=0.1)


def test_speak_reads_standard_input_and_writes_csv(cli: CliRunner, tmp_path: Path) -> None:
    track = tmp_path / "x.csv"
    done = cli.invoke(main, ["speak", "-", "--track", str(track), "--space", "viseme15"], input="一二三。")
    assert done.exit_code == 0, done.output
    lines = list(csv.reader(track.read_text(encoding="utf-8").splitlines()))
    assert lines[0][:3] == ["time_ms", "sil", "PP"]
    assert len(lines) > 30


def test_speak_in_a_style_moves_the_jaw_and_says_the_same(cli: CliRunner, tmp_path: Path) -> None:
    jaws, sounds = {}, set()
    for style in ("whisper", "neutral", "shout"):
        track, sound = tmp_path / f"{style}.csv", tmp_path / f"{style}.wav"
        done = cli.invoke(
            main, ["speak", "Papa ate a banana.", "--track", str(track), "--out", str(sound), "--style", style]
        )
        assert done.exit_code == 0, done.output
        rows = list(csv.DictReader(track.read_text("utf-8").splitlines()))
        jaws[style] = max(float(row["jawOpen"]) for row in rows)
        sounds.add(sound.read_bytes())
        closed = [row for row in rows if float(row["mouthRollLower"]) > 0.45]
        assert closed
        assert all(float(row["jawOpen"]) - float(row["mouthClose"]) < 0.03 for row in closed)
    assert jaws["whisper"] < 0.75 * jaws["neutral"] < 0.6 * jaws["shout"]
    assert len(sounds) == 1


def test_speak_faster_is_shorter(cli: CliRunner, tmp_path: Path) -> None:
    lengths = []
    for rate in ("1", "2"):
        sound = tmp_path / f"{rate}.wav"
        cli.invoke(main, ["speak", "今天天气很好。", "--out", str(sound), "--rate", rate])
        with wave.open(str(sound)) as opened:
            lengths.append(opened.getnframes())
    assert lengths[1] < 0.7 * lengths[0]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["speak", "hi"], 2, "nothing to write"),
        (["speak", "hi", "--out", "x.aac"], 2, "x.aac"),
        (["speak", "hi", "--out", "x.wav", "--voice", "nobody"], 2, "nobody"),
        (["speak", "……", "--out", "x.wav"], 2, "nothing to say"),
        (["speak", "<speak>", "--ssml", "--out", "x.wav"], 2, ""),
        (["speak", "hi", "--out", "x.wav", "--engines", "nobody"], 3, "nobody"),
        (["speak", "hi", "--out", "nowhere/x.wav"], 1, "nowhere/x.wav"),
        (["speak", "hi", "--out", "x.wav", "--rate", "9"], 2, "9"),
        (["speak", "hi", "--out", "x.wav", "--pitch", "nan"], 2, "nan is not a number"),
        (["bench", "--seconds", "nan"], 2, "nan is not a number"),
        (["bench", "avatars", "--tier", "ultra"], 2, "'ultra' is not one of"),
        (["models", "sheet", "nobody"], 2, "no avatar 'nobody'; there are: "),
        (["models", "sheet", "pip", "--only", "eyes,feet"], 2, "unknown feet; known are shots, "),
        (["serve", "--engines", "nobody"], 3, "nobody"),
        (["serve", "--host", "no host"], 1, "cannot listen on no host"),
        (["serve", "--port", "99999"], 2, "VISAVIS_PORT"),
        (["dance"], 2, "dance"),
    ],
)
def test_a_mistake_is_one_clear_line(
    cli: CliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli.invoke(main, arguments)
    assert done.exit_code == status, done.output
    assert said in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


needs_full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


@needs_full_disk
@pytest.mark.parametrize("option", ["--out=x.wav", "--track=x.json", "--track=x.csv"])
def test_a_full_disk_is_told_with_the_file(
    cli: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    name = option.partition("=")[2]
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).symlink_to("/dev/full")
    done = cli.invoke(main, ["speak", "hi", option])
    assert done.exit_code == 1
    assert re.search(rf"^Error: {name}: .+\n\Z", done.output, re.MULTILINE)


@needs_full_disk
@pytest.mark.parametrize("arguments", [["--help"], ["voices", "--language", "zh"]])
def test_output_that_cannot_be_written_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "visavis", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert re.fullmatch(r"Error: cannot write the output: .+\n", done.stderr)


def test_serve_does_not_take_the_server_of_another_for_its_own(cli: CliRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cli.invoke(main, ["serve", "--port", str(port)])
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: cannot listen on 127.0.0.1, port {port}: ")
    assert done.output.count("\n") == 1


def test_speak_refuses_what_is_not_utf8(cli: CliRunner, tmp_path: Path) -> None:
    done = cli.invoke(main, ["speak", "-", "--out", str(tmp_path / "x.wav")], input="您好".encode("gbk"))
    assert done.exit_code == 2
    assert "not UTF-8" in done.output


def test_models_as_a_table_and_as_json(cli: CliRunner, tmp_path: Path) -> None:
    table = cli.invoke(main, ["models", "list"]).output
    assert re.search(r"^pip +Pip", table, re.MULTILINE)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "manifest.json").write_text('{"name": "mine", "title": "Mine", "files": {"draco": "mine.glb"}}')
    listed = cli.invoke(main, ["models", "list", "--json"], env={"VISAVIS_MODELS_DIR": str(tmp_path)})
    names = [manifest["name"] for manifest in json.loads(listed.output)]
    assert {"mine", "pip"} <= set(names)
    (mine / "manifest.json").write_text("{")
    wrong = cli.invoke(main, ["models", "list"], env={"VISAVIS_PORT": "none"})
    assert (wrong.exit_code, "VISAVIS_PORT='none': input should be a valid integer" in wrong.output) == (2, True)
    broken = cli.invoke(main, ["models", "list"], env={"VISAVIS_MODELS_DIR": str(tmp_path)})
    assert (broken.exit_code, "manifest.json" in broken.output) == (1, True)


def test_an_engine_by_import_path_can_be_named_like_any_other(cli: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_EXTRA_ENGINES", "fakes.position_engine:PositionEngine")
    listed = cli.invoke(main, ["voices", "--engines", "position"]).output
    assert [line.split()[0] for line in listed.splitlines()] == ["position:clock", "position:noise"]
    unknown = cli.invoke(main, ["voices", "--engines", "position,positron"])
    assert unknown.exit_code != 0
    assert "positron" in unknown.output


def test_voices_as_a_table_and_as_json(cli: CliRunner) -> None:
    table = cli.invoke(main, ["voices", "--language", "zh"]).output.splitlines()
    listed = json.loads(cli.invoke(main, ["voices", "--language", "zh", "--json"]).output)
    assert len(table) == len(listed) >= 2
    assert all("zh" in voice["languages"] for voice in listed)
    assert not any("yue" in line for line in table), "Cantonese is not what zh asks for"
    hong_kong = cli.invoke(main, ["voices", "--language", "zh-HK"]).output.splitlines()
    assert set(table) < set(hong_kong)
    assert any("yue" in line for line in hong_kong)
    nobody = cli.invoke(main, ["voices", "--language", "xx"])
    assert (nobody.exit_code, "'xx'" in nobody.output) == (2, True)


@contextmanager
def serving(log: Path, *options: str) -> Iterator[tuple[int, str]]:
    """The command as a process: its port, and what it said when it was ready. Its log is whole when the block has
    ended."""
    server = str(Path(__file__).parent.parent / "server")
    with reserved_port() as port:
        with log.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "visavis", "serve", "--port", str(port), *options],
                stdout=subprocess.PIPE,
                stderr=written,
                env={"PYTHONPATH": server, "PATH": ""},
            )
        assert process.stdout is not None
        with process.stdout:
            try:
                yield port, process.stdout.readline().decode().strip()
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
        assert process.returncode in {0, -signal.SIGTERM}


def test_serve_says_when_it_is_ready_and_stops_when_told(tmp_path: Path) -> None:
    with serving(tmp_path / "log") as (port, said):
        assert said == f"visavis is ready: http://127.0.0.1:{port}/"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            assert json.load(answer)["status"] == "alive"


def test_even_the_debug_log_does_not_tell_what_visitors_say(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "--log-level", "debug") as (port, _):
        with connect(f"ws://127.0.0.1:{port}/v1/session", max_size=None) as session:
            session.send('{"type":"hello","protocol_version":"1.0"}')
            session.send('{"type":"speak","id":"a","text":"my secret is seven"}')
            session.send('{"type":"speak","id":"b","text":"my secret is seven","voice":"secret"}')
            session.send('{"type":"secret"}')
            while isinstance(session.recv(timeout=20), str):
                pass
        for body in (b'{"text":"my secret is seven"}', b'{"text":"my secret is seven","rate":"secret"}'):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/speech", body)
            request.add_header("Content-Type", "application/json")
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(request, timeout=20).close()
    text = log.read_text(encoding="utf-8")
    assert "session" in text
    assert "secret" not in text
