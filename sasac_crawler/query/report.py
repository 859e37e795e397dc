"""How the sites fare: what an operator looks at every day, gathered from one archive."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.errors import ExitCode
from sasac_crawler.query.coverage import coverage
from sasac_crawler.store.alarms import Alarm, ended_alarms, open_alarms
from sasac_crawler.store.verdicts import Verdict

MAX_AGE: Final = dt.timedelta(hours=26)
"""Age of the last run from which on a daily timer is late: a day, its jitter, and the run itself."""
MONTHS: Final = 24
LOOKS: Final = 30
"""Verdicts of each site that are shown."""
_RUNS: Final = 20
_WELL: Final = (Verdict.OK.value, Verdict.NOT_DUE.value)
_SHUT: Final = (Verdict.CHALLENGE.value, Verdict.GEO_BLOCKED.value, Verdict.HELD.value)
_FATAL: Final = (ExitCode.BUG, ExitCode.NO_SPACE, ExitCode.BAD_CONFIGURATION, ExitCode.STORE_UNAVAILABLE)
"""Ends of a run that matter more than what it found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a site fared in one run."""

    run_id: str
    at: str
    verdict: str
    reason: str


@dataclass(slots=True, kw_only=True)
class SiteReport:
    """One site."""

    slug: str
    name: str
    articles: int = 0
    newest: str | None = None
    """When an article of it was found last."""

    last_ok: str | None = None
    """Begin of the last run in which it was well."""

    looks: list[Look] = field(default_factory=list)
    """Its last verdicts, the latest last."""

    months: dict[str, int] = field(default_factory=dict)
    """Articles by month of publication."""

    listed: int = 0
    fetched: int = 0
    missing: int = 0
    unseen: int = 0
    """Entries the site counts and no list page showed."""

    issues: dict[str, int] = field(default_factory=dict)
    alarms: int = 0
    held_until: str | None = None
    """From when on a site that was left alone is asked again, UTC."""

    @property
    def verdict(self) -> str:
        """The last one; ``never_asked`` where there is none."""
        return self.looks[-1].verdict if self.looks else "never_asked"

    @property
    def reason(self) -> str:
        """Why the last verdict."""
        if not self.looks:
            return "no run has come to it yet"
        until = f"; a run from {self.held_until[:16]} UTC on asks again" if self.held_until else ""
        return self.looks[-1].reason + until

    @property
    def is_well(self) -> bool:
        """Whether nothing needs an operator."""
        return self.verdict in _WELL and not self.alarms

    @property
    def share(self) -> float | None:
        """Share of what is to be had that was fetched, 0 to 1."""
        wanted = self.fetched + self.missing + self.unseen
        return self.fetched / wanted if wanted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole archive."""

    made_at: dt.datetime
    articles: int
    sites: Sequence[SiteReport]
    alarms: Sequence[Alarm]
    past_alarms: Sequence[Alarm]
    runs: Sequence[dict[str, Any]]
    """The last runs, the latest first: run_id, started, ended, exit_code, reason."""

    def verdict(self, max_age: dt.timedelta = MAX_AGE) -> tuple[ExitCode, str]:
        """Return the exit code for a monitor and one sentence why."""
        ended = next((run for run in self.runs if run["ended"]), None)
        if ended is None:
            return ExitCode.PARTIAL, "no run has ended yet"
        age = self.made_at - dt.datetime.fromisoformat(ended["ended"])
        if age > max_age:
            return (
                ExitCode.PARTIAL,
                f"the last run ended {hours(age)} ago; at most {hours(max_age)} are allowed",
            )
        if ended["exit_code"] in _FATAL:
            return ExitCode(ended["exit_code"]), f"the last run failed: {ended['reason']}"
        return self._of_sites()

    def _of_sites(self) -> tuple[ExitCode, str]:
        asked = [site for site in self.sites if site.looks]
        bad = [site for site in asked if not site.is_well]
        if not bad:
            well = "1 site is well" if len(asked) == 1 else f"{len(asked)} sites are well"
            return ExitCode.COMPLETE, well
        if all(site.verdict in _SHUT for site in asked):
            return ExitCode.BLOCKED, "no site lets itself be asked"
        if all(site.verdict not in _WELL for site in asked):
            return ExitCode.ALL_FAILED, "no site is well"
        names = ", ".join(site.slug for site in bad[:5])
        verb = "needs" if len(bad) == 1 else "need"
        return ExitCode.PARTIAL, f"{len(bad)} of {len(asked)} sites {verb} a look: {names}"

    def as_dict(self, max_age: dt.timedelta = MAX_AGE) -> dict[str, Any]:
        """Return everything as plain dictionaries and lists."""
        code, reason = self.verdict(max_age)
        sites = [
            asdict(one) | {"verdict": one.verdict, "reason": one.reason, "share": one.share}
            for one in self.sites
        ]
        return asdict(self) | {
            "made_at": self.made_at.isoformat(),
            "exit_code": int(code),
            "reason": reason,
            "sites": sites,
            "alarms": [asdict(one) | {"sentence": one.sentence} for one in self.alarms],
        }


