"""What voices, recognisers and language models have in common as extensions: each is found by an entry point, takes its
settings from the environment, and fails with a code. Beneath their contracts, which say what each of them does."""
