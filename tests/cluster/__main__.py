"""``python -m tests.cluster [NAME …]``: every scenario, with real processes on loopback; minutes."""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.cluster import scenarios
from tests.cluster.test_storage import object_store

NAMES: Final = ("worker_killed", "scheduler_killed", "bundle_poisoned", "reparsed", "on_s3")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    # argparse refuses an empty list where choices are given.
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args().names
    if unknown := [name for name in chosen if name not in NAMES]:
        parser.error(f"no scenario {unknown[0]!r}; there are {', '.join(NAMES)}")
    for name in chosen or NAMES:
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            if name == "on_s3":
                with object_store() as url:
                    scenarios.worker_killed(Path(folder), storage=url)
            else:
                getattr(scenarios, name)(Path(folder))
        print(f"{name}: as it should be, {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
