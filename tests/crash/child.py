"""Starts crawls of the sample sites as processes of their own, and kills them."""

import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from sasac_crawler.samplesite import SampleServer

CRAWL: Final = "import sys; from sasac_crawler.cli import main; sys.argv[0] = 'sasac'; main()"
TIMEOUT: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one crawl process ended."""

    returncode: int
    acknowledged: tuple[str, ...]
    """Frontier keys the process said were safe, in order."""
    output: str


class Crawler:
    """Crawls the sample sites into one archive, over and over."""

    def __init__(self, server: SampleServer, archive: Path, profiles: Path) -> None:
        self.archive = archive
        self.command = [
            sys.executable, "-c", CRAWL, "crawl", *sorted(p.stem for p in profiles.glob("*.toml")),
            "--sites-dir", str(profiles), "--archive", str(archive), "--log-level", "INFO",
            *(part for entry in server.resolve for part in ("--resolve", entry)),
        ]  # fmt: skip

    def run(self, *, kill_after: int | None = None, delay: float = 0.0, crash: str | None = None) -> Ended:
        """Crawl; kill -9 some seconds after so many acknowledgements, or die at a named place, or end.

        Acknowledgements come some twenty at a time: without a delay every kill would follow a commit.
        """
        environment = os.environ | ({"SASAC_CRASH": crash} if crash else {})
        acknowledged: list[str] = []
        lines: list[str] = []
        with subprocess.Popen(
            self.command,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=environment,
            errors="replace",
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                lines.append(line)
                if " ack " not in line:
                    continue
                acknowledged.append(line.rstrip().rpartition(" ")[2])
                if kill_after is not None and len(acknowledged) >= kill_after:
                    time.sleep(delay)
                    process.kill()
                    kill_after = None  # what it said before it died is read to the end
            process.stderr.close()
            returncode = process.wait(TIMEOUT)
        return Ended(returncode=returncode, acknowledged=tuple(acknowledged), output="".join(lines))


def write_fast_profiles(folder: Path, *, delay: float = 0.001) -> Path:
    """Copy the sample sites' profiles with almost no delay between requests, or so many seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in files("sasac_crawler.samplesite").joinpath("profiles").iterdir():
        if entry.name.endswith(".toml"):
            text = entry.read_text("utf-8")
            head, table, tail = text.partition("[politeness]")
            if not table:
                head, table, tail = text.partition("[[channels]]")
                text = f"{head}[politeness]\ndelay = {delay}\n\n{table}{tail}"
            (folder / entry.name).write_text(text, "utf-8")
    return folder


def kill_points(seed: int, kills: int) -> list[int]:
    """Return after how many acknowledgements each of the processes is killed."""
    chance = random.Random(seed)  # noqa: S311 - a test that must be repeatable
    return [chance.randint(1, 12) for _ in range(kills)]
