"""Why a voice could not be installed or removed."""


class VoiceStoreError(Exception):
    """The message is for people: what was wrong with which file or address, and what to do."""
