"""Datasets of Hugging Face: rows of tokens with their tags."""
