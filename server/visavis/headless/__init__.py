"""A server and a browser run from a command, without anybody watching: for benches and pictures."""
