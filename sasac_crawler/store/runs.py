"""The log of runs: what each did, per channel, and how it ended."""

import datetime as dt
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sasac_crawler.items import Outcome
from sasac_crawler.store.verdicts import Judgement


@dataclass(slots=True, kw_only=True)
class ChannelCounts:
    """What a run did on one channel."""

    listed: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    site_total: int | None = None
    """Entries of the list by the site's own count."""
    site_pages: int | None = None
    """Pages of the list by the site's own count."""
    pages: int = 0
    """List pages read."""
    on_list: int | None = None
    """Entries that stand on the list, as far as it is known after the run; external ones count."""
    fetched: int | None = None
    """Of these, how many on the site's own hosts were fetched, in this run or before."""
    missing: int | None = None
    """And how many never were."""
    floor: int = 1
    below_floor: bool = False

    @property
    def verdict(self) -> str:
        """``ok``, ``below_floor`` or ``failed``."""
        if self.below_floor:
            return "below_floor"
        return "failed" if self.failed and not self.listed else "ok"


@dataclass(slots=True, kw_only=True)
class RunCounts:
    """What a run did, per channel, per outcome and per code of issue."""

    channels: dict[tuple[str, str], ChannelCounts] = field(default_factory=dict)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    issues: dict[str, Counter[str]] = field(default_factory=dict)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    """HTTP statuses of failures, per site."""
    judgements: dict[str, Judgement] = field(default_factory=dict)
    """How each site fared, once it is done."""

    def channel(self, site: str, channel: str | None) -> ChannelCounts:
        """Return the counts of one channel, to be changed."""
        return self.channels.setdefault((site, channel or ""), ChannelCounts())

    def count(self, site: str, outcome: Outcome) -> None:
        """Count how one URL ended."""
        self.outcomes.setdefault(site, Counter())[outcome.value] += 1

    def count_status(self, site: str, status: int | None) -> None:
        """Count the HTTP status of a failure, where there was one."""
        if status is not None:
            self.statuses.setdefault(site, Counter())[status] += 1

    def bad_channels(self, site: str) -> int:
        """Return how many channels of a site failed or fell below their floor."""
        return sum(one.verdict != "ok" for (slug, _), one in self.channels.items() if slug == site)

    def count_issues(self, site: str, codes: Iterable[str]) -> None:
        """Count the doubts about one page."""
        self.issues.setdefault(site, Counter()).update(codes)

    def total(self, name: str) -> int:
        """Return the sum of one count over all channels."""
        return sum(getattr(counts, name) for counts in self.channels.values())


def start_run(connection: sqlite3.Connection, run_id: str, *, now: dt.datetime, software: str) -> None:
    """Record that a run began."""
    connection.execute(
        "INSERT INTO runs (run_id, started, pid, software) VALUES (?, ?, ?, ?)",
        (run_id, now.isoformat(), os.getpid(), software),
    )


def save_counts(connection: sqlite3.Connection, run_id: str, counts: RunCounts) -> None:
    """Write the counts of a run, replacing what was written before."""
    connection.executemany(
        "INSERT OR REPLACE INTO run_channels (run_id, site, channel, listed, new, changed,"
        " unchanged, failed, site_total, floor, verdict, pages, site_pages, on_list, fetched, missing)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run_id,
                site,
                channel,
                one.listed,
                one.new,
                one.changed,
                one.unchanged,
                one.failed,
                one.site_total,
                one.floor,
                one.verdict,
                one.pages,
                one.site_pages,
                one.on_list,
                one.fetched,
                one.missing,
            )
            for (site, channel), one in counts.channels.items()
        ],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO run_sites (run_id, site, verdict, reason) VALUES (?, ?, ?, ?)",
        [(run_id, site, one.verdict.value, one.reason) for site, one in counts.judgements.items()],
    )


def end_run(
    connection: sqlite3.Connection,
    run_id: str,
    *,
    now: dt.datetime,
    exit_code: int,
    reason: str,
    counts: RunCounts,
) -> None:
    """Record how a run ended."""
    save_counts(connection, run_id, counts)
    connection.execute(
        "UPDATE runs SET ended = ?, exit_code = ?, reason = ?, counts = ? WHERE run_id = ?",
        (now.isoformat(), exit_code, reason, json.dumps(counts.outcomes, sort_keys=True), run_id),
    )
