"""What the law of the table needs: projects and situations to begin with, and a world that can be looked at."""
