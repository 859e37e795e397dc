"""The read side of an archive."""
