"""``sasac report``: how the sites fare, for people and for monitors."""

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from sasac_crawler.archive.clock import utc_now
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.cli.options import OutFile, archive_option, print_json, print_table, refuse_idle
from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.coverage import ChannelCoverage, coverage
from sasac_crawler.query.prometheus import write_prometheus
from sasac_crawler.query.remedies import remedy
from sasac_crawler.query.report import Report, hours, make_report
from sasac_crawler.query.report_page import report_page
from sasac_crawler.store.alarms import accept_alarm
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.schema_version import SCHEMA_VERSION
from sasac_crawler.store.transaction import transaction

# A length of time. example: "26h" · counter-example: "26"
_AGE: Final = re.compile(r"(\d{1,5})(min|h|d)")
_UNITS: Final = {"min": "minutes", "h": "hours", "d": "days"}
_PATH: Final = OutFile()


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", type=_PATH, help="Write one page with charts that needs nothing else.")
@click.option("--prometheus", type=_PATH, help="Write metrics for a textfile collector.")
@click.option(
    "--coverage", "show_coverage", is_flag=True, help="Each list: what it names, and the missing URLs."
)
@click.option("--site", "sites", multiple=True, help="With --coverage: only this site; may be repeated.")
@click.option(
    "--urls", type=click.IntRange(-1), default=20, show_default=True, help="Missing URLs a list; -1: all."
)
@click.option("--max-age", default="26h", show_default=True, help="Age of the last run that is still well.")
@click.option("--accept", type=int, metavar="ID", help="Take what alarm ID tells for the way things are now.")
@archive_option
def report(  # noqa: PLR0913 - the options of the command
    *,
    as_json: bool,
    html: Path | None,
    prometheus: Path | None,
    show_coverage: bool,
    sites: tuple[str, ...],
    urls: int,
    max_age: str,
    accept: int | None,
    archive: Path,
) -> None:
    """Show how the sites fare: verdicts, alarms, coverage, freshness, issues.

    Exit code 0 if nothing needs a look, 20 if some site does or the last run is older than --max-age, 9 or 18 if no
    site is well, and that of the last run where it failed as such (1, 3, 4, 8).

    Example: sasac report --html report.html --max-age 26h
    """
    age = _age(max_age)
    _check_options(show_coverage=show_coverage)
    _bring_up_to_date(archive)
    if accept is not None:
        _accept(archive, accept)
    with Archive(archive) as opened:
        if show_coverage:
            _print_coverage(coverage(opened.db, sites=sites, urls=urls), as_json=as_json)
            return
        made = make_report(opened.db, now=utc_now())
    if html is not None:
        draft = html.with_name(f"{html.name}.tmp")
        draft.write_text(report_page(made, max_age=age), encoding="utf-8")
        draft.replace(html)
    if prometheus is not None:
        write_prometheus(made, prometheus, max_age=age)
    if as_json:
        print_json(made.as_dict(age))
    elif html is None and prometheus is None:
        _print(made)
    code, reason = made.verdict(age)
    if not as_json:
        click.echo(f"{reason[:1].upper()}{reason[1:]}.", err=bool(code))
    raise SystemExit(code)


def _check_options(*, show_coverage: bool) -> None:
    """Refuse options that would do nothing."""
    if show_coverage:
        refuse_idle(
            "html",
            "prometheus",
            "max_age",
            because="does not go with --coverage, which prints the lists and no more",
        )
    else:
        refuse_idle("sites", "urls", because="goes with --coverage")


def _age(text: str) -> dt.timedelta:
    """Return a length of time.

    Example:
        >>> _age("26h")
        datetime.timedelta(days=1, seconds=7200)
    """
    match = _AGE.fullmatch(text.strip())
    if match is None:
        message = f"--max-age takes a length like 90min, 26h or 2d, not {text!r}"
        raise UsageError(message)
    return dt.timedelta(**{_UNITS[match[2]]: int(match[1])})


def _accept(archive: Path, alarm_id: int) -> None:
    with _writer(archive) as connection, transaction(connection):
        was_open = accept_alarm(connection, alarm_id, now=utc_now())
    if not was_open:
        message = f"no alarm {alarm_id} is open; `sasac report` lists them"
        raise UsageError(message)


def _bring_up_to_date(archive: Path) -> None:
    """Give an archive of an earlier release the tables a report reads."""
    with Archive(archive) as opened:
        [found] = opened.db.execute("PRAGMA user_version").fetchone()
    if found < SCHEMA_VERSION:
        with _writer(archive):
            pass


@contextmanager
def _writer(archive: Path) -> Iterator[sqlite3.Connection]:
    """Hold the archive's lock and its newest schema."""
    with Archive(archive):
        pass  # says in one sentence if there is none
    folder = ArchiveFolder(archive)
    lock = ArchiveLock(folder)
    lock.acquire()
    try:
        db = open_writer(folder.database)
        try:
            migrate(db)
            yield db.conn
        finally:
            db.conn.close()
    finally:
        lock.release()


def _print(made: Report) -> None:
    print_table(
        ("site", "verdict", "articles", "coverage", "missing", "last well", "last new", "issues", "alarms"),
        (
            (
                one.slug,
                one.verdict,
                one.articles,
                "" if one.share is None else f"{100 * one.share:.1f} %",
                one.missing + one.unseen,
                _ago(one.last_ok, made.made_at),
                _ago(one.newest, made.made_at),
                sum(one.issues.values()),
                one.alarms or "",
            )
            for one in sorted(made.sites, key=lambda one: (one.is_well, one.slug))
        ),
    )
    for site in made.sites:
        if site.looks and not site.is_well and (site.held_until or not site.alarms):
            click.echo(f"{site.slug}: {site.verdict}: {site.reason}")
    for alarm in made.alarms:
        click.echo(f"alarm {alarm.id}: {alarm.sentence}\n  what to do: {remedy(alarm)}")
    if made.alarms:
        click.echo("See the page: sasac show CAPTURE > page.html. No fault: sasac report --accept N.")


def _ago(moment: str | None, now: dt.datetime) -> str:
    return f"{hours(now - dt.datetime.fromisoformat(moment))} ago" if moment else "never"


def _print_coverage(lists: list[ChannelCoverage], *, as_json: bool) -> None:
    if as_json:
        names = (
            "site",
            "channel",
            "name_zh",
            "url",
            "site_total",
            "site_pages",
            "stated_at",
            "listed",
            "external",
        )
        more = ("fetched", "missing", "withdrawn", "pages_read", "unseen", "unread_pages", "share")
        print_json(
            [
                {name: getattr(one, name) for name in (*names, *more)}
                | {
                    "missing_pages": [
                        {n: getattr(page, n) for n in page.__slots__} for page in one.missing_pages
                    ]
                }
                for one in lists
            ]
        )
        return
    print_table(
        ("site", "channel", "site says", "listed", "external", "fetched", "missing", "unseen", "coverage"),
        (
            (
                one.site, one.channel, one.site_total, one.listed, one.external, one.fetched, one.missing, one.unseen,
                "" if one.share is None else f"{100 * one.share:.1f} %",
            )
            for one in lists
        ),
    )  # fmt: skip
    for one in lists:
        for page in one.missing_pages:
            click.echo(f"{one.site}/{one.channel}: {page.outcome}: {page.url}")
