"""The page to read it all: over HTTP, and in a real browser."""
