"""The command line: what `gilder COMMAND` does."""
