"""One module for each format that documents and annotations come from and go to."""
