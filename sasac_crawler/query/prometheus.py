"""The report as a Prometheus textfile: for node_exporter's textfile collector."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sasac_crawler.query.report import Report, SiteReport
from sasac_crawler.store.verdicts import Verdict

Sample = tuple[Mapping[str, str], float]
Metric = tuple[str, str, list[Sample]]
"""Name, help and samples of a gauge."""


def write_prometheus(report: Report, path: Path, *, max_age: dt.timedelta) -> None:
    """Write the metrics whole or not at all: a collector may read at any moment."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(prometheus_text(report, max_age=max_age))
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o644)  # the collector runs as somebody else
    draft.replace(path)


def prometheus_text(report: Report, *, max_age: dt.timedelta) -> str:
    """Return the metrics in the text format 0.0.4, in a fixed order."""
    lines: list[str] = []
    for name, text, samples in _metrics(report, max_age):
        lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {_number(value)}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _metrics(report: Report, max_age: dt.timedelta) -> Iterator[Metric]:
    code, _ = report.verdict(max_age)
    yield (
        "sasac_report_exit_code",
        "Exit code of sasac report: 0 if nothing needs a look.",
        [({}, float(code))],
    )
    yield "sasac_articles", "Articles in the archive.", [({}, report.articles)]
    ended = next((run for run in report.runs if run["ended"]), None)
    if ended:
        yield "sasac_last_run_end_timestamp_seconds", "End of the last run.", [({}, _seconds(ended["ended"]))]
        yield "sasac_last_run_exit_code", "Exit code of the last run.", [({}, float(ended["exit_code"] or 0))]
    yield from _site_metrics(report.sites)
    yield (
        "sasac_alarm",
        "1 for every open drift alarm.",
        [
            ({"site": a.site, "channel": a.channel, "kind": a.kind, "field": a.field, "cause": a.cause}, 1.0)
            for a in sorted(report.alarms, key=lambda one: one.id)
        ],
    )


def _site_metrics(sites: Sequence[SiteReport]) -> Iterator[Metric]:
    yield (
        "sasac_site_verdict",
        "1 for the present verdict of a site.",
        [
            ({"site": one.slug, "verdict": verdict.value}, float(one.verdict == verdict.value))
            for one in sites
            for verdict in Verdict
        ],
    )
    yield (
        "sasac_site_last_ok_timestamp_seconds",
        "Begin of the last run in which a site was well.",
        [({"site": one.slug}, _seconds(one.last_ok)) for one in sites if one.last_ok],
    )
    yield "sasac_site_articles", "Articles of a site.", [({"site": one.slug}, one.articles) for one in sites]
    yield (
        "sasac_site_listed",
        "Entries on the lists of a site.",
        [({"site": one.slug}, one.listed) for one in sites],
    )
    yield (
        "sasac_site_missing",
        "Entries that are listed or counted by the site and were never fetched.",
        [({"site": one.slug}, one.missing + one.unseen) for one in sites],
    )
    yield (
        "sasac_site_issues",
        "Open issues of a site by code.",
        [
            ({"site": one.slug, "code": code}, count)
            for one in sites
            for code, count in sorted(one.issues.items())
        ],
    )


def _labels(labels: Mapping[str, str]) -> str:
    r"""Return labels in braces, escaped.

    Example:
        >>> _labels({"site": 'a"b'})
        '{site="a\\"b"}'
    """
    if not labels:
        return ""
    escaped = {
        name: value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
        for name, value in labels.items()
    }
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped.items()) + "}"


def _number(value: float) -> str:
    """Return a number without an exponent: counts and seconds stay readable.

    Example:
        >>> _number(1.0), _number(1764201600.25)
        ('1', '1764201600.25')
    """
    return str(int(value)) if value == int(value) else repr(value)


def _seconds(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()
