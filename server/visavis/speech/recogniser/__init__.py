"""Visemes from sound alone: a small network on a mel spectrum, with 50 ms of look-ahead."""
