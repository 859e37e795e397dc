"""``python -m tests.corpus annotated|clean|damage [--seed N] [--characters N]``: measure, print, fail if below."""

import argparse
import sys
import time

from tests.corpus import clean
from tests.corpus.damage import measure_damage
from tests.corpus.generators import GENERATORS
from tests.corpus.measure import REQUIRED, Score, measure


def annotated(*, seed: int, characters: int) -> bool:
    """Measure on each generator's share of the characters; return whether all is reached."""
    total = Score()
    for name in GENERATORS:
        started = time.perf_counter()
        score = measure(name, seed=seed, characters=characters // len(GENERATORS))
        total = total + score
        print(f"{name}  {score}  {time.perf_counter() - started:.0f} s")
        for truth, got in score.misses[:3]:
            print(f"    truth {truth[:150]!r}\n    got   {got[:150]!r}")
    print(f"all {total}")
    return min(total.precision, total.recall, total.restored) >= REQUIRED


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("corpus", choices=("annotated", "clean", "damage"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--characters", type=int, default=5_200_000)
    chosen = parser.parse_args()
    if chosen.corpus == "annotated":
        reached = annotated(seed=chosen.seed, characters=chosen.characters)
    elif chosen.corpus == "damage":
        damage = measure_damage(seed=chosen.seed, characters=min(chosen.characters, 1_000_000))
        print(damage)
        reached = damage.made_worse == damage.undamaged_touched == 0
    else:
        reached = clean.report(seed=chosen.seed, characters=chosen.characters)
    print("reached" if reached else "NOT reached")
    sys.exit(not reached)


if __name__ == "__main__":
    main()
