"""The inside of a mouth that shows: teeth, gums and tongue."""

from human.mouth.assemble import build

__all__ = ["build"]
