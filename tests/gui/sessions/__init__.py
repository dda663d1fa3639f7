"""Random sessions at the real window, and the law that they are held to."""
