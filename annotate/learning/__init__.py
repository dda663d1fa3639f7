"""Learning while labelling, as values and pure functions: what is learnt of decided documents, how it is checked, and
which document comes next."""
