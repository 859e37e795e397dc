"""Floods, bombs, deep and broken markup: bounded memory, a named outcome, nothing lost."""

import sqlite3
from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.faults.peak_rss import measure
from tests.guards.crawls import HOST, PROFILE, RUN

SITE = 6
PEAK = 300 << 20
SECONDS = 25
OUTCOMES = {
    "/endlesshdr": {"network"},
    "/manyhdr/100000": {"network"},
    "/bighdr/20000": {"network", "ok", "parse_error", "empty"},
    "/1xx/200000": {"network", "timeout", "ok"},
    "/gzbomb/1024": {"too_big"},
    "/brbomb/1024": {"too_big"},
    "/deflbomb/1024": {"too_big"},
    "/zstdbomb/1024": {"too_big"},
    "/gzgz/1024": {"too_big", "truncated"},
    "/giant/200": {"too_big"},
    "/chunkendless": {"too_big", "timeout", "network"},
    "/deep/100000": {"ok", "parse_error", "empty"},
    "/unclosed/1200": {"ok", "parse_error", "empty"},
    "/manylinks/500000": {"ok", "parse_error", "empty", "too_big", "timeout"},
    "/attrs/64000": {"ok", "parse_error", "empty"},
    "/spaces/100000": {"ok", "parse_error", "empty"},
    "/cookiebomb/500": {"ok", "parse_error", "empty", "network"},
    "/hostiletext": {"ok", "parse_error"},
}


@pytest.mark.parametrize("endpoint", OUTCOMES)
def test_a_flood_takes_little_memory_and_has_its_name(
    endpoint: str, server: FaultServer, tmp_path: Path
) -> None:
    broken = next(one.path for one in server.expected_site(SITE) if one.number == 1)
    server.override(broken, endpoint)
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    text = PROFILE.format(path=f"/site/{SITE}/index.html", floor=1, timeout=10.0)
    (profiles / "faults.toml").write_text(text, "utf-8")
    done = measure(
        [
            *RUN,
            "crawl",
            "faults",
            "--sites-dir",
            str(profiles),
            "--archive",
            str(tmp_path / "archive"),
            "--resolve",
            server.resolve_entry(HOST),
            "--patience",
            "0",
        ]
    )
    connection = sqlite3.connect(tmp_path / "archive/sasac.db")
    [(outcome,)] = connection.execute(
        "SELECT outcome FROM frontier WHERE url = ?", (f"http://{HOST}{broken}",)
    ).fetchall()
    titles = {row[0] for row in connection.execute("SELECT title FROM articles")}
    connection.close()
    print(endpoint, outcome, done.peak_rss >> 20, "MB", round(done.seconds, 1), "s")
    assert done.seconds < SECONDS
    assert outcome in OUTCOMES[endpoint]
    assert titles >= {one.title for one in server.expected_site(SITE) if one.path != broken}
    assert done.peak_rss < PEAK
