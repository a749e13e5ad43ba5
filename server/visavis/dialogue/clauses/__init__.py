"""Text that is still being written, cut into clauses that can be spoken: :class:`ClauseCutter`."""

from .clause import Clause, PlacedDirection
from .cutter import ClauseCutter

__all__ = ["Clause", "ClauseCutter", "PlacedDirection"]
