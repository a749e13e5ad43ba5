"""Business dress: a tailored jacket over a shirt with a tie or a scarf, trousers, shoes and a name badge."""

from human.outfit.dress import build, covered, tints
from human.outfit.look import OutfitLook

__all__ = ["OutfitLook", "build", "covered", "tints"]
