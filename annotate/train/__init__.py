"""Training: from gold to suggesters."""