def make_report(db: Database, *, now: dt.datetime) -> Report:
    """Gather the report of an archive.

    Args:
        db: the archive, open for reading.
        now: aware; ages are told from it.
    """
    sites = {
        row["slug"]: SiteReport(slug=row["slug"], name=row["name_short"] or row["name_zh"] or row["slug"])
        for row in db.query("SELECT slug, name_short, name_zh FROM sites ORDER BY slug")
    }
    alarms = open_alarms(db.conn)
    for alarm in alarms:
        if alarm.site in sites:
            sites[alarm.site].alarms += 1
    _add_looks(db, sites)
    _add_holds(db, sites)
    _add_articles(db, sites)
    _add_coverage(db, sites)
    for row in db.query(
        "SELECT site, code, count(*) AS n FROM issues GROUP BY site, code ORDER BY n DESC, code"
    ):
        if row["site"] in sites:
            sites[row["site"]].issues[row["code"]] = row["n"]
    [articles] = db.execute("SELECT count(*) FROM articles").fetchone()
    runs = db.query(
        "SELECT run_id, started, ended, exit_code, reason FROM runs ORDER BY started DESC LIMIT ?", [_RUNS]
    )
    return Report(
        made_at=now,
        articles=articles,
        sites=list(sites.values()),
        alarms=alarms,
        past_alarms=ended_alarms(db.conn, since=now - dt.timedelta(days=30)),
        runs=list(runs),
    )


def months_until(day: dt.date, count: int = MONTHS) -> list[str]:
    """Return the last months, the present one last.

    Example:
        >>> months_until(dt.date(2026, 2, 10), 3)
        ['2025-12', '2026-01', '2026-02']
    """
    number = day.year * 12 + day.month - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(number - count + 1, number + 1)]


def hours(age: dt.timedelta) -> str:
    """Return an age as people say it.

    Example:
        >>> hours(dt.timedelta(hours=3, minutes=20)), hours(dt.timedelta(days=5)), hours(dt.timedelta(minutes=4))
        ('3 h', '5 days', '4 min')
    """
    minutes = age / dt.timedelta(minutes=1)
    if minutes < 90:  # noqa: PLR2004 - until then minutes say it better
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.0f} h" if minutes < 48 * 60 else f"{minutes / 1440:.0f} days"


def issue_totals(report: Report) -> list[tuple[str, int]]:
    """Return the codes of issues of all sites, the most frequent first."""
    total: Counter[str] = Counter()
    for site in report.sites:
        total.update(site.issues)
    return total.most_common()


def _add_looks(db: Database, sites: dict[str, SiteReport]) -> None:
    looks: dict[str, list[Look]] = defaultdict(list)
    rows = db.query(
        "SELECT s.site, s.run_id, s.verdict, s.reason, r.started FROM run_sites s JOIN runs r"
        " ON r.run_id = s.run_id ORDER BY r.started DESC, s.site"
    )
    for row in rows:
        site = sites.get(row["site"])
        if site is None:
            continue
        if len(looks[site.slug]) < LOOKS:
            looks[site.slug].append(
                Look(run_id=row["run_id"], at=row["started"], verdict=row["verdict"], reason=row["reason"])
            )
        if site.last_ok is None and row["verdict"] == Verdict.OK.value:
            site.last_ok = row["started"]
    for slug, found in looks.items():
        sites[slug].looks = found[::-1]


def _add_holds(db: Database, sites: dict[str, SiteReport]) -> None:
    for site in sites.values():
        if site.verdict == Verdict.HELD.value:
            [site.held_until] = db.execute(
                "SELECT min(max(coalesce(f.next_at, ''), coalesce(h.next_at, ''))) FROM frontier f"
                " LEFT JOIN hosts h ON h.host = f.host WHERE f.site = ? AND f.state = 'pending'",
                [site.slug],
            ).fetchone()


def _add_articles(db: Database, sites: dict[str, SiteReport]) -> None:
    for row in db.query("SELECT site, count(*) AS n, max(first_seen) AS newest FROM articles GROUP BY site"):
        if row["site"] in sites:
            sites[row["site"]].articles, sites[row["site"]].newest = row["n"], row["newest"]
    rows = db.query(
        "SELECT site, substr(date_published, 1, 7) AS month, count(*) AS n FROM articles"
        " WHERE date_published IS NOT NULL GROUP BY 1, 2"
    )
    for row in rows:
        if row["site"] in sites:
            sites[row["site"]].months[row["month"]] = row["n"]


def _add_coverage(db: Database, sites: dict[str, SiteReport]) -> None:
    for one in coverage(db, urls=0):
        site = sites.get(one.site)
        if site is not None:
            site.listed += one.listed
            site.fetched += one.fetched
            site.missing += one.missing
            site.unseen += one.unseen or 0
