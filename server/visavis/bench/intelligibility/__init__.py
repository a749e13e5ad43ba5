"""How many words of a voice a speech recogniser understands: compares voices with one another, not with people."""
