"""Suggesters: what proposes annotations, never what decides on them."""
