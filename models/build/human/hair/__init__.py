"""Hair of a person: cards over the skull, their surface, and the bones that let the lengths sway."""
