"""Brings the sound of all voices to people's ears alike: as loud, without clicks, without idle silence.

:class:`~visavis.tts.evening.evening.Evening` is the way in; ``docs/sound.md`` tells the whole chain.
"""
