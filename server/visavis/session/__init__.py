"""The turn machine: events in, messages out, no I/O."""
