"""Which suggester a person has chosen, and how it is run beside the window. No Qt here."""
