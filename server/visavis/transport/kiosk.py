"""``/kiosk.json``: what the operator's file says, with the defaults for the rest."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from visavis.protocol.errors import ErrorCode
from visavis.protocol.kiosk import InLanguages, KioskButton, KioskConfig
from visavis.protocol.rest import Problem
from visavis.transport.messages import describe_errors
from visavis.transport.problems import ProblemError
from visavis.transport.service import service_of

logger = logging.getLogger(__name__)

LARGEST_BYTES = 1 << 18

WITHOUT_FILE: Final = KioskConfig(
    greeting=InLanguages(
        zh="您好，欢迎光临！请点一个按钮，听我说。", en="Hello and welcome! Touch a button, and I will talk."
    ),
    buttons=(
        KioskButton(
            label=InLanguages(zh="你是谁？", en="Who are you?"),
            text=InLanguages(
                zh="我是一个会说话的数字人，在这块屏幕上为您服务。",
                en="I am a talking avatar, and I am here to help on this display.",
            ),
        ),
        KioskButton(
            label=InLanguages(zh="怎么设置？", en="How is this set up?"),
            text=InLanguages(
                zh="把这里的文字和按钮写进一个文件，再告诉服务器它在哪里，我就照着说。",
                en="Write the texts and buttons into a file, tell the server where it is, and I will say them.",
            ),
        ),
    ),
)
"""Something to touch, for who tries ``/kiosk`` before there is a file."""

router = APIRouter()


class KioskFileError(Exception):
    """The file cannot be used. The text names it and what is wrong."""


def read_kiosk(path: Path | None) -> KioskConfig:
    """What a file says; without one something to try. Raises :class:`KioskFileError`."""
    if path is None:
        return WITHOUT_FILE
    try:
        with path.open("rb") as file:
            return KioskConfig.model_validate(json.loads(file.read(LARGEST_BYTES)))
    except OSError as error:
        raise KioskFileError(f"{path}: {error.strerror or error}") from None
    except ValidationError as error:
        raise KioskFileError(f"{path}: {describe_errors(error.errors(include_url=False))}") from None
    except (ValueError, RecursionError) as error:
        raise KioskFileError(f"{path} is no JSON: {error}") from None


@router.get("/kiosk.json", summary="How the kiosk page looks", responses={503: {"model": Problem}})
async def kiosk(request: Request, response: Response) -> KioskConfig:
    """What `VISAVIS_KIOSK` names, read anew for each page that starts: a kiosk is changed without a new start."""
    response.headers["Cache-Control"] = "no-store"
    service = service_of(request)
    try:
        return await service.compute.run(read_kiosk, service.kiosk)
    except KioskFileError as error:
        logger.error("VISAVIS_KIOSK: %s", error)
        text = "the file of VISAVIS_KIOSK cannot be used; the server's log says why"
        raise ProblemError(ErrorCode.INTERNAL, text, status=503) from None
