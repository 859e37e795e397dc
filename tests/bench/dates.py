"""Dates: our reader beside dateparser, htmldate's string routine and dateutil, same cases, one run.

Run: ``python -m tests.bench.dates`` (extra ``bench`` installed). Prints a Markdown table: right, none
where there is a date, wrong (another date than printed, or a date where there is none), and speed.
Every tool gets what it can use: languages, time zone, order of the parts, the time of the fetch.
"""

import argparse
import contextlib
import datetime as dt
import json
import logging
import time
import warnings
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dateparser
from dateutil import parser as dateutil_parser
from htmldate.extractors import try_date_expr

from sasac_crawler.normalize.dates import parse_date
from tests.bench.record import Measurement, json_option, peak_mb, report

CASES_FILE = Path(__file__).parent.parent / "cases" / "dates.json"
BEIJING = "Asia/Shanghai"
SECONDS = 1.0
# Length of an expected text, and how much of it another tool's ISO text can be compared with.
COMPARED = {5: 4, 7: 7, 10: 10, 22: 16, 25: 19}
Reader = Callable[[str, dt.datetime | None, list[dt.date]], str | None]


def ours(raw: str, seen_at: dt.datetime | None, neighbours: list[dt.date]) -> str | None:
    value = parse_date(raw, seen_at=seen_at, neighbours=neighbours)
    return value.value.isoformat() if value else None


def with_dateparser(raw: str, seen_at: dt.datetime | None, _: list[dt.date]) -> str | None:
    settings: dict[str, Any] = {"TIMEZONE": BEIJING, "TO_TIMEZONE": BEIJING, "DATE_ORDER": "YMD"}
    settings |= {"PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    if seen_at:
        settings["RELATIVE_BASE"] = seen_at.replace(tzinfo=None)
    with contextlib.suppress(OverflowError):
        value = dateparser.parse(raw, languages=["zh", "zh-Hant", "en"], settings=settings)
        return str(value.isoformat()) if value else None
    return None


def with_htmldate(raw: str, seen_at: dt.datetime | None, _: list[dt.date]) -> str | None:
    latest = (seen_at or dt.datetime(2100, 1, 1)).replace(tzinfo=None)  # noqa: DTZ001 - its own form
    earliest = dt.datetime(1949, 1, 1)  # noqa: DTZ001 - its own form
    with contextlib.suppress(ValueError):
        found = try_date_expr(raw, "%Y-%m-%d", True, earliest, latest)
        return str(found) if found else None
    return None


def with_dateutil(raw: str, seen_at: dt.datetime | None, _: list[dt.date]) -> str | None:
    default = dt.datetime(seen_at.year if seen_at else 2026, 1, 1)  # noqa: DTZ001 - its own form
    with contextlib.suppress(ValueError, OverflowError):
        value = dateutil_parser.parse(raw, yearfirst=True, fuzzy=True, default=default)
        # A zone that was read is brought to Beijing, so that the same instant compares as equal.
        return str((value.astimezone(ZoneInfo(BEIJING)) if value.tzinfo else value).isoformat())
    return None


READERS: dict[str, Reader] = {
    "sasac_crawler": ours,
    f"dateparser {version('dateparser')}": with_dateparser,
    f"htmldate {version('htmldate')}": with_htmldate,
    f"dateutil {version('python-dateutil')}": with_dateutil,
}


def verdict(expected: str | None, read: str | None, *, day_only: bool) -> str:
    """Compare as far as the print goes; for the day alone where a tool gives only days."""
    if expected is None or read is None:
        return "right" if expected == read else "none" if read is None else "wrong"
    length = COMPARED[len(expected)]
    length = min(length, 10) if day_only else length
    return "right" if read[:length] == expected[:length] else "wrong"


def measure(reader: Reader, cases: list[dict[str, Any]], *, day_only: bool) -> tuple[Counter[str], float]:
    inputs = [
        (
            case["raw"],
            dt.datetime.fromisoformat(case["seen_at"]) if case["seen_at"] else None,
            [dt.date.fromisoformat(day) for day in case.get("neighbours", ())],
        )
        for case in cases
    ]
    counts: Counter[str] = Counter()
    for case, arguments in zip(cases, inputs, strict=True):
        counts[verdict(case["date"], reader(*arguments), day_only=day_only)] += 1
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        try_date_expr.cache_clear()  # htmldate remembers; every round is a first one
        for arguments in inputs:
            reader(*arguments)
        done += len(inputs)
    return counts, done / (time.perf_counter() - start)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    json_option(options)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    cases = json.loads(CASES_FILE.read_text(encoding="utf-8"))
    dated = sum(case["date"] is not None for case in cases)
    lines = [
        f"{len(cases)} cases, {dated} with a date, {len(cases) - dated} without; days compared, then times",
        "",
    ]
    lines += ["| | right | none | wrong | right with time | dates/s |", "|---|---|---|---|---|---|"]
    speeds: dict[str, float] = {}
    for name, reader in READERS.items():
        days, speed = measure(reader, cases, day_only=True)
        speeds[name] = speed
        times, _ = measure(reader, cases, day_only=False)
        share = f"{days['right'] / len(cases):.1%}"
        lines.append(
            f"| {name} | {days['right']} ({share}) | {days['none']} | {days['wrong']} "
            f"| {times['right']} | {speed:,.0f} |"
        )
    print("\n".join(lines))
    ours_speed, *_ = speeds.values()
    report(
        (
            Measurement(what=f"dates: {name}", unit="dates/s", ours=ours_speed, peer=speed, peak_mb=peak_mb())
            for name, speed in list(speeds.items())[1:]
        ),
        chosen.json,
    )


if __name__ == "__main__":
    main()
