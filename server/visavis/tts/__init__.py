"""Text to speech: the engine contract, the registry, and one file or folder per engine under ``engines``."""
