"""Trains the viseme recogniser: ``python tools/train_visemes.py`` (docs/viseme_recogniser.md)."""
