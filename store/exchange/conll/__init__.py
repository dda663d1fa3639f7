"""CoNLL-2003 and its kin: a token a line, with a tag."""
