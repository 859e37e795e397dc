"""Speed of the cleaner on one core, whole documents: ``python -m tests.bench.clean [--gigabyte]``.

Measured in the same run: ``strip_annotations``, the naive ``re.sub`` it replaces, one ``str.find`` and
OpenCC. Prints MB/s of UTF-8 (best of many rounds) and fails if a required figure is missed.
``--gigabyte`` also sends a gigabyte through ``sasac clean`` and prints seconds and peak memory.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL, Popen

from opencc import OpenCC

from sasac_crawler.normalize.annotations import strip_annotations
from sasac_crawler.normalize.text import clean_text
from tests.bench.record import MISSED, Measurement, json_option, peak_mb, report

ROOT = Path(__file__).parents[2]
NAIVE = re.compile(r"\([a-z]+\)")
ANNOTATED_MB = 70
CLEAN_MB = 5_000
FIND_SHARE = 0.7
PEAK_MB = 150
ROUNDS = 15
OPENCC = OpenCC("tw2s")
"""Itself: ours remembers what it has converted."""
GIGABYTE = 1_000_000_000


def documents() -> dict[str, str]:
    """Return the documents: the sample, and 4,000 characters of clean text without and with brackets."""
    sample = (ROOT / "data/sample/sample.txt").read_text("utf-8")
    clean = (ROOT / "data/sample/expected-hant.txt").read_text("utf-8")
    plain = (clean * 3)[:4_000]
    parts = plain.split("。")
    return {
        "annotated": sample,
        "clean": plain,
        "clean, 48 full-width brackets": "（試行）。".join(parts)[:4_000],
        "clean, 12 half-width brackets": "".join(
            part + ("(2020)。" if number % 4 == 0 else "。") for number, part in enumerate(parts)
        )[:4_000],
    }


def seconds(work: Callable[[], object]) -> float:
    """Return the best time of one call; many rounds, because the machine is shared."""
    calls = 1
    while _round(work, calls) < 0.002:
        calls *= 2
    return min(_round(work, calls) for _ in range(ROUNDS)) / calls


def _round(work: Callable[[], object], calls: int) -> float:
    started = time.perf_counter()
    for _ in range(calls):
        work()
    return time.perf_counter() - started


def speeds() -> tuple[bool, list[Measurement]]:
    """Print the table; return whether every required figure is reached, and the figures."""
    reached = True
    found: list[Measurement] = []
    print(f"{'MB/s of UTF-8':32} {'strip':>9} {'naive':>9} {'str.find':>9} {'OpenCC':>9} {'whole chain':>11}")
    for name, text in documents().items():
        size = len(text.encode()) / 1e6
        strip = size / seconds(lambda text=text: strip_annotations(text))  # type: ignore[misc]
        naive = size / seconds(lambda text=text: NAIVE.sub("", text))  # type: ignore[misc]
        find = size / seconds(lambda text=text: text.find("\x01"))  # type: ignore[misc]
        stripped = strip_annotations(text).text
        opencc = len(stripped.encode()) / 1e6 / seconds(lambda text=stripped: OPENCC.convert(text))  # type: ignore[misc]
        chain = size / seconds(lambda text=text: clean_text(text))  # type: ignore[misc]
        print(f"{name:32} {strip:9,.0f} {naive:9,.0f} {find:9,.0f} {opencc:9,.0f} {chain:11,.0f}")
        for peer, speed in (("naive re.sub", naive), ("str.find", find), ("OpenCC", opencc)):
            what = f"clean, {name}: {peer}"
            found.append(
                Measurement(what=what, unit="MB/s of UTF-8", ours=strip, peer=speed, peak_mb=peak_mb())
            )
        if name == "annotated":
            reached = reached and strip >= ANNOTATED_MB
        else:
            reached = reached and (strip >= CLEAN_MB or strip >= FIND_SHARE * find)
    return reached, found


def gigabyte() -> bool:
    """Send a gigabyte through the command with one and with two processes; print seconds and memory."""
    reached = True
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "gigabyte.txt"
        _write_gigabyte(source)
        for jobs in (1, 2):
            started = time.perf_counter()
            process = Popen(["sasac", "clean", "-j", str(jobs), str(source)], stdout=DEVNULL)
            peak = _peak_of(process)
            spent = time.perf_counter() - started
            print(
                f"sasac clean -j {jobs}: {spent:.0f} s, {source.stat().st_size / spent / 1e6:.0f} MB/s, peak {peak} MB a process"
            )
            reached = reached and peak <= PEAK_MB and process.returncode == 0
    return reached


def _peak_of(process: "Popen[bytes]") -> int:
    """Wait for a process; return the greatest resident set of it or any of its children in MB."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss // 1024


def _write_gigabyte(path: Path) -> None:
    texts = documents()
    block = (texts["annotated"] + "\n" + texts["clean"] + "\n").encode()
    with path.open("wb") as file:
        for _ in range(GIGABYTE // len(block) + 1):
            file.write(block)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabyte", action="store_true")
    json_option(parser)
    chosen = parser.parse_args()
    reached, found = speeds()
    report(found, chosen.json)
    if chosen.gigabyte:
        reached = gigabyte() and reached
    print("reached" if reached else "NOT reached")
    sys.exit(0 if reached else MISSED)


if __name__ == "__main__":
    main()
