"""How fast captures are read again: ``python -m tests.bench.reparse``.

The archive is that of ``sasac demo``, its article pages grown to so many KB of furniture and stored again under addresses
of their own. Measured in one process, by the clock and by the CPU it costs, without the start of the interpreter; with
``--jobs`` also in several.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.reparse import compare_rules
from sasac_crawler.archive.reparse_looks import looks_after
from sasac_crawler.archive.rereading import Look
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.warc_reader import read_record
from sasac_crawler.items import Appearance, PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import SiteProfile, load_profiles
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.transaction import transaction
from tests.bench.record import Measurement, json_option, peak_mb, report

PEER_PAGES: Final = 200
COPY: Final = "?copy="
"""Marks the pages that were made larger."""
SASAC: Final = [sys.executable, "-c", "from sasac_crawler.cli import main; main()"]
PROFILES: Final = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))
FURNITURE: Final = (
    '<div class="nav"><ul><li><a href="/n2588025/n2588129/index.html">新闻发布</a></li></ul></div>\n'
)


def main() -> None:
    """Make the archive, read it again, print the rates."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--captures", type=int, default=600)
    options.add_argument("--kilobytes", type=int, default=20)
    options.add_argument("--jobs", type=int, default=2)
    json_option(options)
    chosen = options.parse_args()
    _print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    _print(f"  load {os.getloadavg()[0]:.1f}; pages of {chosen.kilobytes} KB")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        subprocess.run([*SASAC, "demo", "--archive", str(root)], check=True, capture_output=True, timeout=300)
        profiles = load_profiles([PROFILES])
        _grow(root, profiles, captures=chosen.captures, size=chosen.kilobytes * 1000)
        rates = {jobs: _measure(ArchiveFolder(root), profiles, jobs) for jobs in sorted({1, chosen.jobs})}
        peer = _text_alone(ArchiveFolder(root))
    report(
        (
            Measurement(
                what=f"reparse, {chosen.kilobytes} KB, {jobs} processes: warcio and trafilatura, one process",
                unit="captures/s by the clock", ours=rate, peer=peer, peak_mb=peak_mb(),
            )
            for jobs, rate in rates.items()
        ),
        chosen.json,
    )  # fmt: skip


def _text_alone(folder: ArchiveFolder) -> float | None:
    """Return how many pages a second a usual pair of libraries reads out of the same files; ``None`` without them."""
    if find_spec("trafilatura") is None:
        return None
    import trafilatura  # noqa: PLC0415 - only where the extra is installed
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - the peer's

    pages, started = 0, time.perf_counter()
    for path in sorted(folder.warc.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                is_page = COPY in (record.rec_headers.get_header("WARC-Target-URI") or "")
                if is_page and record.rec_type == "response" and pages < PEER_PAGES:
                    trafilatura.bare_extraction(record.content_stream().read(), with_metadata=True)
                    pages += 1
    rate = pages / (time.perf_counter() - started)
    _print(f"warcio and trafilatura: {rate:.0f}/s by the clock")
    return rate


def _measure(folder: ArchiveFolder, profiles: dict[str, SiteProfile], jobs: int) -> float:
    """Print how many captures are read in a second, and return it by the clock."""
    db = open_reader(folder.database)
    started, used = time.perf_counter(), time.process_time()
    found = compare_rules(db, folder.warc, profiles=profiles, jobs=jobs)
    clock, cpu = time.perf_counter() - started, time.process_time() - used
    db.conn.close()
    own = f", {found.looks / cpu:.0f}/s of CPU" if jobs == 1 else ""
    _print(
        f"{jobs} jobs: {found.looks} captures, {found.differing} differ: {found.looks / clock:.0f}/s by the clock{own}"
    )
    return found.looks / clock


def _grow(root: Path, profiles: dict[str, SiteProfile], *, captures: int, size: int) -> None:
    """Store the pages of the archive again and again, larger, each under an address of its own."""
    folder = ArchiveFolder(root)
    db = open_reader(folder.database)
    looks = [look for look in looks_after(db, after=("", "")) if look.known is not None and not look.parts]
    db.conn.close()
    pages = [(look, _page(folder, look, size)) for look in looks]
    session = ArchiveSession(root)
    try:
        for number in range(captures - len(pages)):
            look, markup = pages[number % len(pages)]
            _store(session, look, markup, profiles, url=f"{look.target_uri}{COPY}{number}")
    finally:
        session.close(exit_code=0, reason="complete")


def _page(folder: ArchiveFolder, look: Look, size: int) -> bytes:
    record = read_record(folder.warc, *look.payload)
    markup = decoded_payload(record.payload, record.headers, url=look.url)
    missing = max(size - len(markup), 0) // len(FURNITURE.encode())
    return markup.replace(b"</body>", (FURNITURE * missing).encode() + b"</body>")


def _store(
    session: ArchiveSession, look: Look, markup: bytes, profiles: dict[str, SiteProfile], *, url: str
) -> None:
    request = PageRequest(url=url)
    with transaction(session.connection):
        session.pages.frontier.discover(
            request, kind="article", site=look.site, channel=look.channel, now=session.now()
        )
    exchange = Exchange(
        url=url,
        method="GET",
        request_headers=(("User-Agent", "sasac_crawler bench"),),
        request_body=b"",
        status=200,
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=markup,
        received_at=session.now(),
        ip_address="127.0.0.1",
    )
    capture = session.capture(url, exchange)
    page = read_page(
        markup,
        url=url,
        request=request,
        seen_at=session.now(),
        content_type="text/html; charset=utf-8",
        capture_id=capture.capture_id,
    )
    site = profiles[look.site]
    scraped = strip_article(parse_article(page, site=site, channel=look.channel, listed=None))
    session.save_appearance(
        Appearance(article=normalize_article(scraped, site=site), same_text_as=None), key=url
    )


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
