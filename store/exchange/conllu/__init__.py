"""CoNLL-U: a word a line with its syntax, and mentions of entities in the last column."""
