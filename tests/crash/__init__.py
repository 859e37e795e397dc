"""The crash suite: ``python -m tests.crash --kills 200 --seed 1``."""
