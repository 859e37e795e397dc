"""One probing crawl in a process of its own: Twisted's reactor runs once in a process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import ConfigurationError, ExitCode

_COMMAND: Final = (sys.executable, "-c", "from sasac_crawler.cli import main; main()", "crawl")
PROBED_PAGES: Final = 3
"""A column, its interface, and the page after."""
_NOT_EVEN_BEGUN: Final = (
    ExitCode.BUG,
    ExitCode.USAGE,
    ExitCode.BAD_CONFIGURATION,
    ExitCode.STORE_UNAVAILABLE,
)


@contextmanager
def probed(
    slugs: Iterable[str],
    *,
    site_folders: Iterable[Path],
    contact: str | None,
    resolve: Iterable[str],
    pages: int = PROBED_PAGES,
    patience: float = 30.0,
) -> Iterator[ArchiveFolder]:
    """Probe sites politely into a throw-away archive, and yield that archive.

    Args:
        slugs: the sites.
        site_folders: folders with further profiles.
        contact: address for the User-Agent.
        resolve: where to connect instead of the hosts, for replicas.
        pages: list pages of each channel; with 1 no article is asked.
        patience: seconds to wait for a page that is due again soon.

    Raises:
        ConfigurationError: the crawl could not begin; what it said is passed on.
    """
    with tempfile.TemporaryDirectory(prefix="sasac-probe-") as folder:
        archive = Path(folder) / "archive"
        options = [
            *("--probe", str(pages), "--patience", str(patience)),
            *(part for one in site_folders for part in ("--sites-dir", str(one))),
            *(part for one in resolve for part in ("--resolve", one)),
            *(("--contact", contact) if contact else ()),
        ]
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            [*_COMMAND, *slugs, "--archive", str(archive), *options],
            stdout=subprocess.DEVNULL,
            # On a terminal the crawl's own progress is what one watches; its errors must not get lost.
            stderr=None if sys.stderr.isatty() else subprocess.PIPE,
            check=False,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        )
        if done.returncode in _NOT_EVEN_BEGUN:
            said = (done.stderr or b"").decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ConfigurationError(said.removeprefix("sasac: ") or "the probe could not begin")
        yield ArchiveFolder(archive)
