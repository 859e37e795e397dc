"""The report as one page that needs nothing else: no requests, no scripts, light and dark, for any width."""

import datetime as dt
from html import escape
from importlib import resources
from typing import Final

from sasac_crawler import __version__
from sasac_crawler.query.remedies import remedy
from sasac_crawler.query.report import LOOKS, Report, SiteReport, hours, issue_totals, months_until
from sasac_crawler.query.report_charts import count_bars, history, month_bars, month_map, share_bar
from sasac_crawler.store.alarms import Alarm

_ISSUES: Final = 12
_RUNS: Final = 10
_WORDS: Final = {
    "ok": "well", "degraded": "degraded", "challenge": "challenge", "geo_blocked": "geo-blocked",
    "unreachable": "unreachable", "held": "held", "not_due": "not due", "never_asked": "never asked",
}  # fmt: skip


def report_page(report: Report, *, max_age: dt.timedelta) -> str:
    """Return the page."""
    code, reason = report.verdict(max_age)
    style = (resources.files("sasac_crawler.query") / "report.css").read_text(encoding="utf-8")
    state = "good" if not code else "poor"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>{"Well" if not code else "Needs a look"} · sasac_crawler report {report.made_at:%Y-%m-%d %H:%M}</title>
<style>{style}</style>
</head>
<body>
<header class="{state}">
<p class="kicker">sasac_crawler · report of {_time(report.made_at)}</p>
<h1>{escape(reason[:1].upper() + reason[1:])}</h1>
<p class="faint">Exit code {int(code)}</p>
{_tiles(report)}
</header>
<main>
{_alarms(report)}
{_sites(report)}
{_articles(report)}
{_issues(report)}
{_runs(report)}
</main>
<footer>Made by sasac_crawler {__version__}; times are UTC. Nothing on this page was loaded from elsewhere.</footer>
</body>
</html>
"""


def _tiles(report: Report) -> str:
    asked = [site for site in report.sites if site.looks]
    ended = next((run["ended"] for run in report.runs if run["ended"]), None)
    age = hours(report.made_at - dt.datetime.fromisoformat(ended)) if ended else "never"
    tiles = (
        ("articles", f"{report.articles:,}"),
        ("sites well", f"{sum(site.is_well for site in asked)} of {len(asked)}"),
        ("open alarms", str(len(report.alarms))),
        ("missing pages", f"{sum(site.missing + site.unseen for site in report.sites):,}"),
        ("since the last run", age),
    )
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in tiles)
    return f'<dl class="tiles">{cells}</dl>'


def _alarms(report: Report) -> str:
    if not report.alarms and not report.past_alarms:
        return '<section><h2>Alarms</h2><p class="faint">None is open, and none ended in the last 30 days.</p></section>'
    now = "".join(_alarm(one) for one in report.alarms) or '<li class="faint">None is open.</li>'
    past = "".join(f"<li>{_alarm_text(one)}</li>" for one in report.past_alarms)
    over = (
        f"<details><summary>{len(report.past_alarms)} over</summary><ul>{past}</ul></details>" if past else ""
    )
    return f'<section><h2>Alarms</h2><ul class="alarms">{now}</ul>{over}</section>'


def _alarm(one: Alarm) -> str:
    capture = (
        f'<br><span class="faint">capture {escape(one.first_capture)}</span>' if one.first_capture else ""
    )
    return (
        f'<li class="alarm"><strong>{_alarm_text(one)}</strong>'
        f'<span class="faint">expected: {escape(one.expected)}</span>'
        f'<span class="address">first seen at {escape(one.first_url)}{capture}</span>'
        f'<span class="faint">what to do: {escape(remedy(one))}</span>'
        f'<span class="faint">no fault? <code>sasac report --accept {one.id}</code></span></li>'
    )


def _alarm_text(one: Alarm) -> str:
    place = f"{one.site}/{one.channel}" if one.channel else one.site
    what = " ".join(part for part in (one.kind, one.field, one.cause and f"({one.cause})") if part)
    return f"{escape(place)} · {escape(what)} · since {one.since[:10]}: {escape(one.found)}"


def _sites(report: Report) -> str:
    order = sorted(report.sites, key=lambda one: (one.is_well, one.slug))
    rows = "".join(_site(one, report.made_at) for one in order)
    return f"""<section><h2>Sites</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Sites"><table class="sites">
