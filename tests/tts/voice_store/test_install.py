"""Voices by name, address and path, from a server with the faults that downloads meet; nothing half is ever seen."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import shutil
from collections import namedtuple
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from filelock import FileLock

from fakes.tiny_voices import kokoro_voice, piper_voice
from fakes.voice_publisher import Publisher, voice_publisher
from visavis.tts.engines.piper import PiperEngine
from visavis.tts.engines.piper.engine import PiperSettings
from visavis.tts.voice_store.errors import VoiceStoreError
from visavis.tts.voice_store.install import STAGING, Installed, install
from visavis.tts.voice_store.remove import remove
from visavis.tts.voice_store.wanted import WantedFile

pytestmark = pytest.mark.contract

NAME = "en_US-tiny-low"
FILES = {f"{NAME}.onnx", f"{NAME}.onnx.json", f"{NAME}.MODEL_CARD"}


@pytest_asyncio.fixture
async def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Publisher]:
    async with voice_publisher() as publisher:
        publisher.publish(piper_voice(tmp_path / "made", NAME), aliases=("en-us-tiny-low",))
        monkeypatch.setenv("VISAVIS_PIPER_URL", f"{publisher.url}/")
        yield publisher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "voices"


async def add(what: str, folder: Path, *, digest: str = "", silence_s: float = 20.0) -> Installed:
    def report(_: WantedFile):  # type: ignore[no-untyped-def]
        return lambda there, whole: None

    return await asyncio.to_thread(install, what, folder, report, digest=digest, silence_s=silence_s)


def seen(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("name", [NAME, "en-us-tiny-low"])
async def test_a_voice_by_its_name_comes_whole_and_speaks(publisher: Publisher, folder: Path, name: str) -> None:
    done = await add(name, folder)
    assert (seen(folder), done.licence, done.engine, done.unchecked) == (FILES, "MIT", "piper", ())
    assert not (folder / STAGING).exists()
    engine = PiperEngine(PiperSettings(), folder)
    await engine.start()
    assert [voice.name for voice in await engine.voices()] == [f"piper:{NAME}"]
    await engine.close()


async def test_what_is_there_is_not_fetched_again_and_a_newer_one_is(
    publisher: Publisher, folder: Path, tmp_path: Path
) -> None:
    await add(NAME, folder)
    publisher.asked.clear()
    assert (await add(NAME, folder)).licence == "MIT"
    assert [path for path, _ in publisher.asked] == ["/voices.json"]
    publisher.publish(piper_voice(tmp_path / "newer", NAME, rate_hz=16_000))
    await add(NAME, folder)
    assert b"16000" in (folder / f"{NAME}.onnx.json").read_bytes()


async def test_what_breaks_off_goes_on_where_it_was(publisher: Publisher, folder: Path) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.cut_after[path] = [1000, 500]
    await add(NAME, folder)
    assert [wanted for asked, wanted in publisher.asked if asked == path] == ["", "bytes=1000-", "bytes=1500-"]
    assert (folder / f"{NAME}.onnx").read_bytes() == publisher.files[path]


@pytest.mark.parametrize("with_tags", [True, False])
async def test_another_range_than_asked_for_is_not_taken(publisher: Publisher, folder: Path, with_tags: bool) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.with_tags = with_tags
    publisher.cut_after[path] = [1000]
    publisher.wrong_ranges = 1
    await add(NAME, folder)
    assert [wanted for asked, wanted in publisher.asked if asked == path] == ["", "bytes=1000-", ""]
    assert (folder / f"{NAME}.onnx").read_bytes() == publisher.files[path]


async def test_what_breaks_off_for_good_is_kept_for_the_next_run(publisher: Publisher, folder: Path) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.cut_after[path] = [700, 0, 0, 0]
    with pytest.raises(VoiceStoreError, match=r"broke off .* are kept, and the same command goes on"):
        await add(NAME, folder)
    assert seen(folder) == set()
    await add(str(piper_voice(folder.parent / "mine", "de_DE-mine-low")), folder)
    (folder / "de_DE-mine-low.onnx").unlink()
    (folder / "de_DE-mine-low.onnx.json").unlink()
    publisher.asked.clear()
    await add(NAME, folder)
    assert (path, "bytes=700-") in publisher.asked
    assert len(publisher.asked) == 4, "the catalogue, the rest, and the two files that come after it"
    assert seen(folder) == FILES


async def test_a_file_that_changed_meanwhile_begins_anew(publisher: Publisher, folder: Path) -> None:
    publisher.files = {"/a/x.onnx": b"old" * 1000}
    publisher.cut_after["/a/x.onnx"] = [100, 0, 0, 0]
    with pytest.raises(VoiceStoreError, match="broke off"):
        await add(f"{publisher.url}/a/x.onnx", folder)
    made = piper_voice(folder.parent / "other", "en_US-x-low")
    description = made.with_name(f"{made.name}.json")
    publisher.files = {"/a/x.onnx": made.read_bytes(), "/a/x.onnx.json": description.read_bytes()}
    done = await add(f"{publisher.url}/a/x.onnx", folder)
    assert (folder / "x.onnx").read_bytes() == made.read_bytes()
    newer = piper_voice(folder.parent / "newer", "en_US-x-low", speakers=("anna", "ben"))
    publisher.files["/a/x.onnx"] = newer.read_bytes()
    await add(f"{publisher.url}/a/x.onnx", folder)
    assert (folder / "x.onnx").read_bytes() == newer.read_bytes(), "an address may hold another file tomorrow"
    assert dict(done.unchecked)["x.onnx"] == hashlib.sha256(made.read_bytes()).hexdigest()


async def test_a_silent_server_is_left(publisher: Publisher, folder: Path) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.silent_after[path] = 0
    with pytest.raises(VoiceStoreError, match=r"nothing came for 0\.3 s"):
        await add(NAME, folder, silence_s=0.3)
    await publisher.server.until_idle()


async def test_another_content_than_promised_is_refused_and_forgotten(publisher: Publisher, folder: Path) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.files[path] = publisher.files[path][:-1] + b"!"
    with pytest.raises(VoiceStoreError, match=r"its MD5 is .*, not .* was removed"):
        await add(NAME, folder)
    assert seen(folder) == set()
    assert not list((folder / STAGING).glob("*.onnx*.part"))
    url = f"{publisher.url}{path}"
    with pytest.raises(VoiceStoreError, match="its SHA256 is"):
        await add(url, folder, digest="0" * 64)
    with pytest.raises(VoiceStoreError, match="neither an MD5 nor a SHA-256"):
        await add(url, folder, digest="abc")


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, r"is not there \(404\)"), (403, "to everybody"), (503, "try again")],
)
async def test_refusals_name_the_address(publisher: Publisher, folder: Path, status: int, told: str) -> None:
    path = next(path for path in publisher.files if path.endswith(".onnx"))
    publisher.status[path] = status
    with pytest.raises(VoiceStoreError, match=told) as raised:
        await add(NAME, folder)
    assert path in str(raised.value)
    with pytest.raises(VoiceStoreError, match=told) as raised:
        await add(f"{publisher.url}{path}?token=hush", folder)
    assert "hush" not in str(raised.value)


async def test_names_that_come_close_are_told(publisher: Publisher, folder: Path) -> None:
    with pytest.raises(VoiceStoreError, match=f"no voice is called 'en_US-tiny-high'; close: {NAME}"):
        await add("en_US-tiny-high", folder)
    publisher.files["/voices.json"] = b"<html>"
    with pytest.raises(VoiceStoreError, match="is no catalogue of Piper voices"):
        await add(NAME, folder)


async def test_nobody_listening_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with voice_publisher() as publisher:
        monkeypatch.setenv("VISAVIS_PIPER_URL", publisher.url)
    with pytest.raises(VoiceStoreError, match=r"127\.0\.0\.1:\d+ cannot be reached"):
        await add(NAME, folder)


async def test_an_address_may_have_any_letters(publisher: Publisher, folder: Path) -> None:
    path = f"/{quote('我的 声音.onnx')}"
    publisher.files[path] = publisher.files[next(path for path in publisher.files if path.endswith(".onnx"))]
    publisher.files[f"{path}.json"] = publisher.files[next(path for path in publisher.files if path.endswith(".json"))]
    done = await add(f"{publisher.url}/我的 声音.onnx?für=mich", folder)
    assert {path.name for path in done.files} == {"我的 声音.onnx", "我的 声音.onnx.json"}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://[::1/x.onnx", "the address cannot be read: Invalid IPv6 URL"),
        ("http://127.0.0.1:many/x.onnx", "nonnumeric port"),
        (f"http://{'a' * 64}.example/x.onnx", "cannot be asked for"),
        ("http:///x.onnx", "no host given"),
    ],
)
async def test_what_is_no_address_is_told(folder: Path, url: str, told: str) -> None:
    with pytest.raises(VoiceStoreError, match=told):
        await add(url, folder)


async def test_no_mirror_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_PIPER_URL", "ftp://mirror.example")
    with pytest.raises(VoiceStoreError, match=r"VISAVIS_PIPER_URL: .*, got 'ftp://mirror\.example'"):
        await add(NAME, folder)


async def test_a_catalogue_that_is_nested_without_end_is_none(publisher: Publisher, folder: Path) -> None:
    publisher.files["/voices.json"] = b"[" * 100_000
    with pytest.raises(VoiceStoreError, match="is no catalogue of Piper voices"):
        await add(NAME, folder)


async def test_a_catalogue_cannot_name_files_elsewhere(publisher: Publisher, folder: Path) -> None:
    publisher.files["/voices.json"] = publisher.files["/voices.json"].replace(
        f'"key": "{NAME}"'.encode(), b'"key": "../../etc"'
    )
    with pytest.raises(VoiceStoreError, match="cannot be the name"):
        await add(NAME, folder)


async def test_no_room_is_told_before_and_while_it_fills(
    publisher: Publisher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 10))
        with pytest.raises(VoiceStoreError, match=r"no room for voices\.json in .* are free"):
            await add(NAME, folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(VoiceStoreError, match=r"the disk of .* is full"):
            await add(NAME, folder)
    assert seen(folder) == set()
    assert (await add(NAME, folder)).licence == "MIT"


async def test_a_file_of_ones_own(tmp_path: Path, folder: Path) -> None:
    made = piper_voice(tmp_path / "mine", "de_DE-mine-low")
    (made.parent / "MODEL_CARD").write_text("Licence: CC0\n", "utf-8")
    done = await add(str(made), folder, digest=hashlib.sha256(made.read_bytes()).hexdigest())
    assert (done.licence, done.unchecked) == ("CC0", ())
    assert seen(folder) == {"de_DE-mine-low.onnx", "de_DE-mine-low.onnx.json", "de_DE-mine-low.MODEL_CARD"}
    made.write_bytes(made.read_bytes()[:500])
    with pytest.raises(VoiceStoreError, match=r"de_DE-mine-low\.onnx is no ONNX model"):
        await add(str(made), folder)
    assert (folder / "de_DE-mine-low.onnx").stat().st_size > 500, "the one that was there stays"
    with pytest.raises(VoiceStoreError, match="is not there"):
        await add(str(tmp_path / "none.onnx"), folder)


async def test_its_own_card_goes_before_that_of_the_folder(tmp_path: Path, folder: Path) -> None:
    made = piper_voice(tmp_path / "mine", "de_DE-mine-low")
    (made.parent / "MODEL_CARD").write_text("Licence: CC0\n", "utf-8")
    (made.parent / "de_DE-mine-low.MODEL_CARD").write_text("Licence: MIT\n", "utf-8")
    assert (await add(str(made), folder)).licence == "MIT"
    assert seen(folder) == {"de_DE-mine-low.onnx", "de_DE-mine-low.onnx.json", "de_DE-mine-low.MODEL_CARD"}


async def test_one_command_at_a_time(tmp_path: Path, folder: Path) -> None:
    made = piper_voice(tmp_path / "mine")
    with FileLock(made.parent / ".installing.lock"), pytest.raises(VoiceStoreError, match="another command"):
        await add(str(made), made.parent)


async def test_removing_leaves_the_others(tmp_path: Path, folder: Path) -> None:
    for name in ("en_US-one-low", "en_US-two-low"):
        await add(str(piper_voice(tmp_path / "mine", name)), folder)
    gone = remove("piper:en_US-one-low#anna", folder)
    assert [path.name for path in gone] == ["en_US-one-low.onnx", "en_US-one-low.onnx.json"]
    assert seen(folder) == {"en_US-two-low.onnx", "en_US-two-low.onnx.json"}
    with pytest.raises(VoiceStoreError, match=r"no voice 'en_US-one-low' is installed .* en_US-two-low"):
        remove("en_US-one-low", folder)


async def test_kokoro_by_its_name_and_its_styles_once(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kokoro_voice(tmp_path / "made")
    styles = (made.parent / "voices-tiny.bin").read_bytes()
    async with voice_publisher() as publisher:
        monkeypatch.setenv("VISAVIS_KOKORO_URL", f"{publisher.url}/model")
        monkeypatch.setenv("VISAVIS_KOKORO_STYLES_URL", f"{publisher.url}/styles/")
        publisher.files = {
            "/styles/voices-v1.0.bin": styles,
            "/model/onnx/model.onnx": made.read_bytes(),
            "/model/onnx/model_quantized.onnx": b"<html>no model</html>",
        }
        done = await add("kokoro-v1.0", folder)
        assert (done.engine, done.licence) == ("kokoro", "")
        assert dict(done.unchecked) == {
            "voices-v1.0.bin": hashlib.sha256(styles).hexdigest(),
            "kokoro-v1.0.onnx": hashlib.sha256(made.read_bytes()).hexdigest(),
        }
        publisher.asked.clear()
        with pytest.raises(VoiceStoreError, match=r"kokoro-v1\.0-int8\.onnx is no ONNX model"):
            await add("kokoro-v1.0-int8", folder)
        assert [path for path, _ in publisher.asked] == ["/model/onnx/model_quantized.onnx"]
    assert seen(folder) == {"kokoro-v1.0.onnx", "voices-v1.0.bin"}
    assert not list((folder / STAGING).iterdir())
    with pytest.raises(VoiceStoreError, match="holds no styles"):
        await add(str(_file(tmp_path / "notes.bin", b"hello")), folder)


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
