"""Prodigy JSON Lines."""
