"""Reads what an agent sent, and checks what it wants shown as strictly as an answers file."""

from __future__ import annotations

from typing import Final, get_args

from pydantic import TypeAdapter, ValidationError

from visavis.dialogue.answers.answer import Link, Picture, Reply
from visavis.protocol.agent import AgentMessage, AgentShow
from visavis.protocol.errors import ErrorCode
from visavis.transport.messages import MalformedError, describe_errors, read_message

MESSAGES: Final[TypeAdapter[AgentMessage]] = TypeAdapter(AgentMessage)
TYPES: Final = ", ".join(message.model_fields["type"].default for message in get_args(get_args(AgentMessage)[0]))


def parse_agent_message(text: str) -> AgentMessage:
    """One message from JSON text. Raises :class:`MalformedError`."""
    message = read_message(MESSAGES, TYPES, text)
    if isinstance(message, AgentShow):
        _check_shown(message)
    return message


def _check_shown(show: AgentShow) -> None:
    """Addresses begin with https:// or are paths of the page's site; texts have one line."""
    try:
        for link in show.links:
            Link.model_validate(link.model_dump())
        for picture in show.pictures:
            Picture.model_validate(picture.model_dump())
        for button in show.buttons:
            Reply.model_validate(button.model_dump())
    except ValidationError as error:
        raise MalformedError(ErrorCode.BAD_MESSAGE, describe_errors(error.errors(include_url=False))) from None
