"""What the commands do. Each takes the parsed options and gives the exit status."""
