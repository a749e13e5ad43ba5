"""Text by others in a prompt: made harmless, and fenced so that the model can tell where it ends.

No fence stops a model from believing what it reads. It takes away what is easy: closing the fence, posing as another
speaker of the conversation by the signs that chat templates use, hiding words that nobody sees.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

PASSAGE_CHARS: Final = 4000
_TEMPLATE_SIGNS: Final = re.compile(
    r"<(?=[|｜])|(?<=[|｜])>|<(?=/?(?:s|bos|eos|start_of_turn|end_of_turn|think|thinking|tool_call|system)>)",
    re.IGNORECASE,
)
"""``<|im_start|>``, ``<｜User｜>``, ``</s>`` and their like."""
_BRACKETS: Final = re.compile(
    r"\[(?=/?(?:INST|SYS)\])|[\[【](?=[ \t]*(?:emotion|gesture|show|handover)\b)", re.IGNORECASE
)
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DOUBLED: Final = re.compile(r"<{2,}|>{2,}|«|»")
_FULL_WIDTH: Final = {"<": "＜", ">": "＞", "[": "［", "【": "［", "«": "‹", "»": "›"}


def harmless(text: str) -> str:
    """``text`` without invisible characters, signs of chat templates and tags of ours. What a person reads stays."""
    text = "\n".join(map(_seen, text.split("\n")))
    for pattern in (_TEMPLATE_SIGNS, _BRACKETS, _DOUBLED):
        text = pattern.sub(lambda match: "".join(_FULL_WIDTH[sign] for sign in match[0]), text)
    return text


def is_unseen(text: str) -> bool:
    """Whether a person reads nothing in ``text``. A model that is asked nothing refuses to answer."""
    return not harmless(text).strip()


def fenced(passages: Sequence[str], nonce: str | None = None) -> str:
    """The passages, each between marks that hold a word nobody can guess; empty for none.

    ``nonce`` is that word, for tests. A passage that holds it none the less loses it.
    """
    word = nonce or secrets.token_hex(8)
    parts = []
    for number, passage in enumerate(passages, 1):
        inside = harmless(passage)[:PASSAGE_CHARS].replace(word, "·").strip()
        parts.append(f"«{word} {number}»\n{inside}\n«/{word} {number}»")
    return "\n".join(parts)


def _seen(line: str) -> str:
    """``line`` without controls, signs without width, and halves of characters."""
    line = _SELECTORS.sub("", line)
    return line if line.isprintable() else "".join(filter(_is_seen, line))


@lru_cache(maxsize=1024)
def _is_seen(character: str) -> bool:
    # Of what does not count as printable, spaces of all widths are seen.
    return character.isprintable() or character == "\t" or unicodedata.category(character) == "Zs"
