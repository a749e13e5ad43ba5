"""Pictures of speech, for people who would rather look than read."""
