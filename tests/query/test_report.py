"""The report: its figures, its exit code, its page in a real browser, its metrics."""

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from sasac_crawler.cli import cli
from sasac_crawler.errors import ExitCode, UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.prometheus import prometheus_text, write_prometheus
from sasac_crawler.query.report import Report, make_report
from sasac_crawler.query.report_page import report_page
from tests.query.report_archive import NOW, SITES, make_report_archive

DAY = dt.timedelta(days=1)
# A line of the text format 0.0.4. example: 'sasac_alarm{site="x"} 1' · counter-example: "sasac alarm 1"
_SAMPLE = re.compile(
    r'^[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?\d+(?:\.\d+)?$'
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_report_archive(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def made(root: Path) -> Report:
    with Archive(root) as archive:
        return make_report(archive.db, now=NOW)


def test_a_site_is_reported_as_its_runs_left_it(made: Report) -> None:
    sites = {site.slug: site for site in made.sites}
    assert (sites["gansu"].verdict, sites["gansu"].reason) == (
        "unreachable",
        "no page could be had (timeout 3)",
    )
    assert sites["gansu"].last_ok == (NOW - 6 * DAY - dt.timedelta(hours=2)).isoformat()
    assert (sites["shandong"].verdict, sites["shandong"].is_well, sites["shandong"].alarms) == (
        "ok",
        False,
        1,
    )
    assert [one.field for one in made.alarms] == ["source_name"]
    assert [one.site for one in made.past_alarms] == ["jilin"]
    assert sum(site.articles for site in made.sites) == made.articles
    assert sites["gansu"].missing > 0
    assert sites["gansu"].listed == sites["gansu"].fetched + sites["gansu"].missing


def test_the_exit_code_is_the_monitors(root: Path, tmp_path: Path, made: Report) -> None:
    assert made.verdict()[0] is ExitCode.PARTIAL
    assert "gansu, shandong" in made.verdict()[1]
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    db = Database(copy / "sasac.db")

    def code(now: dt.datetime = NOW, max_age: dt.timedelta = dt.timedelta(hours=26)) -> ExitCode:
        with Archive(copy) as archive:
            return make_report(archive.db, now=now).verdict(max_age)[0]

    db.execute("DELETE FROM alarms WHERE ended_at IS NULL")
    db.execute("UPDATE run_sites SET verdict = 'ok'")
    db.conn.commit()
    assert code() is ExitCode.COMPLETE
    assert code(now=NOW + DAY + dt.timedelta(hours=2)) is ExitCode.PARTIAL  # the last run is too old
    assert code(now=NOW + DAY + dt.timedelta(hours=2), max_age=2 * DAY) is ExitCode.COMPLETE
    db.execute("UPDATE run_sites SET verdict = 'challenge'")
    db.conn.commit()
    assert code() is ExitCode.BLOCKED
    db.execute("UPDATE run_sites SET verdict = 'unreachable'")
    db.conn.commit()
    assert code() is ExitCode.ALL_FAILED
    db.execute("UPDATE runs SET exit_code = 3, reason = 'only 2 MB are free'")
    db.conn.commit()
    assert code() is ExitCode.NO_SPACE
    db.execute("UPDATE runs SET ended = NULL")
    db.conn.commit()
    assert code() is ExitCode.PARTIAL


def test_the_command_prints_tables_json_and_files(root: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    page, metrics = tmp_path / "r.html", tmp_path / "r.prom"
    assert run(cli, ["report", "--archive", str(root), "--max-age", "9000d"]).exit_code == ExitCode.PARTIAL
    told = run(cli, ["report", "--archive", str(root), "--json", "--max-age", "9000d"])
    assert {one["slug"] for one in json.loads(told.stdout)["sites"]} == set(SITES)
    run(cli, ["report", "--archive", str(root), "--html", str(page), "--prometheus", str(metrics)])
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert metrics.read_text(encoding="utf-8").startswith("# HELP")
    missing = run(cli, ["report", "--archive", str(root), "--coverage", "--site", "gansu", "--urls", "-1"])
    assert missing.output.count("gansu/tzgg: timeout: http://gansu.test/") == _missing(root, "gansu")
    wrong = run(cli, ["report", "--archive", str(root), "--max-age", "26"])
    assert isinstance(wrong.exception, UsageError)


def test_a_site_that_is_left_alone_says_until_when(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    db = Database(copy / "sasac.db")
    db.execute(
        "UPDATE run_sites SET verdict = 'held', reason = 'left alone' WHERE site = 'gansu' AND run_id = 'run039'"
    )
    pages = list(db.query("SELECT url FROM frontier WHERE site = 'gansu' LIMIT 2"))
    for page, at in zip(pages, ("2026-11-27T09:10:00+00:00", "2026-11-27T11:00:00+00:00"), strict=True):
        db.execute("UPDATE frontier SET state = 'pending', next_at = ? WHERE url = ?", (at, page["url"]))
    db.conn.commit()
    assert "gansu: held: left alone; a run from 2026-11-27T09:10 UTC on asks again\n" in _told(copy)
    # The host's own hold is longer.
    db.execute(
        "INSERT INTO hosts (host, state, fails, next_at) VALUES ('gansu.test', 'tls', 5, '2026-11-27T12:30:00+00:00')"
    )
    db.conn.commit()
    assert "a run from 2026-11-27T12:30 UTC on" in _told(copy)


def _told(root: Path) -> str:
    return CliRunner().invoke(cli, ["report", "--archive", str(root), "--max-age", "9000d"]).stdout


@pytest.mark.parametrize("option", ["--html", "--prometheus"])
def test_a_place_that_cannot_be_written_is_one_sentence(option: str, root: Path, tmp_path: Path) -> None:
    words = ["report", "--archive", str(root), option, str(tmp_path / "absent/r")]
    done = subprocess.run(
        [sys.executable, "-c", "from sasac_crawler.cli import main; main()", *words],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == ExitCode.USAGE
    assert re.search(r"the folder .*/absent does not exist; make it first$", done.stderr.strip())
    assert "Traceback" not in done.stderr


def _missing(root: Path, slug: str) -> int:
    with Archive(root) as archive:
        [count] = archive.db.execute(
            "SELECT count(*) FROM frontier WHERE site = ? AND done_at IS NULL", [slug]
        ).fetchone()
    return int(count)


def test_an_alarm_that_is_no_fault_is_accepted(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    told = CliRunner().invoke(cli, ["report", "--archive", str(copy), "--accept", "1", "--json"])
    assert json.loads(told.stdout)["alarms"] == []
    again = CliRunner().invoke(cli, ["report", "--archive", str(copy), "--accept", "1"])
    assert isinstance(again.exception, UsageError)


def test_the_metrics_are_in_the_text_format(made: Report, tmp_path: Path) -> None:
    text = prometheus_text(made, max_age=DAY)
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(_SAMPLE.match(line) for line in samples)
    assert len(samples) == len({line.rpartition(" ")[0] for line in samples})
    typed = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {re.split(r"[ {]", line)[0] for line in samples} == typed
    assert 'sasac_site_verdict{site="gansu",verdict="unreachable"} 1' in samples
    target = tmp_path / "sasac.prom"
    write_prometheus(made, target, max_age=DAY)
    assert target.read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["sasac.prom"]
    assert target.stat().st_mode & 0o777 == 0o644


class _Loads(HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object", "embed") or {
            "src",
            "href",
            "xlink:href",
        } & set(names):
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on")]


def test_the_page_loads_nothing_and_escapes_what_sites_say(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    db = Database(copy / "sasac.db")
    nasty = '<img src=x onerror="alert(1)">'
    db.execute("UPDATE sites SET name_short = ?", [nasty])
    db.execute("UPDATE run_sites SET reason = ?, verdict = 'degraded'", [nasty])
    db.execute("UPDATE runs SET reason = ?", [nasty])
    db.execute("UPDATE alarms SET found = ?, first_url = ?", [nasty, nasty])
    db.execute("UPDATE issues SET code = ?", [nasty])
    db.conn.commit()
    with Archive(copy) as archive:
        page = report_page(make_report(archive.db, now=NOW), max_age=DAY)
    reader = _Loads()
    reader.feed(page)
    assert reader.found == []
    assert nasty not in page


def _noting(asked: list[str]) -> Callable[[Any], None]:
    return lambda request: asked.append(request.url)


def test_the_page_is_readable_on_a_phone_and_at_night(made: Report, tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: apt-get install chromium")
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    page_file = tmp_path / "report.html"
    page_file.write_text(report_page(made, max_age=DAY), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width, scheme in ((375, "dark"), (375, "light"), (1440, "light"), (1440, "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
                bypass_csp=True,  # axe is a script; the page's own policy lets none run
            )
            page = context.new_page()
            asked: list[str] = []
            page.on("request", _noting(asked))
            page.goto(page_file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert asked == [page_file.as_uri()]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            context.close()
        browser.close()
