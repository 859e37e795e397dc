"""Captures as WACZ 1.1.1, the package that ReplayWeb.page and pywb open.

https://specs.webrecorder.net/wacz/1.1.1/. Records are copied byte for byte; nothing in the package says when it
was made, so the same archive gives the same bytes.
"""

import gzip
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sasac_crawler.archive.cdxj import CdxjLines
from sasac_crawler.archive.manifest import file_sha256
from sasac_crawler.errors import UsageError
from sasac_crawler.export.captures import Place, captures_of, copy_records
from sasac_crawler.export.summary import Summary
from sasac_crawler.export.writing import Progress, WrittenFile
from sasac_crawler.query.reading import Reader

_WARC: Final = "data.warc.gz"
_LINES: Final = 1024
"""Lines of the index that are compressed together."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SECONDS: Final = len("2026-11-23T12:00:00")
_COPY: Final = 1 << 20


def write_wacz(
    draft: Path, reader: Reader, summary: Summary, progress: Progress, *, warcs: Path
) -> WrittenFile:
    """Write the captures behind what a reader reads into one file.

    Args:
        draft: the file.
        reader: what.
        summary: of what the reader reads.
        progress: is told of articles.
        warcs: folder of the archive's WARC files.

    Raises:
        UsageError: nothing is selected.
        IntegrityError: a record is not there or not whole.
    """
    places = captures_of(reader.db.conn, reader)
    if not places:
        message = "nothing is selected, so there is nothing to replay"
        raise UsageError(message)
    # Beside the draft and not in /tmp, which may be smaller.
    warc = draft.with_name(f"{draft.name.removesuffix('.part')}.warc.part")
    try:
        index = CdxjLines(_WARC)
        with warc.open("wb") as out:
            for _ in copy_records(places, warcs, out, index):
                pass
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as package:
            _fill(package, warc, index.text(), _pages(reader), _descriptor(summary, places))
    finally:
        warc.unlink(missing_ok=True)
    progress(summary.articles)
    return WrittenFile(
        name=draft.name, size=draft.stat().st_size, sha256=file_sha256(draft), rows=len(places)
    )


def _fill(
    package: zipfile.ZipFile,
    warc: Path,
    index: str,
    pages: Iterator[dict[str, Any]],
    descriptor: dict[str, Any],
) -> None:
    compressed, secondary = _zipped_index(index)
    with _entry(package, f"archive/{_WARC}") as target, warc.open("rb") as source:
        shutil.copyfileobj(source, target, _COPY)
    listed = [
        {
            "name": _WARC,
            "path": f"archive/{_WARC}",
            "hash": f"sha256:{file_sha256(warc)}",
            "bytes": warc.stat().st_size,
        }
    ]
    header = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in (header, *pages)]
    for path, content in (
        ("indexes/index.cdx.gz", compressed),
        ("indexes/index.idx", secondary),
        ("pages/pages.jsonl", "".join(lines).encode()),
    ):
        _write(package, path, content)
        listed.append(
            {"name": path.rpartition("/")[2], "path": path, "hash": _sha256(content), "bytes": len(content)}
        )
    described = json.dumps(descriptor | {"resources": listed}, ensure_ascii=False, indent=2).encode()
    _write(package, "datapackage.json", described)
    digest = {"path": "datapackage.json", "hash": _sha256(described)}
    _write(package, "datapackage-digest.json", json.dumps(digest, indent=2).encode())


def _zipped_index(index: str) -> tuple[bytes, bytes]:
    """Return a CDXJ index as gzip members of some lines, and the list of the members by their first key."""
    blocks: list[bytes] = []
    lines = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
    offset = 0
    rest = iter(index.splitlines(keepends=True))
    while some := list(islice(rest, _LINES)):
        block = gzip.compress("".join(some).encode(), mtime=0)
        place = {"offset": offset, "length": len(block), "digest": _sha256(block), "filename": "index.cdx.gz"}
        key, moment, _ = some[0].split(" ", 2)
        lines.append(f"{key} {moment} {json.dumps(place)}\n")
        blocks.append(block)
        offset += len(block)
    return b"".join(blocks), "".join(lines).encode()


def _pages(reader: Reader) -> Iterator[dict[str, Any]]:
    condition, values = reader.where
    rows = reader.db.execute(
        "SELECT a.id, p.url, p.title, max(c.captured_at) FROM articles a JOIN appearances p ON p.article_id = a.id"  # noqa: S608 - fixed texts
        f" JOIN captures c ON c.url = p.url AND c.status = 200 WHERE {condition} GROUP BY a.seq, p.url ORDER BY a.seq, p.url",
        values,
    )
    for article_id, url, title, moment in rows:
        yield {"id": f"{article_id}-{hashlib.sha256(url.encode()).hexdigest()[:8]}", "url": url, "title": title,
               "ts": f"{moment[:_SECONDS]}Z"}  # fmt: skip


def _descriptor(summary: Summary, places: list[Place]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "software": summary.software,
        "title": f"{summary.articles} articles of {len(summary.sites)} sites of China's state-asset regulators (国资委)",
        "description": (
            f"{len(places)} captures, copied byte for byte from the archive as run {summary.last_run} left it;"
            f" selected: {json.dumps(summary.selection, ensure_ascii=False) if summary.selection else 'everything'}"
        ),
    } | ({"created": f"{summary.last_run_ended[:_SECONDS]}Z"} if summary.last_run_ended else {})


def _entry(package: zipfile.ZipFile, path: str) -> Any:  # noqa: ANN401 - a writable zip entry
    info = zipfile.ZipInfo(path, _EPOCH)
    info.external_attr = 0o644 << 16
    return package.open(info, "w", force_zip64=True)


def _write(package: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, _EPOCH)
    info.external_attr = 0o644 << 16
    package.writestr(info, content)


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
