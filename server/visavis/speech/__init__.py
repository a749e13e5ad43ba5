"""From text to a mouth track: normalise, phonemes, cues, articulation, track. Pure functions and their data files."""
