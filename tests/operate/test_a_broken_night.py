"""The operator whose site broke tonight: nothing but ``sasac report`` and what it names."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from sasac_crawler.archive.clock import AHEAD, utc_now
from sasac_crawler.cli import cli
from sasac_crawler.errors import ExitCode
from sasac_crawler.items import Outcome
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.remedies import remedy
from sasac_crawler.query.report import make_report
from sasac_crawler.store.alarms import Alarm
from sasac_crawler.store.drift_lists import CAUSES
from tests.year.living import live
from tests.year.script import START, Trouble, make_year


def test_a_list_that_became_a_shell_is_followed_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = replace(
        make_year(seed=1, size=20, days=10)[0],
        troubles=(Trouble(kind="list_shell", first=3, end=9),),
        redesigns=(),
    )
    live([site], range(4), tmp_path)
    # What the operator does is done an hour after the run, by its clock.
    ahead = START + dt.timedelta(days=3, hours=1) - dt.datetime.now(dt.UTC)
    monkeypatch.setenv(AHEAD, str(ahead.total_seconds()))
    where = ("--archive", str(tmp_path / "archive"))
    said = CliRunner().invoke(cli, ["report", *where])
    assert "dead (empty_list)" in said.stdout
    assert f"what to do: a redesign or a real void: `sasac sites check {site.slug}`" in said.stdout
    with Archive(tmp_path / "archive") as archive:
        alarms = make_report(archive.db, now=utc_now()).alarms
    assert {one.channel for one in alarms} == set(site.channels)
    for alarm in alarms:
        assert alarm.first_capture
        page = CliRunner().invoke(cli, ["show", alarm.first_capture, *where])
        assert f"{alarm.channel}列表" in page.stdout
        assert "<ul></ul>" in page.stdout
        assert alarm.first_url in page.stderr

    # One list comes back, the other is gone for good: it leaves the profile, then its alarm is accepted.
    kept, lost = site.channels
    live([replace(site, channels=(kept,), troubles=())], [4, 5], tmp_path)
    with Archive(tmp_path / "archive") as archive:
        [alarm] = make_report(archive.db, now=utc_now()).alarms
    assert alarm.channel == lost
    assert CliRunner().invoke(cli, ["report", *where]).exit_code == ExitCode.PARTIAL
    accepted = CliRunner().invoke(cli, ["report", "--accept", str(alarm.id), *where])
    assert (accepted.exit_code, accepted.stdout.splitlines()[-1]) == (0, "1 site is well.")


def test_every_cause_has_a_remedy_that_the_readme_tells() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    blank = Alarm(
        id=1, site="x", channel="c", kind="dead", field="", cause="", since="", first_url="",
        first_capture=None, expected="", found="",
    )  # fmt: skip
    other = remedy(blank)
    table = [line for line in readme.splitlines() if re.match(r"\| `[a-z_]+`[,` a-z_]* \|", line)]
    causes = {name.strip("` ") for line in table for name in line.split("|")[1].split(",")}
    # Every way in which asking for a list ends.
    no_end = {Outcome.OK, Outcome.UNCHANGED, Outcome.NOT_A_FILE}
    ends = {CAUSES.get(one, one.value) for one in Outcome if one not in no_end}
    assert causes == ends | {"geo_blocked", "schema"}
    assert [one for one in sorted(causes) if remedy(replace(blank, cause=one)) == other] == []
