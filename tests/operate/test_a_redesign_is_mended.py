"""From the alarm about a redesign to a green report: a layout in the profile, ``sasac reparse``, the next run."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sasac_crawler.archive.clock import AHEAD
from sasac_crawler.cli import cli
from sasac_crawler.errors import ExitCode
from sasac_crawler.query.archive import Archive
from tests.year.living import run_at

BEGIN = dt.datetime(2027, 3, 1, 2, tzinfo=dt.UTC)
OFFICE = "示例市国资委办公室"
PROFILE = """
slug = "broken"
name_zh = "示例市国资委"
name_short = "示例市国资委"
name_en = "Example"
level = "city"
platform = "static_list"
homepage = "http://broken.test/"
hosts = ["broken.test"]

[[channels]]
id = "tz"
name_zh = "通知"
category = "notice"
url = "http://broken.test/tz/"
floor = 5
"""
# What the operator adds: the new design, and that the earlier one needed nothing.
LAYOUTS = """
[[layouts]]
id = "2027-03"
source = ".zz em:nth-of-type(2)"

[[layouts]]
id = "until-2027-03"
valid_until = 2027-03-10
"""


class _Site(ThreadingHTTPServer):
    daemon_threads = True
    day = 0

    @property
    def articles(self) -> int:
        return 12 + 2 * self.day

    def page(self, path: str) -> str | None:
        if path == "/tz/":
            rows = (
                f'<li><a href="/tz/t_{n}.html">关于第{n}号事项的通知公告</a><span>{_date(n)}</span></li>'
                for n in range(self.articles)
            )
            return f"<ul>{''.join(rows)}</ul>"
        if not path.startswith("/tz/t_"):
            return None
        number = int(path[6:-5])
        text = (
            f"<h1>关于第{number}号事项的通知公告</h1>{{}}<div class='TRS_Editor'><p>第{number}号事项："
            + f"按时报送材料{number}。" * 9
            + "</p></div>{}"
        )
        if self.day <= 10:
            return text.format(f"<div>发布时间：{_date(number)} 来源：{OFFICE}</div>", "")
        return text.format("", f"<div class='zz'><em>{_date(number)[:4]}</em><em>{OFFICE}</em></div>")


def _date(number: int) -> str:
    return (dt.date(2026, 12, 1) + dt.timedelta(days=number)).isoformat()


class _Answer(BaseHTTPRequestHandler):
    server: _Site

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Say nothing."""

    def do_GET(self) -> None:
        inner = self.server.page(self.path)
        body = f"<html><head><title>通知</title></head><body>{inner}</body></html>".encode()
        self.send_response(404 if inner is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site() -> Iterator[_Site]:
    with _Site(("127.0.0.1", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _crawl(site: _Site, day: int, folder: Path) -> int:
    site.day = day
    command = [
        "crawl", "broken", "--sites-dir", str(folder), "--archive", str(folder / "archive"), "--patience", "0",
        "--resolve", f"broken.test:80:127.0.0.1:{site.server_port}", "--replica-delay", "0",
    ]  # fmt: skip
    return run_at(BEGIN + dt.timedelta(days=day), command, folder / "runs.log")


def _sasac(monkeypatch: pytest.MonkeyPatch, day: int, *words: str) -> Result:
    ahead = BEGIN + dt.timedelta(days=day, hours=1) - dt.datetime.now(dt.UTC)
    monkeypatch.setenv(AHEAD, str(ahead.total_seconds()))
    return CliRunner().invoke(cli, [*words])


def _without_source(folder: Path) -> int:
    with Archive(folder / "archive") as archive:
        return sum(one["source_name"] is None for one in archive.articles())


def test_from_the_alarm_to_a_green_report(
    site: _Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, where = tmp_path / "broken.toml", ("--archive", str(tmp_path / "archive"))
    profile.write_text(PROFILE, "utf-8")
    assert [_crawl(site, day, tmp_path) for day in (0, 4, 8)] == [0, 0, 0]
    assert _crawl(site, 15, tmp_path) == ExitCode.PARTIAL
    said = _sasac(monkeypatch, 15, "report", *where)
    assert "fill source_name: empty on" in said.stdout
    assert "a layout in the profile says where the field stands now; then `sasac reparse`" in said.stdout
    lost = _without_source(tmp_path)
    assert lost >= 14

    profile.write_text(PROFILE + LAYOUTS, "utf-8")
    reading = ("reparse", "--sites-dir", str(tmp_path), *where)
    shown = json.loads(_sasac(monkeypatch, 15, *reading, "--json").stdout)
    [change] = [one for one in shown["fields"] if one["field"] == "source_name"]
    assert change["count"] >= lost
    assert change["examples"][0][2] == OFFICE
    assert _without_source(tmp_path) == lost
    assert _sasac(monkeypatch, 15, *reading, "--apply").exit_code == 0
    assert _without_source(tmp_path) == 0
    with Archive(tmp_path / "archive") as archive:
        # Nobody is told that the site changed what it said, and no old page is told that it lacks a new part.
        assert {one["cause"] for one in archive.db["article_versions"].rows} == {"rules"}
        assert not list(archive.db.query("SELECT 1 FROM issues WHERE code = 'layout_missed'"))

    # The alarm about the source ends by itself; that the date is read from the list now is accepted.
    assert _crawl(site, 22, tmp_path) == 0
    with Archive(tmp_path / "archive") as archive:
        open_ones = list(archive.db.query("SELECT id, kind, field FROM alarms WHERE ended_at IS NULL"))
    assert [(one["kind"], one["field"]) for one in open_ones] == [("way", "date_published")]
    accepted = _sasac(monkeypatch, 22, "report", "--accept", str(open_ones[0]["id"]), *where)
    assert (accepted.exit_code, accepted.stdout.splitlines()[-1]) == (0, "1 site is well.")
