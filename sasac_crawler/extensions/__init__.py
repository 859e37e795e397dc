"""What is done to runs: the session, stopping, the guard of disk and clock, progress, the exit code."""
