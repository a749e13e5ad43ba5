"""Other sites whose pictures our own pages may show: those that the operator's own files name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from visavis.dialogue.answers.load import AnswerBook

MOST: Final = 50
"""Sites; a header has an end. What belongs to others is told by its text."""
_SITE: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?")


def picture_sources(book: AnswerBook, hosts: Iterable[str]) -> tuple[str, ...]:
    """Sources for a policy's ``img-src``: the sites of the pictures of approved answers, and ``hosts``, with their
    subdomains, of which a language model may show some."""
    found: dict[str, None] = {}
    for host in hosts:
        found |= {f"https://{host}": None, f"https://*.{host}": None}
    for answer in book.answers:
        for picture in answer.pictures:
            site = urlsplit(picture.url).netloc.lower() if picture.url.startswith("https://") else ""
            if _SITE.fullmatch(site):
                found[f"https://{site}"] = None
    return tuple(found)[:MOST]
