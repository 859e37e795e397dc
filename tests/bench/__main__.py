"""Every benchmark, one after the other, each in a process of its own: ``python -m tests.bench [NAME …]``.

What a benchmark prints is passed on. Those that measure in the common form (``record.py``) also add to ``--json FILE``,
one line a measurement, and print a table of it with ``--markdown``; each can be run alone, ``python -m tests.bench.NAME``.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.bench.record import Measurement, print_markdown

_NO_BENCHMARKS: Final = frozenset(
    ("__init__", "__main__", "record", "crawl_server", "crawl_runs", "search_corpus")
)
_IN_COMMON_FORM: Final = frozenset(("crawl", "merge", "parse"))


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
    options.add_argument("--timeout", type=float, default=900.0, help="seconds a benchmark may take")
    chosen = options.parse_args()
    if unknown := [name for name in chosen.names if name not in names()]:
        options.error(f"no benchmark {unknown[0]!r}; there are {', '.join(names())}")
    failed, began = [], chosen.json.stat().st_size if chosen.json and chosen.json.exists() else 0
    for name in chosen.names or names():
        print(f"== {name}", flush=True)
        started = time.monotonic()
        words = ["--json", str(chosen.json)] if chosen.json and name in _IN_COMMON_FORM else []
        try:
            done = subprocess.run(
                [sys.executable, "-m", f"tests.bench.{name}", *words], timeout=chosen.timeout, check=False
            )
            code = done.returncode
        except subprocess.TimeoutExpired:
            code = -1
        failed += [name] if code else []
        print(f"== {name}: {'failed' if code else 'done'} in {time.monotonic() - started:.0f} s", flush=True)
    if chosen.markdown and chosen.json and chosen.json.exists():
        print_markdown(_measured(chosen.json, began))
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _measured(path: Path, began: int) -> list[Measurement]:
    known = Measurement.__dataclass_fields__
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_bytes()[began:].splitlines()]
    return [Measurement(**{name: value for name, value in row.items() if name in known}) for row in rows]


if __name__ == "__main__":
    main()
