"""Recognisers: the contract, and what makes one transcript of what one tells."""
