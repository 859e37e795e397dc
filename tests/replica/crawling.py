"""One crawl of a replica with the real command, as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.replica.model import ReplicaSite
from tests.replica.server import ReplicaServer

RUN = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
# The politeness table of a profile, up to the next table. example: "[politeness]\ndelay = 3\n" ·
# counter-example: "[tls]"
POLITENESS = re.compile(r"^\[politeness\]\n(?:[^\[\n][^\n]{0,200}\n|\n){0,20}", re.MULTILINE)

ProfileEdit = Callable[[str], str]


def quick_profile(text: str) -> str:
    """Return a profile without the waits and without TLS: the replicas speak plain HTTP."""
    text = POLITENESS.sub("", text).replace('"https://', '"http://')
    at = text.find("[[channels]]")
    return f"{text[:at]}[politeness]\ndelay = 0.001\ntimeout = 10.0\n\n{text[at:]}"


def crawl(
    site: ReplicaSite,
    server: ReplicaServer,
    folder: Path,
    *,
    edit: ProfileEdit = str,
    options: tuple[str, ...] = (),
) -> "subprocess.CompletedProcess[str]":
    """Crawl the channels of a replica into ``folder/archive``."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / f"{site.slug}.toml").write_text(edit(quick_profile(site.profile_text)), "utf-8")
    resolve = [part for entry in server.resolve(site) for part in ("--resolve", entry)]
    channels = [part for channel in site.channels for part in ("--channel", channel.id)]
    command = [
        *RUN, "crawl", site.slug, "--sites-dir", str(profiles), "--archive", str(folder / "archive"),
        *channels, "--patience", "0", *resolve, *options,
    ]  # fmt: skip
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=os.environ | {"COLUMNS": "200"}
    )
