"""Figures as Prometheus reads them, of one process or of all workers."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable. It is read when the library is imported."""
_LIVE = re.compile(r"gauge_live\w*_(\d+)\.db")


def exposition(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """All figures and their media type, in the form that the ``Accept`` header asks for. Reads files where there are
    several workers."""
    encode, media_type = choose_encoder(accept)
    if FOLDER in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return encode(registry), media_type


@contextmanager
def shared_by(workers: int) -> Iterator[None]:
    """Let several workers that start now write their figures where each of them can tell all.

    A folder that the operator names is left as it is; else there is one of our own until the block ends.
    """
    if workers == 1 or FOLDER in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="visavis-figures-", ignore_cleanup_errors=True) as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def forget_the_dead() -> None:
    """Sessions of a worker that ended without a word are open no more. Asked when another one takes its place."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return
    for path in Path(folder).glob("gauge_live*.db"):
        named = _LIVE.fullmatch(path.name)
        if named is not None and not _is_alive(int(named[1])):
            mark_process_dead(int(named[1]))  # type: ignore[no-untyped-call]


def forget_this_process() -> None:
    """It ends in good order."""
    if FOLDER in os.environ:
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
