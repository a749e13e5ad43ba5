"""SSML for engines that read it: analysed sentences written down in the flavour that an engine understands."""

from __future__ import annotations

from .flavours import AZURE, FLAVOURS, GOOGLE, POLLY, W3C, Flavour
from .writer import SsmlOptions, Written, read_bookmark, write_ssml

__all__ = [
    "AZURE",
    "FLAVOURS",
    "GOOGLE",
    "POLLY",
    "W3C",
    "Flavour",
    "SsmlOptions",
    "Written",
    "read_bookmark",
    "write_ssml",
]
