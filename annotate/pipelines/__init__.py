"""From gold to a pipeline of spaCy: what is trained on, how, what it comes to, and what is told of it. Pure."""
