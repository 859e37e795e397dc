"""Speed of ``sasac verify --full`` as a whole command: ``python -m tests.bench.verify [--megabytes 300]``.

The archive is made as a crawl makes it, of articles of some 2,500 Chinese characters in pages of the usual
kind, a third of them sent with gzip. A megabyte is 1,000,000 bytes. Two rates are printed: of WARC files as
they lie on disk (the one that is asked for), and of payloads as they were received. Database and WARC files
come from the page cache: it is the command that is measured, not the disk. Fails below the required rate.
"""

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import parse_http, parse_record
from sasac_crawler.items import PageRequest
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.store.leases import Lease
from sasac_crawler.store.transaction import transaction
from tests.archive.small_archive import CHANNEL, HOST, SITE, appearance, open_session, take_leases
from tests.bench.record import MISSED, Measurement, json_option, report

REQUIRED_MB: Final = 40
_COMMON: Final = (
    "的一国企资改革发展中有公司委省市监管理工作会议党建集团投产经营布局优化战略新兴业科技创人民政府"
)
_RARE: Final = "".join(map(chr, range(0x4E00, 0x6E00)))
_BODY: Final = 2_500
_BATCH: Final = 200


def text(chance: random.Random, length: int) -> str:
    """Return sentences of common and rarer characters: about as compressible as Chinese prose."""
    sentences = []
    while length > 0:
        count = chance.randrange(8, 40)
        letters = chance.choices(_COMMON, k=count * 2 // 3) + chance.choices(_RARE, k=count // 3)
        chance.shuffle(letters)
        sentences.append("".join(letters) + chance.choice("，，，。；：、"))
        length -= count
    return "".join(sentences)


def page(title: str, body: str, chance: random.Random) -> bytes:
    """Return a page: the article in the furniture that a template puts around it."""
    links = "".join(
        f'<li><a href="/art/2026/{n}/art_{chance.randrange(10**6)}.html" title="{title}">{title}</a></li>\n'
        for n in range(1, 60)
    )
    style = "".join(f".c{n}{{margin:0 {n}px;color:#{chance.randrange(1 << 24):06x}}}\n" for n in range(200))
    return (
        f"<html><head><title>{title}</title><style>{style}</style></head><body><ul>{links}</ul>"
        f'<div class="article"><h1>{title}</h1><p>{body}</p></div></body></html>'
    ).encode()


def fetch(session: ArchiveSession, lease: Lease, chance: random.Random, number: int) -> None:
    """Capture one page and store its article."""
    title, body = text(chance, 20), text(chance, _BODY)
    payload = page(title, body, chance)
    encoding = (("Content-Encoding", "gzip"),) if number % 3 == 0 else ()
    exchange = Exchange(
        url=lease.request.url,
        method="GET",
        request_headers=(("User-Agent", "sasac_crawler bench"),),
        request_body=b"",
        status=200,
        response_headers=(("Content-Type", "text/html; charset=utf-8"), *encoding),
        body=gzip.compress(payload, mtime=0) if encoding else payload,
        received_at=session.now(),
    )
    capture_id = session.capture(lease.key, exchange).capture_id
    made = appearance(session, lease, capture_id, title=title)
    digest = content_digest(title, body)
    article = replace(made.article, body_text=body, body_hans=body, content_digest=digest)
    session.save_appearance(replace(made, article=article), key=lease.key)


def fill(root: Path, *, megabytes: int, files: int) -> ArchiveFolder:
    """Make an archive of about so many megabytes of WARC in so many files."""
    chance = random.Random(1)  # noqa: S311 - the same archive every time
    for run in range(files):
        session = open_session(root, days=run)
        session.connection.execute("PRAGMA synchronous = OFF")
        number = 0
        while _warc_bytes(session.folder) < megabytes * 1_000_000 * (run + 1) // files:
            for lease in _discovered(session, range(number, number + _BATCH), run=run):
                fetch(session, lease, chance, number)
                number += 1
        session.close(exit_code=0, reason="complete")
    return ArchiveFolder(root)


def _discovered(session: ArchiveSession, numbers: range, *, run: int) -> list[Lease]:
    with transaction(session.connection):
        for number in numbers:
            session.pages.frontier.discover(
                PageRequest(url=f"{HOST}/art/{run}/art_{number}.html"),
                kind="article",
                site=SITE,
                channel=CHANNEL,
                now=session.now(),
            )
    return take_leases(session)


def _warc_bytes(folder: ArchiveFolder) -> int:
    return sum(path.stat().st_size for path in folder.warc.glob("*.warc.gz*"))


def payload_bytes(folder: ArchiveFolder) -> int:
    """Return the bytes of all responses as they were received."""
    total = 0
    for path in folder.warc.glob("*.warc.gz"):
        with WarcBytes(path) as file:
            records = (parse_record(member, path.name) for member in file.members())
            total += sum(len(parse_http(one, path.name).payload) for one in records if one.is_capture)
    return total


def measure(folder: ArchiveFolder, *, rounds: int) -> tuple[float, float, dict[str, object]]:
    """Run the command; return the best wall and processor seconds of some rounds, and its report."""
    command = [str(Path(sys.executable).with_name("sasac")), "verify", "--full", "--json"]
    times, busy, report = [], [], {}
    for _ in range(rounds):
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command, "--archive", str(folder.root)], check=True, capture_output=True, text=True
        )
        times.append(time.perf_counter() - started)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        report = json.loads(done.stdout)
    return min(times), min(busy), report


def main() -> int:
    """Return 0 if the required rate is reached."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=int, default=100)
    options.add_argument("--files", type=int, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--archive", type=Path, help="measure this archive; made there if it is not")
    json_option(options)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = ArchiveFolder(given.archive or Path(scratch) / "archive")
        if not folder.root.exists():
            fill(folder.root, megabytes=given.megabytes, files=given.files)
        seconds, busy, said = measure(folder, rounds=given.rounds)
        on_disk, payload = _warc_bytes(folder) / 1e6, payload_bytes(folder) / 1e6
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(
        f"{said['captures_read']} captures, {on_disk:.1f} MB of WARC files, {payload:.1f} MB of payloads;"
        f" whole command {seconds:.2f} s ({busy:.2f} s of processor)"
    )
    rates = (("WARC files", on_disk), ("payloads", payload))
    report(
        [
            Measurement(what=f"verify --full: {what}", unit="MB/s", ours=megabytes / seconds, peak_mb=peak)
            for what, megabytes in rates
        ],
        given.json,
    )
    return 0 if on_disk / seconds >= REQUIRED_MB else MISSED


if __name__ == "__main__":
    sys.exit(main())
