"""Settings every test shares."""

from hypothesis import settings

# No deadline: machines are shared and noisy, and a slow example is not a wrong one. What must be fast
# has a test of its own (test_regex_time.py, tests/bench).
settings.register_profile("suite", deadline=None, print_blob=True)
settings.load_profile("suite")

# Programs with a command of their own, whose peers need not be installed.
collect_ignore_glob = ["bench/*", "fuzz/*"]
