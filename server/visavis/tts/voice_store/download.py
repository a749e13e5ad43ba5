"""Downloads one file. What breaks off goes on where it was: in the same run, and in the next one."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from visavis import __version__
from visavis.tts.voice_store.errors import VoiceStoreError
from visavis.tts.voice_store.wanted import WantedFile

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and those that there will be, as far as that is known."""

SILENCE_S: Final = 30.0
_BLOCK_BYTES: Final = 1 << 18
_MOST_BYTES: Final = 8 << 30
_TRIES_WITHOUT_PROGRESS: Final = 3
_MOST_TRIES: Final = 50
_ROOM_BYTES: Final = 16 << 20
"""What is left free on the disk."""


class _BrokenOff(Exception):  # noqa: N818 - it is no error until it happens too often
    pass


def download(wanted: WantedFile, part: Path, progress: Progress, *, silence_s: float = SILENCE_S) -> bool:
    """Fetch into ``part``, which may hold the beginning already; False where a file that is not needed is not there.

    Beside ``part`` lies what tells this version of the file from others. Raises :class:`VoiceStoreError`.
    """
    failures = 0
    for _ in range(_MOST_TRIES):
        before = _size(part)
        try:
            return _fetch(wanted, part, progress, silence_s)
        except HTTPError as error:
            with error:
                if error.code in {404, 410} and not wanted.needed:
                    return False
                if error.code == 416 and before:  # the file is shorter than what is there: another version
                    forget(part)
                    continue
                raise VoiceStoreError(_refusal(wanted, error)) from None
        except _BrokenOff as broken:
            failures = 0 if _size(part) > before else failures + 1
            if failures >= _TRIES_WITHOUT_PROGRESS:
                raise VoiceStoreError(_cut_short(wanted, part, str(broken))) from None
        except URLError as error:
            reason = error.reason.strerror if isinstance(error.reason, OSError) else None
            why = f"{_host(wanted)} cannot be reached: {reason or error.reason}{_kept(wanted, part)}"
            raise VoiceStoreError(why) from None
        except ValueError as error:  # a name of a host with a part that is too long, a redirection to nonsense
            raise VoiceStoreError(f"{wanted.shown} cannot be asked for: {_plain(error)}") from None
    raise VoiceStoreError(_cut_short(wanted, part, f"{_MOST_TRIES} times"))


def forget(part: Path) -> None:
    """Remove what was downloaded of a file."""
    part.unlink(missing_ok=True)
    _version_file(part).unlink(missing_ok=True)


def _fetch(wanted: WantedFile, part: Path, progress: Progress, silence_s: float) -> bool:
    there = _size(part)
    version = _read_version(part) if there else ""
    if there and not version and not wanted.digest:
        forget(part)  # it may be of another version
        there = 0
    if wanted.size_bytes is not None and there == wanted.size_bytes:
        return True
    headers = {"User-Agent": f"visavis/{__version__}", "Accept-Encoding": "identity"}
    if there:
        headers |= {"Range": f"bytes={there}-"} | ({"If-Range": version} if version else {})
    with _breaks(silence_s):
        answer = cast("HTTPResponse", urlopen(Request(wanted.source, headers=headers), timeout=silence_s))
    with answer:
        goes_on = answer.status == 206
        if goes_on and not answer.headers.get("Content-Range", "").startswith(f"bytes {there}-"):
            forget(part)
            raise _BrokenOff("another part came than was asked for")
        _store(answer, wanted, part, there if goes_on else 0, progress, silence_s)
    return True


def _store(
    answer: HTTPResponse, wanted: WantedFile, part: Path, there: int, progress: Progress, silence_s: float
) -> None:
    """Write what comes behind the first ``there`` bytes."""
    length = answer.headers.get("Content-Length")
    whole = there + int(length) if length is not None and length.isdigit() else None
    _check_room(wanted, part, (whole or wanted.size_bytes or 0) - there)
    _write_version(part, answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
    with part.open("ab" if there else "wb") as file:
        while True:
            with _breaks(silence_s):
                block = answer.read(_BLOCK_BYTES)
            if not block:
                break
            file.write(block)
            there += len(block)
            if there > _MOST_BYTES:
                raise VoiceStoreError(f"{wanted.shown} is larger than any voice: over {_MOST_BYTES >> 30} GB")
            progress(there, whole)
    if whole is not None and there < whole:
        raise _BrokenOff("the connection ended")


@contextmanager
def _breaks(silence_s: float) -> Iterator[None]:
    """What a connection that ends raises, as one error."""
    try:
        yield
    except TimeoutError:
        raise _BrokenOff(f"nothing came for {silence_s:g} s") from None
    except (HTTPException, ConnectionError) as error:
        raise _BrokenOff(_plain(error)) from None


def _check_room(wanted: WantedFile, part: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if needed_bytes + _ROOM_BYTES > free:
        raise VoiceStoreError(
            f"no room for {wanted.name} in {part.parent}: {_mb(needed_bytes)} are needed, and "
            f"{_mb(_ROOM_BYTES)} to spare; {_mb(free)} are free"
        )


def _refusal(wanted: WantedFile, error: HTTPError) -> str:
    if error.code in {404, 410}:
        return f"{wanted.shown} is not there ({error.code})"
    if error.code in {401, 403}:
        return f"{_host(wanted)} does not give {wanted.shown} to everybody ({error.code})"
    return f"{_host(wanted)} answered {error.code} for {wanted.shown}; try again later"


def _cut_short(wanted: WantedFile, part: Path, why: str) -> str:
    return f"{_host(wanted)} broke off {wanted.name} ({why}){_kept(wanted, part)}"


def _kept(wanted: WantedFile, part: Path) -> str:
    there = _size(part)
    goes_on = there and (wanted.digest or _read_version(part))
    return f"; {_mb(there)} are kept, and the same command goes on from there" if goes_on else ""


def _host(wanted: WantedFile) -> str:
    return urlsplit(wanted.source).netloc.rpartition("@")[2]


def _size(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0


def _version_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")


def _read_version(part: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return _version_file(part).read_text("utf-8").strip()
    return ""


def _write_version(part: Path, version: str) -> None:
    if version and not version.startswith("W/"):  # a weak one says nothing of bytes
        _version_file(part).write_text(version, "utf-8")
    else:
        _version_file(part).unlink(missing_ok=True)


def _plain(error: Exception) -> str:
    """What went wrong, without what a server may have sent for a terminal."""
    text = "".join(character for character in str(error) if character.isprintable()).strip()
    return text[:200] or type(error).__name__


def _mb(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
