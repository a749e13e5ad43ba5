"""What the workers and machines of one site share: counters, small values that end by themselves, and messages."""
