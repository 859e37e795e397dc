"""Corpora that the cleaner is measured on: ``python -m tests.corpus annotated`` and ``… clean``."""
