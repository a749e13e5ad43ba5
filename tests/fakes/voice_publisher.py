"""A web server that publishes voices as Piper's are, with ranges, and with the faults that downloads meet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in


@dataclass
class Publisher:
    """Files by their path. Every answer has an ETag, and a range is given while it still fits."""

    server: HttpStandIn = field(init=False)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and range of every request."""
    status: dict[str, int] = field(default_factory=dict)
    """Answers of another status than 200, by path."""
    cut_after: dict[str, list[int]] = field(default_factory=dict)
    """By path: how many bytes each of the next answers gives before it breaks off."""
    silent_after: dict[str, int] = field(default_factory=dict)
    """By path: bytes after which an answer says nothing more."""
    with_tags: bool = True
    wrong_ranges: int = 0
    """So many answers give another range than was asked for."""

    @property
    def url(self) -> str:
        return self.server.url

    def publish(self, voice: Path, *, licence: str = "MIT", aliases: tuple[str, ...] = ()) -> str:
        """Put a Piper voice into the catalogue as the published ones are; its path without an ending."""
        key = voice.stem
        code, name, quality = key.split("-")
        base = f"{code[:2]}/{code}/{name}/{quality}"
        card = f"# Model card for {name}\n\n* Language: {code}\n* License: {licence}\n".encode()
        given = {
            f"{base}/{key}.onnx": voice.read_bytes(),
            f"{base}/{key}.onnx.json": Path(f"{voice}.json").read_bytes(),
            f"{base}/MODEL_CARD": card,
        }
        listed = json.loads(self.files.get("/voices.json", b"{}"))
        listed[key] = {
            "key": key,
            "aliases": list(aliases),
            "files": {
                path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data, usedforsecurity=False).hexdigest()}
                for path, data in given.items()
            },
        }
        self.files |= {f"/{path}": data for path, data in given.items()}
        self.files["/voices.json"] = json.dumps(listed).encode()
        return f"/{base}/{key}"

    async def answer(self, exchange: Exchange) -> None:
        path, wanted = exchange.path, exchange.headers.get("range", "")
        self.asked.append((path, wanted))
        if path in self.status or path not in self.files:
            await exchange.reply(self.status.get(path, 404), b"no", "text/plain")
            return
        data = self.files[path]
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        start, status = 0, 200
        if wanted and exchange.headers.get("if-range", tag) == tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                await exchange.reply(416, b"", "text/plain")
                return
            status = 206
        if status == 206 and self.wrong_ranges:
            self.wrong_ranges -= 1
            start = 0
        headers = {"Content-Length": str(len(data) - start)}
        if status == 206:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        if self.with_tags:
            headers["ETag"] = tag
        rest = data[start:]
        cuts = self.cut_after.get(path)
        if cuts:
            await self._send(exchange, status, headers, rest[: cuts.pop(0)])
            exchange.break_off()
        if path in self.silent_after:
            await self._send(exchange, status, headers, rest[: self.silent_after[path]])
            await exchange.until_gone()
        await self._send(exchange, status, headers, rest)

    @staticmethod
    async def _send(exchange: Exchange, status: int, headers: dict[str, str], data: bytes) -> None:
        await exchange.head(status, headers)
        await exchange.raw(data)


@asynccontextmanager
async def voice_publisher(change: Callable[[Publisher], None] | None = None) -> AsyncIterator[Publisher]:
    publisher = Publisher()
    if change is not None:
        change(publisher)
    async with http_stand_in(publisher.answer) as server:
        publisher.server = server
        yield publisher