<thead><tr><th>site</th><th>verdict</th><th class="number">articles</th><th>coverage</th><th class="number">missing</th>
<th>last well</th><th>last new</th><th class="number">issues</th><th>last {LOOKS} runs</th></tr></thead>
<tbody>{rows}</tbody></table></div></section>"""


def _site(one: SiteReport, now: dt.datetime) -> str:
    alarms = (
        f' <span class="chip alarmed">{one.alarms} alarm{"s"[: one.alarms > 1]}</span>' if one.alarms else ""
    )
    reason = "" if one.verdict in ("ok", "not_due") else f'<p class="reason">{escape(one.reason)}</p>'
    return (
        f'<tr><th scope="row"><span lang="zh">{escape(one.name)}</span><span class="faint">{escape(one.slug)}</span></th>'
        f'<td data-name="verdict"><span class="chip v-{escape(one.verdict)}">{_WORDS.get(one.verdict, one.verdict)}</span>'
        f"{alarms}{reason}</td>"
        f'<td data-name="articles" class="number">{one.articles:,}</td>'
        f'<td data-name="coverage">{share_bar(one.share)}</td>'
        f'<td data-name="missing" class="number">{one.missing + one.unseen:,}</td>'
        f'<td data-name="last well">{_age(one.last_ok, now)}</td>'
        f'<td data-name="last new">{_age(one.newest, now)}</td>'
        f'<td data-name="issues" class="number">{sum(one.issues.values()):,}</td>'
        f'<td data-name="runs">{history(one.looks, LOOKS)}</td></tr>'
    )


def _articles(report: Report) -> str:
    months = months_until(report.made_at.date())
    totals = {month: sum(site.months.get(month, 0) for site in report.sites) for month in months}
    sites = [site for site in report.sites if site.articles]
    return f"""<section><h2>Articles by month of publication</h2>
{month_bars(totals)}
<div class="scroll" tabindex="0" role="region" aria-label="Articles by site and month">{month_map(sites, months)}</div>
</section>"""


def _issues(report: Report) -> str:
    totals = issue_totals(report)
    if not totals:
        return '<section><h2>Issues</h2><p class="faint">None.</p></section>'
    rest = len(totals) - _ISSUES
    more = f'<p class="faint">and {rest} further codes</p>' if rest > 0 else ""
    return f"<section><h2>Issues</h2>{count_bars(totals[:_ISSUES])}{more}</section>"


def _runs(report: Report) -> str:
    rows = "".join(
        f"<tr><td>{run['started'][:16].replace('T', ' ')}</td><td>{_lasted(run)}</td>"
        f'<td class="number">{"" if run["exit_code"] is None else run["exit_code"]}</td>'
        f"<td>{escape(run['reason'] or '')}</td></tr>"
        for run in report.runs[:_RUNS]
    )
    return f"""<section><h2>Runs</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Runs"><table><thead><tr><th>began</th><th>took</th>
<th class="number">exit</th><th>why</th></tr></thead><tbody>{rows}</tbody></table></div></section>"""


def _lasted(run: dict[str, str | None]) -> str:
    started, ended = run["started"], run["ended"]
    if not started or not ended:
        return "has not ended"
    return hours(dt.datetime.fromisoformat(ended) - dt.datetime.fromisoformat(started))


def _age(moment: str | None, now: dt.datetime) -> str:
    if not moment:
        return '<span class="faint">never</span>'
    when = dt.datetime.fromisoformat(moment)
    return f'<time datetime="{escape(moment)}" title="{_time(when)}">{hours(now - when)} ago</time>'


def _time(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
