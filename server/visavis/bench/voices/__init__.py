"""Voices side by side: how soon, how fast, how loud, and how well their mouths fit."""
