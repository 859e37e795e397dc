"""The whole pipeline beside bare Scrapy and what one would write first: ``python -m tests.bench.crawl``.

Eight sites on one server on loopback, asked one request a site at a time, as we always do, by every contestant.
Rounds alternate, each contestant in a process of its own; rates by the clock and by CPU, the median round counts. Ours reads
in a second process: its CPU is counted, and by the clock it wants two free cores beside the server's little. What is done
once a run (spiders made, a TLS context for each, the archive closed) is in everybody's figure: take enough pages.
The exit code is 5 if ours falls short of half of Scrapy as it comes, or of 1.6 times the naive pipeline, by the clock.
``--profile`` shows where the milliseconds of a page go, all read in one process.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.record import MISSED, Measurement, machine, print_markdown, write_json

PEERS = {
    "stock": "bare Scrapy as it comes, same handler",
    "bare": "bare Scrapy with our settings, same handler",
    "naive": "naive pipeline",
    "httpx": "httpx + selectolax",
}
REQUIRED = {"stock": 0.5, "naive": 1.6}
"""Ours by theirs, by the clock."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sites", type=int, default=8)
    options.add_argument("--pages", type=int, default=400, help="of each site")
    options.add_argument("--kilobytes", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--profile", action="store_true")
    options.add_argument("--json", type=Path)
    options.add_argument("--markdown", action="store_true")
    chosen = options.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "tests.bench.crawl_server",
        *map(str, (port, chosen.pages, chosen.kilobytes)),
    ]
    with subprocess.Popen(command) as server:
        try:
            _wait_for(port)
            _run("httpx", port, chosen)  # makes the pages
            if chosen.profile:
                _print_steps(_run("ours", port, chosen, profiled=True)["steps"])
                return
            rounds = [
                {name: _run(name, port, chosen) for name in ("ours", *PEERS)} for _ in range(chosen.rounds)
            ]
        finally:
            server.kill()
    found = _measurements(rounds)
    print(machine())
    print_markdown(found)
    if chosen.json:
        write_json(chosen.json, found)
    ratios = {one.what: one.ratio or 0.0 for one in found if one.unit == "pages/s"}
    sys.exit(
        0 if all(ratios[f"crawl: {PEERS[name]}"] >= least for name, least in REQUIRED.items()) else MISSED
    )


def _run(name: str, port: int, chosen: argparse.Namespace, *, profiled: bool = False) -> dict[str, Any]:
    words = [name, *map(str, (port, chosen.sites, chosen.pages, int(profiled)))]
    # The profiler sees one process.
    environment = os.environ | ({"SASAC_READING": "here"} if profiled else {})
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crawl_runs", *words],
        capture_output=True,
        env=environment,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{name} failed: {done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(
        done.stdout.rpartition("\n{")[2].join(["{", ""]) if "\n{" in done.stdout else done.stdout
    )
    return answer


def _measurements(rounds: list[dict[str, dict[str, Any]]]) -> list[Measurement]:
    def rate(name: str, by: str) -> float:
        return float(statistics.median(one[name]["pages"] / one[name][by] for one in rounds))

    peak = max(one["ours"]["peak_mb"] for one in rounds)
    return [
        Measurement(
            what=f"crawl: {PEERS[name]}", unit=unit, ours=rate("ours", by), peer=rate(name, by), peak_mb=peak
        )
        for name in PEERS
        for by, unit in (("cpu", "pages/s of CPU"), ("seconds", "pages/s"))
    ]


def _print_steps(steps: dict[str, float]) -> None:
    print("| step (under the profiler: everything is slower) | ms a page |\n|---|---|")
    for label, milliseconds in steps.items():
        print(f"| {label} | {milliseconds:.3f} |")


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not start")


if __name__ == "__main__":
    main()
