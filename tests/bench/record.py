"""What every benchmark can say in one form: ours, a peer, the ratio from the same run, memory."""

import argparse
import json
import os
import platform
import resource
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

MISSED: Final = 5
"""Exit code of a benchmark that ran to its end and fell short of what is required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One comparison."""

    what: str
    """Benchmark and contestant, e.g. ``crawl: bare Scrapy``."""

    unit: str
    ours: float
    peer: float | None = None
    """``None`` where there is nobody to compare with."""

    peak_mb: float | None = None
    """Our peak of resident memory."""

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's."""
        return self.ours / self.peer if self.peer else None


def machine() -> dict[str, object]:
    """Return where and under what load was measured."""
    return {
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def json_option(options: argparse.ArgumentParser) -> None:
    """Add ``--json FILE``."""
    options.add_argument("--json", type=Path, help="measurements, one a line; added to")


def peak_mb() -> float:
    """Return the peak of this process's resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(found: Iterable[Measurement], path: Path | None) -> None:
    """Print measurements as a table and add them to a file."""
    found = list(found)
    print_markdown(found)
    if path is not None:
        write_json(path, found)


def write_json(path: Path, found: Iterable[Measurement]) -> None:
    """Add measurements to a file of JSON lines; every benchmark of a run writes to the same one."""
    with path.open("a") as out:
        for one in found:
            out.write(json.dumps(asdict(one) | {"ratio": one.ratio} | machine(), ensure_ascii=False) + "\n")


def print_markdown(found: Iterable[Measurement]) -> None:
    """Print a table for a README."""
    sys.stdout.write("| what | unit | ours | peer | ratio | peak MB |\n|---|---|---|---|---|---|\n")
    for one in found:
        cells = (
            one.what,
            one.unit,
            _number(one.ours),
            _number(one.peer),
            _number(one.ratio),
            _number(one.peak_mb),
        )
        sys.stdout.write(f"| {' | '.join(cells)} |\n")


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"
