"""Builds people from CC0 MakeHuman data and our own hair, clothes, eyes, teeth and paint. Units are metres."""
