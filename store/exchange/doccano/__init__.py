"""doccano JSON Lines."""
