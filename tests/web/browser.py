"""Debian's Chromium, driven by Playwright, and a real ``sasac serve`` to look at."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
COMMAND = (sys.executable, "-c", "from sasac_crawler.cli import main; main()", "serve")
# Where the server says it listens. example: "http://127.0.0.1:8001/" · counter-example: "no address"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


@contextmanager
def served(archive: Path, *options: str) -> Iterator[str]:
    """Serve an archive by the real command; yield its address."""
    process = subprocess.Popen(
        [*COMMAND, "--archive", str(archive), "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        match = ADDRESS.search(line)
        assert match is not None, line
        yield match[0]
    finally:
        process.terminate()
        process.communicate(timeout=20)
