"""Every schedule is given to the program that will read it: here systemd and a YAML parser."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from sasac_crawler.cli import cli
from sasac_crawler.cli.schedule_forms import STOP_SECONDS
from sasac_crawler.errors import ConfigurationError, UsageError
from sasac_crawler.extensions.stopping import GRACE
from tests.operate.scheduling import schedule


@pytest.mark.parametrize("kind", [[], ["--user"]])
def test_systemd_takes_the_units(kind: list[str], tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    assert schedule("systemd", *kind, "--to", str(tmp_path), "--at", "4:05").exit_code == 0
    units = [str(tmp_path / name) for name in ("sasac-crawl.service", "sasac-crawl.timer")]
    verified = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False, timeout=60
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    timer = (tmp_path / "sasac-crawl.timer").read_text(encoding="utf-8")
    assert "OnCalendar=*-*-* 04:05:00" in timer
    assert "Persistent=true" in timer
    when = subprocess.run(
        [analyze, "calendar", "*-*-* 04:05:00"], capture_output=True, check=False, timeout=60
    )
    assert when.returncode == 0


def test_systemd_calls_the_service_well_shut_in(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    assert schedule("systemd", "--to", str(tmp_path)).exit_code == 0
    told = subprocess.run(
        [analyze, "security", "--offline=yes", "--threshold=30", str(tmp_path / "sasac-crawl.service")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # 0 is shut in altogether, 100 not at all; the threshold makes 3.0 the most that passes.
    assert told.returncode == 0, told.stdout[-2000:]


def test_the_service_is_given_the_time_a_run_needs_to_stop(tmp_path: Path) -> None:
    assert schedule("systemd", "--to", str(tmp_path)).exit_code == 0
    text = (tmp_path / "sasac-crawl.service").read_text(encoding="utf-8")
    assert f"TimeoutStopSec={STOP_SECONDS}" in text
    assert STOP_SECONDS >= GRACE + 10
    for line in ("UMask=0027", "ProtectSystem=strict", "NoNewPrivileges=yes", "MemoryMax=1G", "TasksMax=64",
                 "LimitFSIZE=4G", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"):  # fmt: skip
        assert line in text


def test_a_user_installs_into_the_users_folder_and_hears_when_nothing_runs_it(tmp_path: Path) -> None:
    told = schedule("--user", "--install", environment={"XDG_CONFIG_HOME": str(tmp_path), "PATH": "/nowhere"})
    assert isinstance(told.exception, ConfigurationError)
    assert "the units are written, but systemd does not run them" in str(told.exception)
    assert sorted(path.name for path in (tmp_path / "systemd/user").iterdir()) == [
        "sasac-crawl.service",
        "sasac-crawl.timer",
    ]


def test_the_configuration_goes_with_the_service(tmp_path: Path) -> None:
    configuration = tmp_path / "my sasac.toml"
    configuration.write_text(f'archive = "{tmp_path}/a 50% b"\n', encoding="utf-8")
    told = CliRunner().invoke(cli, ["--config", str(configuration), "schedule"])
    assert f'Environment="SASAC_CONFIG={configuration}"' in told.output
    assert f'Environment="SASAC_ARCHIVE={tmp_path}/a 50%% b"' in told.output


def test_the_workflow_is_one(tmp_path: Path) -> None:
    assert schedule("github", "--to", str(tmp_path)).exit_code == 0
    read = yaml.safe_load((tmp_path / "crawl.yml").read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true; GitHub does not.
    assert read[True]["schedule"] == [{"cron": "30 5 * * *"}]
    steps = read["jobs"]["crawl"]["steps"]
    assert [step["run"] for step in steps if "sasac crawl" in step.get("run", "")] == [
        "sasac crawl --all --due"
    ]
    assert read["jobs"]["crawl"]["env"]["SASAC_CONTACT"] == "${{ vars.SASAC_CONTACT }}"
    assert all(("uses" in step) != ("run" in step) for step in steps)
    assert read["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("at", ["5.30", "25:00", "5:60", "soon"])
def test_a_time_that_is_none_is_said_so(at: str) -> None:
    assert isinstance(schedule("--at", at).exception, UsageError)


def test_a_timer_that_would_ask_nobody_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "no contact in sasac.toml" in schedule("cron").stderr
    (tmp_path / "sasac.toml").write_text('contact = "you@example.org"\n', encoding="utf-8")
    assert schedule("cron").stderr == ""
