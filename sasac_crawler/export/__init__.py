"""Datasets made from an archive."""
