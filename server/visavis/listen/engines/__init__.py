"""Our recognisers, a package each."""
