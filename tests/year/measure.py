"""What the year shows: the archive against the script."""

import datetime as dt
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.year.living import Day
from tests.year.script import START, Entry, Site

SWEEP: Final = 29
"""Days in which every list page is read: four weeks, and one for the run that was a little late."""
TAKEN_OUT: Final = 2 * SWEEP + 4
"""Days in which a page taken off its list and deleted is known to be gone: a sweep to miss it, one to be
sure that it stands nowhere else, and two looks a day apart."""
DELETED: Final = 94
"""Days in which a page that its list names still is known to be gone: a round of the slowest rota and a day
(``store.revisits``), and two looks a day apart."""
AFTERMATH: Final = 14
"""Days after trouble that are not called ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the archive knows of a page."""

    first: int
    gone: int | None
    versions: int


@dataclass(slots=True, kw_only=True)
class Figures:
    """Each list holds what is wrong; the numbers say how much was looked at."""

    step: int = 1
    """Days between two runs."""
    new: int = 0
    backdated: int = 0
    not_found: list[str] = field(default_factory=list)
    latencies: list[int] = field(default_factory=list)
    """Days from being listed to being fetched."""
    deletions: int = 0
    unconfirmed: list[str] = field(default_factory=list)
    confirmed_in: list[int] = field(default_factory=list)
    false_withdrawals: list[str] = field(default_factory=list)
    edits: int = 0
    unseen_edits: list[str] = field(default_factory=list)
    troubles: int = 0
    silent: list[str] = field(default_factory=list)
    """Troubles about which the first run after they began said nothing."""
    quiet_days: int = 0
    false_alarms: list[str] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    """Of every ordinary day: requests by those of a full crawl."""

    def lines(self) -> Iterator[str]:
        """Yield the figures as sentences."""
        found = sorted(self.latencies) or [0]
        yield (
            f"new {self.new}, backdated {self.backdated}: {len(self.not_found)} not found within {SWEEP + self.step - 1} days;"
            f" median {statistics.median(found):g} days, longest {found[-1]}"
        )
        sure = sorted(self.confirmed_in) or [0]
        yield (
            f"deletions {self.deletions}: {len(self.unconfirmed)} not confirmed in time;"
            f" median {statistics.median(sure):g} days, longest {sure[-1]}"
        )
        yield f"false withdrawals: {len(self.false_withdrawals)}"
        yield f"edits {self.edits}: {len(self.unseen_edits)} not seen in time"
        yield f"troubles {self.troubles}: {len(self.silent)} not alarmed in the first run"
        yield f"false alarms on {self.quiet_days} quiet days of sites: {len(self.false_alarms)}"
        if self.shares:
            ordinary = sorted(self.shares)
            within = sum(one <= 0.05 for one in ordinary) / len(ordinary)
            yield (
                f"requests on {len(ordinary)} ordinary days by those of a full crawl: median {statistics.median(ordinary):.1%},"
                f" most {ordinary[-1]:.1%}; at most 5 % on {within:.0%} of the days"
            )
        for name in (
            "not_found",
            "unconfirmed",
            "false_withdrawals",
            "unseen_edits",
            "silent",
            "false_alarms",
        ):
            for one in getattr(self, name)[:10]:
                yield f"  {name}: {one}"


def measure(sites: Sequence[Site], days: Sequence[Day], archive: Path, *, step: int = 1) -> Figures:
    """Compare the archive after the last of the days with the script.

    Args:
        sites: the script.
        days: what the runs did.
        archive: what they left.
        step: days between two runs; by so much every look may be late.
    """
    figures = Figures(step=step)
    with closing(sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)) as connection:
        seen = {
            url: Seen(first=_day(first), gone=_day(gone) if gone else None, versions=versions)
            for url, first, gone, versions in connection.execute(
                "SELECT url, first_seen, gone_since, (SELECT count(*) FROM article_versions v"
                " WHERE v.url = p.url) FROM appearances p"
            )
        }
    last = days[-1].day
    for site in sites:
        for entry in site.entries:
            if entry.listed <= last:
                _measure_entry(figures, site, entry, seen.get(site.url(entry)), last=last)
        _measure_alarms(figures, site, days)
    ordinary = [one for one in days[1:] if all(_is_quiet(site, one.day) for site in sites)]
    figures.shares = [one.asked / one.pages for one in ordinary]
    return figures


def _measure_entry(figures: Figures, site: Site, entry: Entry, seen: Seen | None, *, last: int) -> None:
    name = f"{site.slug}: {entry}"
    if entry.listed > 0:
        _measure_finding(figures, entry, seen, name, last=last)
    if seen is None:
        return
    if not entry.is_there(last):
        _measure_deletion(figures, site, entry, seen, name, last=last)
    elif seen.gone is not None:
        figures.false_withdrawals.append(name)
    for edit in entry.edits:
        if seen.first < edit <= last - DELETED - figures.step and entry.is_there(last):
            figures.edits += 1
            if not seen.versions:
                figures.unseen_edits.append(name)


def _measure_finding(figures: Figures, entry: Entry, seen: Seen | None, name: str, *, last: int) -> None:
    ends = min(entry.taken_out or last + 1, entry.gone or last + 1, last + 1)
    if ends - entry.listed < SWEEP + figures.step - 1 and seen is None:
        return  # What went again within a sweep, or came in the last one, may not have been met.
    figures.new += entry.listed == entry.day
    figures.backdated += entry.listed != entry.day
    if seen is not None:
        figures.latencies.append(seen.first - entry.listed)
    if seen is None or seen.first - entry.listed > SWEEP + figures.step - 1:
        figures.not_found.append(name)


def _measure_deletion(
    figures: Figures, site: Site, entry: Entry, seen: Seen, name: str, *, last: int
) -> None:
    gone = seen.gone
    assert entry.gone is not None
    if seen.first >= entry.gone:
        return
    # Two sweeps and two looks, each as late as a run may be.
    bound = (TAKEN_OUT if entry.taken_out is not None else DELETED) + 4 * (figures.step - 1)
    # On days on which the site shows nothing nothing can be told.
    bound += sum(site.trouble(day) is not None for day in range(entry.gone, entry.gone + bound))
    if gone is not None:
        figures.confirmed_in.append(gone - entry.gone)
    if entry.gone + bound <= last:
        figures.deletions += 1
        if gone is None or gone - entry.gone > bound:
            figures.unconfirmed.append(name)


def _measure_alarms(figures: Figures, site: Site, days: Sequence[Day]) -> None:
    for trouble in site.troubles:
        run = next((one for one in days if trouble.first <= one.day < trouble.end), None)
        if run is not None:
            figures.troubles += 1
            if site.slug not in run.alarmed:
                figures.silent.append(f"{site.slug} {trouble.kind} on day {run.day}")
    for run in days:
        if _is_quiet(site, run.day):
            figures.quiet_days += 1
            if site.slug in run.alarmed:
                figures.false_alarms.append(f"{site.slug} on day {run.day}")


def _is_quiet(site: Site, day: int) -> bool:
    return all(not one.first <= day < one.end + AFTERMATH for one in site.troubles)


def _day(moment: str) -> int:
    return (dt.datetime.fromisoformat(moment) - START + dt.timedelta(hours=12)).days
