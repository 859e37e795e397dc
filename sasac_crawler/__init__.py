"""Crawler and archive for the websites of China's state-asset regulators (国资委)."""

__version__ = "0.1.0"
