"""The distributed run."""
