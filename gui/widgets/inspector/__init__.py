"""The inspector: everything about the selected span or relation, or about the document."""
