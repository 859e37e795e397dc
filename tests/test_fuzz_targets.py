"""Every fuzz target on its seeds, on damaged seeds and on random bytes; the long runs are ``python -m tests.fuzz``."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

SLOW = ("repair", "page", "sql")
"""Targets an input of which takes milliseconds: fewer of them here."""


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    given_seeds = seeds(name)
    assert given_seeds
    for seed in given_seeds:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_damaged_and_random_bytes(name: str) -> None:
    target, known = TARGETS[name], [seed[:4_000] for seed in seeds(name)]

    @settings(max_examples=10 if name in SLOW else 60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        seed=st.sampled_from(known),
        cut=st.integers(0, 4_000),
        damage=st.binary(max_size=60),
        keep=st.booleans(),
    )
    def check(*, seed: bytes, cut: int, damage: bytes, keep: bool) -> None:
        place = min(cut, len(seed))
        target(seed[:place] + damage + (seed[place + len(damage) :] if keep else b""))

    check()
