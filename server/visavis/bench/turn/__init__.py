"""``visavis bench turn``: how long a visitor waits in a conversation, and how soon the avatar falls silent."""
