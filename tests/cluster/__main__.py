"""``python -m tests.cluster``: every scenario, with real processes on loopback; minutes."""

import argparse
import tempfile
import time
from pathlib import Path

from tests.cluster import scenarios
from tests.cluster.test_storage import object_store


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    names = ("worker_killed", "scheduler_killed", "bundle_poisoned", "reparsed", "on_s3")
    parser.add_argument("names", nargs="*", choices=names, default=names)
    chosen = parser.parse_args().names or names
    for name in chosen:
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
