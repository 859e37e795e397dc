"""What every input is given to: one moment, one address, one site and one archive."""

import datetime as dt
import functools
import tempfile
from pathlib import Path
from typing import Final

from sasac_crawler.sites import SiteProfile
from sasac_crawler.sites.loading import parse_profile
from tests.archive.small_archive import make_archive

TESTS: Final = Path(__file__).parents[1]
SITES: Final = TESTS.parent / "sasac_crawler" / "sites"
NOW: Final = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
URL: Final = "http://gzw.fault.test/art/2024/5/7/art_1_1.html"
_HOLDERS: Final[list[tempfile.TemporaryDirectory[str]]] = []


@functools.cache
def known_site() -> SiteProfile:
    """Return the profile that pages are read by."""
    path = SITES / "shandong.toml"
    return parse_profile(path.read_text("utf-8"), file=path.name)


@functools.cache
def known_archive() -> Path:
    """Return the archive that every input asks, kept for the life of the process."""
    holder = tempfile.TemporaryDirectory()
    _HOLDERS.append(holder)
    return make_archive(Path(holder.name) / "archive")
