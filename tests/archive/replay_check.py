"""Do other people's tools read our archives? ``python -m tests.archive.replay_check --python VENV/bin/python``

VENV has ``pywb``, ``wacz``, ``cdxj-indexer`` and ``warcio`` (``pip install pywb wacz``); it is one of its own,
because pywb pins libraries we need newer. An archive is made with pages, revisits, an error and two answers
to POST at one address. Then: ``warcio check``; our CDXJ against ``cdxj-indexer``, line by line; pywb on the
``warc`` folder as it is, every capture asked for over loopback and compared byte by byte; ``wb-manager add``;
``wacz create`` and ``wacz validate``;
our own WACZ validated, unpacked by pywb and replayed. Prints one line a step; returns 1 if one of them fails.
"""

import argparse
import datetime as dt
import gzip
import json
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import index_path
from sasac_crawler.archive.warc_reader import read_record
from sasac_crawler.export.dataset import ExportOptions, export_dataset
from sasac_crawler.items import Outcome, PageRequest
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.transaction import transaction
from tests.archive.replay_tools import WAIT_SECONDS, Tools
from tests.archive.small_archive import HOST, make_archive, open_session, save_failure, take_leases

UNKNOWN = "http://unknown.test/"
POST_URL = f"{HOST}/front/jpage.do"
FORMS = ({"page": "1", "title": "国企 改革"}, {"page": "2", "title": "国企&改革"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One capture as the archive itself reads it."""

    url: str
    timestamp: str
    status: int
    payload: bytes
    is_revisit: bool
    form: bytes | None = None


def make(root: Path) -> ArchiveFolder:
    """Make the archive: two runs of the small one, then two that post two forms to one address."""
    make_archive(root)
    for day in (3, 4):
        session = open_session(root, days=day)
        with transaction(session.connection):
            session.pages.frontier.ask_again(PageRequest(url=UNKNOWN), now=session.now())
        lease = next(one for one in take_leases(session) if one.request.url == UNKNOWN)
        for form in FORMS:
            session.capture(lease.key, _posted(form, session.now()))
        save_failure(session, lease, Outcome.DNS, capture_id=None)
        session.close(exit_code=0, reason="complete")
    return ArchiveFolder(root)


def _posted(form: dict[str, str], moment: dt.datetime) -> Exchange:
    return Exchange(
        url=POST_URL,
        method="POST",
        request_headers=(("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),),
        request_body=urlencode(form).encode(),
        status=200,
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"<ul><li>第{form['page']}页</li></ul>".encode(),
        received_at=moment,
    )


def wanted(folder: ArchiveFolder) -> list[Wanted]:
    """Return every capture with the bytes a replay must give; for a revisit those of the first."""
    db = open_reader(folder.database)
    rows = db.execute(
        "SELECT url, captured_at, status, payload_digest, warc_file, warc_offset, warc_length, is_revisit, method"
        " FROM captures ORDER BY rowid"
    ).fetchall()
    db.conn.close()
    payloads: dict[tuple[str, str], bytes] = {}
    found, forms = [], cycle(FORMS)
    for url, moment, status, digest, name, offset, length, is_revisit, method in rows:
        if not is_revisit:
            payloads[url, digest] = read_record(folder.warc, name, offset, length).payload
        found.append(
            Wanted(
                url=url,
                timestamp=dt.datetime.fromisoformat(moment).strftime("%Y%m%d%H%M%S"),
                status=status,
                payload=payloads[url, digest],
                is_revisit=bool(is_revisit),
                form=urlencode(next(forms)).encode() if method == "POST" else None,
            )
        )
    return found


def check_warcio(tools: Tools, folder: ArchiveFolder) -> str:
    """``warcio check`` finds every digest right."""
    files = sorted(folder.warc.glob("*.warc.gz"))
    tools.run("warcio", "check", *files)
    return f"{len(files)} files"


def check_cdxj(tools: Tools, folder: ArchiveFolder) -> str:
    """Our index is, line by line, what ``cdxj-indexer`` writes, but for revisits of POST.

    It joins a request with a response only; pywb's own indexer, and we, with a revisit, too.
    """
    count = 0
    for path in sorted(folder.warc.glob("*.warc.gz")):
        theirs = tools.run("cdxj-indexer", "-s", "-p", path).splitlines()
        ours = index_path(path).read_text("ascii").splitlines()
        # Theirs says nothing of a method there: by the address.
        same, left = ([line for line in lines if not _is_posted_revisit(line)] for lines in (ours, theirs))
        assert same == left, f"{path.name}: {set(same) ^ set(left)}"
        count += len(same)
    return f"{count} lines the same"


def check_pywb_index(tools: Tools, folder: ArchiveFolder) -> str:
    """Our index has the keys, times and places that pywb's own indexer gives."""
    count = 0
    for path in sorted(folder.warc.glob("*.warc.gz")):
        tools.run("cdx-indexer", "-s", "-p", "-j", "-o", "theirs.cdxj", path)
        theirs = (tools.scratch / "theirs.cdxj").read_text("utf-8").splitlines()
        ours = index_path(path).read_text("ascii").splitlines()
        assert [_key_and_place(line) for line in ours] == [_key_and_place(line) for line in theirs], path.name
        count += len(ours)
    return f"{count} lines with the same key, time and place"


def _is_posted_revisit(line: str) -> bool:
    fields = json.loads(line.split(" ", 2)[2])
    return bool(fields["url"] == POST_URL) and fields.get("mime") == "warc/revisit"


def _key_and_place(line: str) -> tuple[str, str, str, str, str]:
    key, moment, rest = line.split(" ", 2)
    fields = json.loads(rest)
    return key, moment, fields["filename"], fields["offset"], fields["length"]


def check_pywb(tools: Tools, folder: ArchiveFolder) -> str:
    """Every capture is replayed byte by byte, revisits by the bytes of the first."""
    captures = wanted(folder)
    with tools.wayback(folder) as address:
        _assert_replayed(captures, address)
    revisits, posts = sum(one.is_revisit for one in captures), sum(one.form is not None for one in captures)
    return f"{len(captures)} captures, of these {revisits} revisits and {posts} POST"


def _assert_replayed(captures: Sequence[Wanted], collection: str) -> None:
    for one in captures:
        status, payload = _ask(f"{collection}/{one.timestamp}id_/{one.url}", one.form)
        assert status == one.status, f"{one.url} gives {status}, not {one.status}"
        assert payload == one.payload, f"{one.url} at {one.timestamp} gives other bytes"


def _ask(url: str, form: bytes | None) -> tuple[int, bytes]:
    # What a browser accepts: without it pywb unpacks for us, and other bytes come than were stored.
    headers = {"Accept-Encoding": "gzip, deflate, br"}
    request = urllib.request.Request(url, data=form, headers=headers)  # noqa: S310 - our own on loopback
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310 - as above
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def check_wb_manager(tools: Tools, folder: ArchiveFolder) -> str:
    """``wb-manager add`` takes our files into a collection of its own."""
    tools.run("wb-manager", "init", "copy")
    tools.run("wb-manager", "add", "copy", *sorted(folder.warc.glob("*.warc.gz")))
    return "taken in"


def check_wacz(tools: Tools, folder: ArchiveFolder) -> str:
    """``wacz create`` packs our files and ``wacz validate`` finds the package sound."""
    tools.run("wacz", "create", "-o", "ours.wacz", "--detect-pages", *sorted(folder.warc.glob("*.warc.gz")))
    said = tools.run("wacz", "validate", "-f", "ours.wacz")
    assert "invalid" not in said.lower(), said
    return "created and valid"


def check_our_wacz(tools: Tools, folder: ArchiveFolder) -> str:
    """Our own WACZ is valid, and pywb replays from it every capture of the articles byte by byte."""
    out = tools.scratch / "exported.wacz"
    export_dataset(folder.root, Selection(), ExportOptions(out=out, form="wacz"))
    said = tools.run("wacz", "validate", "-f", out)
    assert "invalid" not in said.lower(), said
    tools.run("wb-manager", "init", "exported")
    tools.run("wb-manager", "add", "--unpack-wacz", "exported", out)
    with zipfile.ZipFile(out) as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    inside = {json.loads(line.split(" ", 2)[2])["url"] for line in lines}
    captures = [one for one in wanted(folder) if one.url in inside and one.form is None]
    with tools.wayback(folder) as address:
        _assert_replayed(captures, address.removesuffix("sasac") + "exported")
    assert captures
    return f"valid; {len(captures)} captures, of these {sum(one.is_revisit for one in captures)} revisits, replayed from it"


CHECKS: tuple[Callable[[Tools, ArchiveFolder], str], ...] = (
    check_warcio,
    check_cdxj,
    check_pywb_index,
    check_pywb,
    check_wb_manager,
    check_wacz,
    check_our_wacz,
)


def main() -> int:
    """Return 0 if every tool reads the archive."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--python", type=Path, required=True, help="of the environment with the tools")
    given = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = make(Path(scratch) / "archive")
        tools = Tools(given.python.absolute(), Path(scratch))
        for check in CHECKS:
            try:
                print(f"ok    {check.__name__}: {check(tools, folder)}")
            except AssertionError as error:
                failed += 1
                print(f"FAIL  {check.__name__}: {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
