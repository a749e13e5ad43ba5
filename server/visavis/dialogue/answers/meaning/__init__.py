"""Likeness of meaning, by embeddings from an OpenAI-compatible service. Nothing here is needed to find answers."""
