"""A client library that an extension needs."""

from __future__ import annotations

from importlib.util import find_spec


def missing_library(module: str, extra: str) -> str | None:
    """How to install ``module`` by an extra of ours, for people; None when it is there. Nothing is imported but the
    packages that it is in."""
    try:
        found = find_spec(module) is not None
    except ModuleNotFoundError:  # not even the package that it is in
        found = False
    return None if found else f"pip install 'visavis[{extra}]'"
