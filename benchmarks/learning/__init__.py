"""How many keys learning while labelling saves: an oracle labels the same documents with it and without."""
