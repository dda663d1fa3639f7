"""Working copies: a project on a share is changed in a file on this disk, and put on the share whole."""
