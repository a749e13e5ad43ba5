"""``visavis bench lipsync``: how exactly phones are found in sound whose text is known."""
