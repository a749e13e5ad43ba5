"""Tracks and captions as files that other programs read."""
