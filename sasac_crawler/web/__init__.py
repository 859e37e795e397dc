"""Datasette on an archive."""
