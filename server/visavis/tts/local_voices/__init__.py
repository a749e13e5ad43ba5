"""Neural voices that run on this machine, from files that the operator installed: what Piper and Kokoro share."""
