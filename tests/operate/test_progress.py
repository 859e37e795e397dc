"""Progress: on a terminal, in a log, in a pipe."""

import os
import pty
import sys
from pathlib import Path

import pytest

from sasac_crawler.archive.telling import form_of
from sasac_crawler.cli import long_work
from sasac_crawler.extensions.progress import SiteProgress, sentence


def test_the_form_follows_the_stream(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    first, second = pty.openpty()
    with (
        os.fdopen(writing, "w") as pipe,
        os.fdopen(second, "w") as terminal,
        (tmp_path / "log").open("w") as log,
    ):
        assert form_of(pipe, "text", {}) == "none"
        assert form_of(pipe, "json", {}) == "json"
        assert form_of(terminal, "text", {}) == "terminal"
        assert form_of(log, "text", {}) == "log"
        found = os.fstat(pipe.fileno())
        assert form_of(pipe, "text", {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}) == "log"
    os.close(reading)
    os.close(first)


def test_a_stream_without_a_file_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        pass
    assert form_of(sys.stdout, "text", {}) in ("none", "log")


def test_the_slowest_site_says_when_a_run_is_over() -> None:
    sites = {
        "a": SiteProgress(begun=0.0, done=60, waiting=60, state="works"),
        "b": SiteProgress(begun=0.0, done=10, waiting=90, state="waits"),
        "c": SiteProgress(begun=0.0, done=5, waiting=0, state="done"),
    }
    line = sentence(sites, 60.0)
    assert "75 pages, 150 known to come, 70.0 pages/min, about 9 min left" in line
    assert line.endswith("a works 60/120, b waits 10/100, c done 5/5")


def test_a_run_that_is_over_says_how_fast_it_was() -> None:
    assert "60 pages, 0 known to come, 60.0 pages/min" in sentence(
        {"a": SiteProgress(begun=0.0, done=60, state="done")}, 60.0
    )


def test_long_work_says_a_line_a_minute_in_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0, 70.0, 80.0, 140.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        monkeypatch.setattr(sys, "stderr", log)
        with long_work.long_work("WARC files") as tell:
            for done in (1, 2, 3, 4):
                tell(done, 8)
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert [line[20:] for line in lines] == [
        "WARC files: 2 of 8, about 3.5 min left",
        "WARC files: 4 of 8, about 2.3 min left",
    ]


def test_long_work_says_nothing_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as pipe, os.fdopen(reading) as other:
        monkeypatch.setattr(sys, "stderr", pipe)
        with long_work.long_work("WARC files") as tell:
            tell(1, 2)
        pipe.close()
        assert other.read() == ""
