"""Every benchmark, one after the other, each in a process of its own: ``python -m tests.bench [NAME …]``.

What a benchmark prints is passed on. Those that measure in the common form (``record.py``) also add to ``--json FILE``,
one line a measurement, and print a table of it with ``--markdown``; each can be run alone, ``python -m tests.bench.NAME``.
How each ended stands below; the exit code is 1 if one failed or fell short of what is required of it.
"""

import argparse
import json
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from tests.bench.record import MISSED, Measurement, print_markdown

_NO_BENCHMARKS: Final = frozenset(
    ("__init__", "__main__", "record", "crawl_server", "crawl_runs", "search_corpus")
)
_IN_COMMON_FORM: Final = frozenset(
    (
        "clean",
        "crawl",
        "dates",
        "durability",
        "export",
        "extraction",
        "memory",
        "merge",
        "near_duplicates",
        "parse",
        "reparse",
        "search",
        "sources",
        "store",
        "verify",
        "web",
    )
)
_QUICK: Final = {
    "crawl": "--sites 4 --pages 25 --rounds 1",
    "durability": "--pages 100",
    "export": "--articles 300 --rounds 1",
    "extraction": "--seconds 0.1",
    "memory": "--pages 300",
    "merge": "--articles 100",
    "near_duplicates": "--articles 2000 --new 100 --families 20",
    "parse": "--seconds 0.3",
    "reparse": "--captures 60 --jobs 1",
    "search": "--articles 1000 --queries 20",
    "store": "--articles 200",
    "verify": "--megabytes 5 --files 2 --rounds 1",
    "web": "--articles 1000 --requests 30",
}
"""What makes a benchmark short; its figures say nothing then but that it runs."""

_PEERS: Final = {
    "dates": ("dateparser", "dateutil", "htmldate"),
    "extraction": ("trafilatura", "gne", "newspaper", "readability", "resiliparse", "selectolax", "jieba"),
    "near_duplicates": ("datasketch", "rensa", "scipy"),
    "parse": ("resiliparse",),
}
"""What a benchmark cannot do without: extra ``bench``."""


def names() -> list[str]:
    """Return every module here that is a program of its own."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [
        name
        for name in found
        if name not in _NO_BENCHMARKS
        and "__main__" in Path(__file__).with_name(f"{name}.py").read_text("utf-8")
    ]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    # argparse refuses an empty list where choices are given.
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    options.add_argument("--json", type=Path, help="measurements in the common form, one a line; added to")
    options.add_argument("--markdown", action="store_true", help="a table of them at the end")
    options.add_argument("--quick", action="store_true", help="as small as they go: does each still run?")
    options.add_argument("--timeout", type=float, default=900.0, help="seconds a benchmark may take")
    chosen = options.parse_args()
    if unknown := [name for name in chosen.names if name not in names()]:
        options.error(f"no benchmark {unknown[0]!r}; there are {', '.join(names())}")
    began = chosen.json.stat().st_size if chosen.json and chosen.json.exists() else 0
    ends = {name: _run(name, chosen) for name in chosen.names or names()}
    if chosen.markdown and chosen.json and chosen.json.exists():
        print_markdown(_measured(chosen.json, began))
    for name, (code, said) in ends.items():
        print(f"{name}: {said}" + (f", exit code {code}" if code else ""))
    sys.exit(int(any(code for code, _ in ends.values())))


def _run(name: str, chosen: argparse.Namespace) -> tuple[int, str]:
    """Return a benchmark's exit code (0 where it was left out) and how it ended."""
    print(f"== {name}", flush=True)
    if absent := [peer for peer in _PEERS.get(name, ()) if find_spec(peer) is None]:
        return 0, f"left out: {', '.join(absent)} not installed (pip install '.[bench]')"
    words = ["--json", str(chosen.json)] if chosen.json and name in _IN_COMMON_FORM else []
    words += _QUICK.get(name, "").split() if chosen.quick else []
    started = time.monotonic()
    try:
        code = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}", *words], timeout=chosen.timeout, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return -1, f"stopped after {chosen.timeout:.0f} s"
    taken = f"in {time.monotonic() - started:.0f} s"
    if code == MISSED:
        # So little work says nothing about rates.
        return (0 if chosen.quick else code), f"ran {taken}, below what is required"
    return code, f"{'failed' if code else 'done'} {taken}"


def _measured(path: Path, began: int) -> list[Measurement]:
    known = Measurement.__dataclass_fields__
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_bytes()[began:].splitlines()]
    return [Measurement(**{name: value for name, value in row.items() if name in known}) for row in rows]


if __name__ == "__main__":
    main()
