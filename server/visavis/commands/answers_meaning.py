"""Likeness of meaning on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from visavis.commands.failing import BadInputError, EngineFailedError

if TYPE_CHECKING:
    from visavis.dialogue.answers.load import AnswerBook
    from visavis.dialogue.answers.matcher import Thresholds
    from visavis.dialogue.answers.outcome import Outcome


def match_by_meaning(book: AnswerBook, thresholds: Thresholds, questions: Sequence[str]) -> list[Outcome]:
    """What comes of each question with the embeddings that are configured. Ends the command with exit status 2 where
    none are, and 3 where the service gives none."""
    return asyncio.run(_match(book, thresholds, questions))


async def _match(book: AnswerBook, thresholds: Thresholds, questions: Iterable[str]) -> list[Outcome]:
    from visavis.dialogue.answers.matcher import Matcher
    from visavis.dialogue.answers.meaning.client import EmbeddingClient
    from visavis.dialogue.answers.meaning.configured import embedding_settings, store_in
    from visavis.dialogue.answers.meaning.errors import EmbeddingError
    from visavis.dialogue.answers.meaning.meaning import EmbeddedMeaning
    from visavis.settings import cache_folder, load_settings

    try:
        settings = embedding_settings()
    except EmbeddingError as error:
        raise BadInputError(f"--meaning: {error}") from None
    # Nobody waits for an answer here.
    settings = settings.model_copy(update={"question_s": settings.file_s})
    if (lack := settings.missing()) is not None:
        raise BadInputError(f"--meaning: {lack}")
    client = EmbeddingClient(settings)
    meaning = EmbeddedMeaning(book, client, store_in(cache_folder(load_settings())))
    matcher = Matcher(book, thresholds=thresholds, meaning=meaning)
    try:
        await meaning.fetch()
        outcomes = [await matcher.match(question) for question in questions]
    except EmbeddingError as error:
        raise EngineFailedError(f"{error.code}: {error}") from None
    finally:
        await client.close()
    if any(each.near[0].meaning is None and not each.near[0].exact for each in outcomes):
        raise EngineFailedError(f"{settings.host} gave no embedding for some of the questions")
    return outcomes
