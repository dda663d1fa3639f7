"""Tables of spans and of documents: cells parted by commas, tabs or semicolons."""
