"""A real scheduler and real workers on loopback; the other scenarios are `python -m tests.cluster`."""

import sys
from pathlib import Path

import pytest

from tests.cluster.rig import PROFILES, sasac
from tests.cluster.scenarios import worker_killed


@pytest.mark.skipif(sys.platform != "linux", reason="children are told by /proc")
def test_a_killed_worker_s_site_goes_on_elsewhere_and_the_result_is_that_of_one_machine(
    tmp_path: Path,
) -> None:
    worker_killed(tmp_path)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["jiangdong", "--storage", "x"], 2, "say --scheduler ADDRESS or --local N"),
        (["jiangdong", "--storage", "x", "--local", "1", "--resources", "cn"], 2, "NAME=N"),
        (["--storage", "x", "--local", "1"], 2, "name the sites to crawl"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = sasac(
        "cluster", "crawl", *words, "--sites-dir", str(PROFILES), "--archive", str(tmp_path), "--contact", "a@x.test",
        check=False,
    )  # fmt: skip
    assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (code, True, 1), done.stderr
