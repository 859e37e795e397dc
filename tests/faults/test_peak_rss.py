"""What a command took is measured for that command alone."""

import json
import sys

from tests.faults import peak_rss
from tests.faults.peak_rss import measure

PYTHON = sys.executable


def test_exit_code_and_output() -> None:
    got = measure([PYTHON, "-c", "import sys; print('出'); sys.stderr.write('err'); sys.exit(20)"])
    assert (got.exit_code, got.stdout, got.stderr, got.timed_out) == (20, "出\n", "err", False)
    assert 0 < got.seconds < 30


def test_memory_is_the_commands_own() -> None:
    ballast = bytearray(200 << 20)
    small = measure([PYTHON, "-c", "pass"])
    large = measure([PYTHON, "-c", "x = bytearray(b'x') * (120 << 20)"])
    assert len(ballast) > 0
    assert small.peak_megabytes < 60
    assert 120 < large.peak_megabytes < 200


def test_a_command_that_hangs_is_killed() -> None:
    got = measure([PYTHON, "-c", "import time; time.sleep(60)"], timeout=0.5)
    assert got.timed_out
    assert got.exit_code == -9
    assert got.seconds < 10


def test_address_space_is_limited() -> None:
    got = measure([PYTHON, "-c", "bytearray(900 << 20)"], address_space=600 << 20)
    assert "MemoryError" in got.stderr


def test_it_is_a_command_too() -> None:
    got = measure([PYTHON, peak_rss.__file__, "--", PYTHON, "-c", "print(1)"])
    assert json.loads(got.stdout)["stdout"] == "1\n"
