"""How the aligner works off the event loop: its process, what it keeps of each voice, renderings to compare with."""
