"""The year, lived and measured: ``python -m tests.year``."""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path

from tests.year.living import Day, live
from tests.year.measure import measure
from tests.year.script import make_year

NOTES = "days.jsonl"


def main() -> None:
    """Live it, print what it shows."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--until", type=int, help="stop after this day of the year")
    parser.add_argument("--step", type=int, default=1, help="days between two runs")
    parser.add_argument("--size", type=int, default=400, help="articles of the largest list on the first day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600, help="begin no day after so many")
    parser.add_argument("--keep", type=Path, help="folder for archive and log, kept; goes on where it ended")
    given = parser.parse_args()
    sites = make_year(seed=given.seed, size=given.size, days=given.days, step=given.step)
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        notes = folder / NOTES
        known = _read(notes)
        begun = time.monotonic()
        first = known[-1].day + given.step if known else 0
        chosen = range(first, given.until or given.days, given.step)
        days = [*known, *live(sites, chosen, folder, seconds=given.seconds, note=partial(_append, notes))]
        asked, took = sum(one.asked for one in days), time.monotonic() - begun
        print(f"{len(days)} runs, the last on day {days[-1].day}, {took:.0f} s, {asked} requests")
        for line in measure(sites, days, folder / "archive", step=given.step).lines():
            print(line)


def _append(notes: Path, day: Day) -> None:
    with notes.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(day) | {"alarmed": sorted(day.alarmed)}) + "\n")


def _read(notes: Path) -> list[Day]:
    if not notes.exists():
        return []
    rows = [json.loads(line) for line in notes.read_text("utf-8").splitlines()]
    return [Day(**row | {"alarmed": frozenset(row["alarmed"])}) for row in rows]


if __name__ == "__main__":
    main()
