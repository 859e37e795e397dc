"""Every schedule is given to the program that will read it: systemd, cron, a shell, a YAML parser, a real Scrapyd."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli import cli
from sasac_crawler.cli.schedule_forms import MARK, STOP_SECONDS, Plan, build_egg, crontab_line
from sasac_crawler.errors import ConfigurationError, UsageError
from sasac_crawler.extensions.stopping import GRACE
from sasac_crawler.query.archive import Archive
from sasac_crawler.samplesite import SampleServer, truth

CHECKOUT = Path(__file__).parents[2]
PROFILES = str(files("sasac_crawler.samplesite").joinpath("profiles"))


def run(*arguments: str, environment: dict[str, str] | None = None) -> Any:
    return CliRunner().invoke(cli, ["schedule", *arguments], env=environment)


@pytest.mark.parametrize("kind", [[], ["--user"]])
def test_systemd_takes_the_units(kind: list[str], tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze: apt-get install systemd")
    assert run("systemd", *kind, "--to", str(tmp_path), "--at", "4:05").exit_code == 0
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
    assert run("systemd", "--to", str(tmp_path)).exit_code == 0
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
    assert run("systemd", "--to", str(tmp_path)).exit_code == 0
    text = (tmp_path / "sasac-crawl.service").read_text(encoding="utf-8")
    assert f"TimeoutStopSec={STOP_SECONDS}" in text
    assert STOP_SECONDS >= GRACE + 10
    for line in ("UMask=0027", "ProtectSystem=strict", "NoNewPrivileges=yes", "MemoryMax=1G", "TasksMax=64",
                 "LimitFSIZE=4G", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX"):  # fmt: skip
        assert line in text


def test_a_user_installs_into_the_users_folder_and_hears_when_nothing_runs_it(tmp_path: Path) -> None:
    told = run("--user", "--install", environment={"XDG_CONFIG_HOME": str(tmp_path), "PATH": "/nowhere"})
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


def _command(line: str) -> str:
    """Return what cron gives to the shell: after the five fields, up to a bare per cent sign."""
    rest = line.split(maxsplit=5)[5]
    return re.split(r"(?<!\\)%", rest)[0].replace("\\%", "%")


def test_the_shell_runs_the_crontab_line(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    archive = tmp_path / "my archive 5%"  # not there before the first run
    program = tmp_path / "sasac it's"
    for path, text in (
        (tools / "sleep", 'echo "slept $1"'),
        (program, 'echo "$SASAC_ARCHIVE|$SASAC_CONFIG|$*"'),
    ):
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)
    line = crontab_line(
        Plan(program=str(program), archive=str(archive), config="/etc/a b.toml"), is_hourly=True
    )
    assert line.startswith("30 * * * * ")
    done = subprocess.run(
        ["/bin/sh", "-c", _command(line)], capture_output=True, text=True, check=False, timeout=30,
        env={"PATH": f"{tools}:/usr/bin:/bin"},
    )  # fmt: skip
    slept = int(done.stdout.removeprefix("slept "))
    assert 0 <= slept < 1200
    said = (archive / "crawl.log").read_text(encoding="utf-8")
    assert said == f"{archive}|/etc/a b.toml|crawl --all --due\n"


def test_a_real_crontab_takes_the_line_and_keeps_the_others(tmp_path: Path) -> None:
    if shutil.which("crontab") is None or os.geteuid() != 0:
        pytest.skip("no crontab, or not root: apt-get install cron")
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False, timeout=30)
    other = "15 3 * * * /bin/true keeps 'his' \\% signs\n"
    try:
        subprocess.run(["crontab", "-"], input=other, text=True, check=True, timeout=30)
        for at in (None, "6:15"):
            told = run("cron", "--install", "--archive", str(tmp_path), *(["--at", at] if at else []))
            assert told.exit_code == 0, told.exception
        lines = subprocess.run(
            ["crontab", "-l"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
        assert [line for line in lines.splitlines(keepends=True) if MARK not in line] == [other]
        assert [line[:11] for line in lines.splitlines() if MARK in line] == ["15 6 * * * "]
    finally:
        if before.returncode == 0:
            subprocess.run(["crontab", "-"], input=before.stdout, text=True, check=True, timeout=30)
        else:
            subprocess.run(["crontab", "-r"], check=False, timeout=30)


@pytest.mark.parametrize(
    ("said", "code", "is_empty"),
    [
        ("no crontab for sasac", 1, True),
        ("crontab: can't open 'sasac': No such file or directory", 1, True),  # BusyBox
        ("You (sasac) are not allowed to use this program (crontab)", 1, False),
        ("/var/spool/cron/crontabs/sasac: Input/output error", 1, False),
        ("", 127, False),
    ],
)
def test_only_no_crontab_is_an_empty_one(
    said: str, code: int, is_empty: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "written"
    tool = tmp_path / "bin/crontab"
    tool.parent.mkdir()
    tool.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then echo "{said}" >&2; exit {code}; fi\ncat > "{written}"\n', "utf-8"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tool.parent), prepend=os.pathsep)
    told = run("cron", "--install", "--archive", str(tmp_path))
    if is_empty:
        assert told.exit_code == 0, told.exception
        assert written.read_text("utf-8").count("\n") == 1
        return
    assert isinstance(told.exception, ConfigurationError)
    assert "the crontab is as it was: `crontab -l` said: " in str(told.exception)
    assert (said or "nothing, and ended with 127") in str(told.exception)
    assert not written.exists()


def test_a_crontab_without_a_last_newline_keeps_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "written"
    tool = tmp_path / "crontab"
    tool.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then printf "0 1 * * * true"; else cat > "{written}"; fi\n', "utf-8"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert run("cron", "--install", "--archive", str(tmp_path)).exit_code == 0
    first, second = written.read_text("utf-8").splitlines()
    assert (first, second.endswith(MARK)) == ("0 1 * * * true", True)


def test_the_workflow_is_one(tmp_path: Path) -> None:
    assert run("github", "--to", str(tmp_path)).exit_code == 0
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
    assert isinstance(run("--at", at).exception, UsageError)


def test_the_egg_is_the_same_for_the_same_files() -> None:
    assert build_egg() == build_egg()


def _ask(url: str, **form: str | list[str]) -> dict[str, Any]:
    data = urllib.parse.urlencode(form, doseq=True).encode() if form else None
    with urllib.request.urlopen(url, data=data, timeout=60) as answer:  # noqa: S310 - our own server
        told: dict[str, Any] = json.load(answer)
    return told


@contextmanager
def scrapyd(folder: Path, **environment: str) -> Iterator[str]:
    """Run a real Scrapyd whose Python finds this package nowhere but in what is deployed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "scrapyd.conf").write_text(
        f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.5\nmax_proc = 1\n",
        encoding="utf-8",
    )
    (folder / "sitecustomize.py").write_text(
        f"import sys\nsys.path[:] = [one for one in sys.path if one != {str(CHECKOUT)!r}]\n", encoding="utf-8"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SASAC_", "SCRAPY"))}
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=folder, stdout=log, stderr=log,
            env=clean | {"PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"} | environment,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    _ask(f"{url}/daemonstatus.json")
                    break
                except OSError:
                    assert process.poll() is None, (folder / "scrapyd.log").read_text(encoding="utf-8")
                    time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def test_a_real_scrapyd_deploys_the_egg_and_crawls_with_it(tmp_path: Path) -> None:
    pytest.importorskip("scrapyd")
    archive = tmp_path / "archive"
    with (
        SampleServer() as server,
        scrapyd(
            tmp_path, SASAC_ARCHIVE=str(archive), SASAC_SITES=PROFILES, SASAC_RESOLVE=",".join(server.resolve)
        ) as url,
    ):
        deployed = run("scrapyd", "--install", "--url", url)
        assert deployed.exit_code == 0, deployed.exception
        assert "jiangdong" in _ask(f"{url}/listspiders.json?project=sasac_crawler")["spiders"]
        hurried = ["DOWNLOAD_DELAY=0.05", "AUTOTHROTTLE_ENABLED=0"]
        form: dict[str, str | list[str]] = {
            "project": "sasac_crawler",
            "spider": "jiangdong",
            "setting": hurried,
        }
        job = _ask(f"{url}/schedule.json", **form)["jobid"]
        for _ in range(240):
            jobs = _ask(f"{url}/listjobs.json?project=sasac_crawler")
            if [one["id"] for one in jobs["finished"]] == [job]:
                break
            time.sleep(0.5)
        else:
            pytest.fail((tmp_path / "scrapyd.log").read_text(encoding="utf-8")[-2000:])
    assert ArchiveFolder(archive).database.exists(), (tmp_path / "scrapyd.log").read_text(encoding="utf-8")[
        -3000:
    ]
    with Archive(archive) as opened:
        urls = {row["url"] for row in opened.db.query("SELECT url FROM appearances")}
        runs = list(opened.db.query("SELECT exit_code, reason FROM runs"))
    assert urls == {one.url for one in truth() if one.site == "jiangdong"}
    assert runs == [{"exit_code": 0, "reason": "finished"}]


def test_no_scrapyd_is_one_sentence() -> None:
    told = run("scrapyd", "--install", "--url", "http://127.0.0.1:9/")
    assert isinstance(told.exception, ConfigurationError)
    assert "no Scrapyd answers at http://127.0.0.1:9/" in str(told.exception)


def test_a_timer_that_would_ask_nobody_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert "no contact in sasac.toml" in run("cron").stderr
    (tmp_path / "sasac.toml").write_text('contact = "you@example.org"\n', encoding="utf-8")
    assert run("cron").stderr == ""
