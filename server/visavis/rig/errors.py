"""What can be wrong with a model."""


class RigError(ValueError):
    """A model cannot be read or cannot talk. The text names the file, what was found and what to do."""
