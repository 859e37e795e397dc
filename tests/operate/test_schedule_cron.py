"""The line for a crontab is given to a shell as cron does it, and to a real `crontab`."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sasac_crawler.cli.schedule_forms import MARK, Plan, crontab_line
from sasac_crawler.errors import ConfigurationError
from tests.operate.scheduling import schedule


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
            told = schedule("cron", "--install", "--archive", str(tmp_path), *(["--at", at] if at else []))
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


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give what puts another `crontab` in the path, which lists by a line of shell, and returns where it writes."""

    def put(lists: str) -> Path:
        written, tool = tmp_path / "written", tmp_path / "bin/crontab"
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then {lists}; fi\ncat > "{written}"\n', "utf-8")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", str(tool.parent), prepend=os.pathsep)
        return written

    return put


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
    said: str, code: int, is_empty: bool, tmp_path: Path, crontab: Callable[[str], Path]
) -> None:
    written = crontab(f'echo "{said}" >&2; exit {code}')
    told = schedule("cron", "--install", "--archive", str(tmp_path))
    if is_empty:
        assert told.exit_code == 0, told.exception
        assert written.read_text("utf-8").count("\n") == 1
        return
    assert isinstance(told.exception, ConfigurationError)
    assert "the crontab is as it was: `crontab -l` said: " in str(told.exception)
    assert (said or "nothing, and ended with 127") in str(told.exception)
    assert not written.exists()


def test_a_crontab_without_a_last_newline_keeps_its_last_line(
    tmp_path: Path, crontab: Callable[[str], Path]
) -> None:
    written = crontab('printf "0 1 * * * true"; exit 0')
    assert schedule("cron", "--install", "--archive", str(tmp_path)).exit_code == 0
    first, second = written.read_text("utf-8").splitlines()
    assert (first, second.endswith(MARK)) == ("0 1 * * * true", True)
