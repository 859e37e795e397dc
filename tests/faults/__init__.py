"""The fault server: every way a web site can misbehave, on loopback. ``python -m tests.faults``."""
