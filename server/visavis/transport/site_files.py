"""The files that the settings let this server give away: its pages, its models, and who may show them in a frame."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from starlette.routing import Route
from starlette.types import ASGIApp

from visavis.resources import ResourceMissingError, models_dir, web_dist_dir
from visavis.settings import Settings
from visavis.transport.embed_page import embed_routes
from visavis.transport.static import MissingFrontEnd, Pages

logger = logging.getLogger(__name__)


def front_end(settings: Settings) -> ASGIApp:
    """Our pages; where they were not built, a page that says how they are."""
    try:
        return Pages([settings.web_dir or web_dist_dir()])
    except ResourceMissingError as error:
        return MissingFrontEnd(str(error))


def framing(settings: Settings) -> Sequence[str]:
    """Who may show our pages in a frame. A frame gets around the list of origins that may use this server, so where
    nothing else is said the list holds for it too."""
    if settings.frame_ancestors is not None:
        return settings.frame_ancestors
    return ("self", *(origin for origin in settings.allowed_origins if origin != "null"))


def embed_page(settings: Settings) -> Sequence[Route]:
    """The page that sites show in a frame; nothing where it was not built."""
    try:
        return embed_routes(settings.web_dir or web_dist_dir(), settings.allowed_origins)
    except ResourceMissingError:
        return ()


def model_folders(settings: Settings) -> Sequence[Path]:
    """Where avatars lie, the operator's first."""
    folders = [settings.models_dir] if settings.models_dir is not None else []
    try:
        folders.append(models_dir())
    except ResourceMissingError as error:
        logger.warning("%s", error)
    return folders


def missing(settings: Settings) -> list[str]:
    """What was not built, for people."""
    if settings.web_dir is not None:
        return []
    try:
        web_dist_dir()
    except ResourceMissingError as error:
        return [str(error)]
    return []
