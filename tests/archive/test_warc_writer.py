"""What other tools must be able to read, and what must never stand in a WARC."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.journal import from_fields
from sasac_crawler.archive.manifest import Manifest, read_manifest
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_reader import read_record
from sasac_crawler.archive.warc_writer import WarcWriter
from sasac_crawler.errors import IntegrityError

NOON = dt.datetime(2026, 11, 23, 12, 0, 0, 17, dt.UTC)


def exchange(url: str = "http://x.test/a?b=1", **fields: Any) -> Exchange:
    values: dict[str, Any] = {
        "url": url,
        "method": "GET",
        "request_headers": (("Cookie", "secret-1"), ("Authorization", "secret-2"), ("Accept", "*/*")),
        "request_body": b"",
        "status": 200,
        "response_headers": (("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")),
        "body": "省国资委".encode(),
        "received_at": NOON,
    } | fields
    return Exchange(**values)


def records(path: Path) -> list[Any]:
    """Every record as warcio reads it, digests checked."""
    with path.open("rb") as file:
        return [
            (one.rec_type, one.rec_headers, one.http_headers, one.raw_stream.read())
            for one in ArchiveIterator(file, check_digests="raise")
        ]


def test_warcio_reads_every_record_and_every_digest(warc: Path) -> None:
    types = [kind for kind, *_ in records(warc)]
    assert types[:2] == ["warcinfo", "metadata"]
    assert types.count("response") == 6
    assert types.count("response") == types.count("request")

    class Options:
        verbose = False
        inputs = (str(warc),)

    checker = Checker(Options)
    checker.process_all()
    assert checker.exit_value == 0


def test_dates_are_what_iso_28500_wants(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    first = writer.write(exchange(received_at=NOON.astimezone(dt.timezone(dt.timedelta(hours=8)))))
    writer.write(exchange(), revisit_of=first)
    found = records(writer.close())
    dates = [
        headers.get_header("WARC-Date") for kind, headers, *_ in found if kind in ("response", "revisit")
    ]
    assert dates == ["2026-11-23T12:00:00.000017Z"] * 2
    revisit = next(headers for kind, headers, *_ in found if kind == "revisit")
    assert revisit.get_header("WARC-Refers-To-Date") == "2026-11-23T12:00:00.000017Z"
    assert revisit.get_header("WARC-Refers-To") == f"<{first.capture_id}>"


def test_no_secret_is_written_and_the_request_line_keeps_its_query(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    for url in ("http://x.test/a?b=1", "http://x.test?c=2"):
        writer.write(exchange(url))
    found = records(writer.close())
    requests = [http for kind, _, http, _ in found if kind == "request"]
    assert [one.statusline for one in requests] == ["/a?b=1 HTTP/1.1", "/?c=2 HTTP/1.1"]
    assert not [name for one in requests for name, value in one.headers if "secret" in value]


def test_an_empty_body_is_no_revisit(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    first = writer.write(exchange(body=b""))
    assert not writer.write(exchange(body=b""), revisit_of=first).is_revisit
    writer.close()


def test_a_capture_says_where_its_record_lies(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    first = writer.write(exchange(status=521, response_headers=(("X", "一\r\n二\0"),)))
    writer.note({"entry": "page", "listed_title": "国企\n改革"}, url="http://x.test/", at=NOON)
    second = writer.write(exchange(body=bytes(range(256)) * 4000))
    writer.close()
    for capture in (first, second):
        stored = read_record(tmp_path, "a.warc.gz", capture.warc_offset, capture.warc_length)
        assert (stored.capture_id, stored.status) == (capture.capture_id, capture.status)
        assert f"sha256:{hashlib.sha256(stored.payload).hexdigest()}" == capture.payload_digest


def test_a_read_beside_the_record_is_an_error(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    one = writer.write(exchange())
    path = writer.close()
    members = list(_offsets(path))
    for offset, length in (
        (one.warc_offset, one.warc_length - 1),
        (one.warc_offset + 1, one.warc_length),
        members[0],
        members[-1],
    ):
        with pytest.raises(IntegrityError):
            read_record(tmp_path, "a.warc.gz", offset, length)


def _offsets(path: Path) -> list[tuple[int, int]]:
    with WarcBytes(path) as file:
        return [(member.offset, member.length) for member in file.members()]


def test_the_manifest_is_the_files_sha256(warc: Path) -> None:
    index = warc.with_name(warc.name.replace(".warc.gz", ".cdxj"))
    digests = [hashlib.sha256(one.read_bytes()).hexdigest() for one in (warc, index)]
    assert read_manifest(warc) == Manifest(warc=digests[0], index=digests[1])
    text = warc.with_name(warc.name + ".sha256").read_text()
    assert text == f"{digests[0]}  {warc.name}\n{digests[1]}  {index.name}\n"


def test_a_manifest_of_an_older_release_has_no_index(tmp_path: Path) -> None:
    warc = tmp_path / "a.warc.gz"
    warc.with_name("a.warc.gz.sha256").write_text("0" * 64 + "  a.warc.gz\n")
    assert read_manifest(warc) == Manifest(warc="0" * 64, index=None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 63 + "  a.warc.gz\n",
        "0" * 64 + "  b.warc.gz\n",
        "0" * 64 + "  a.warc.gz\n" + "0" * 64 + "  a.cdxk\n",
        "0" * 64 + "  a.warc.gz\n" + "0" * 64 + "  a.warc.gz\n",
        "0" * 64 + "  a.warc.gz\nx",
        "0" * 64 + "  a.cdxj\n",
    ],
)
def test_a_damaged_manifest_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz.sha256").write_text(text)
    with pytest.raises(IntegrityError):
        read_manifest(tmp_path / "a.warc.gz")


def test_the_journal_says_what_came_of_every_url(warc: Path) -> None:
    entries = [entry for *_, block in records(warc) if (entry := from_fields(block)) is not None]
    assert [one["entry"] for one in entries[:1] + entries[-1:]] == ["run", "end"]
    pages = {one["key"]: one for one in entries if one["entry"] == "page"}
    assert {one["outcome"] for one in pages.values()} == {"ok", "gone", "dns"}
    article = pages["http://gzw.jiangdong.test/art/2026/11/2/art_2.html"]
    assert (article["listed_title"], article["listed_date"]) == ("省国资委召开第2次会议", "[2026-11-20]")
    assert article["found_on"] == "http://gzw.jiangdong.test/col/col1/index.html"
    assert pages["http://unknown.test/"]["captures"] == []


def test_journal_records_do_not_look_like_pages(warc: Path) -> None:
    """CDXJ indexers skip metadata of this type; a replay never shows it in a page's place."""
    kinds = {headers.get_header("Content-Type") for kind, headers, *_ in records(warc) if kind == "metadata"}
    assert kinds == {"application/warc-fields"}


def test_an_entry_is_one_line_whatever_a_page_says(tmp_path: Path) -> None:
    entry = {"entry": "page", "detail": "一\r\n二\u2028三\0", "tries": 3}
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    writer.note(entry, url="http://x.test/", at=NOON)
    block = records(writer.close())[-1][-1]
    assert block.count(b"\r\n") == 1
    assert json.loads(block.partition(b": ")[2]) == from_fields(block) == entry


def test_a_second_writer_never_appends(folder: ArchiveFolder) -> None:
    writer = WarcWriter(folder.warc, "a.warc.gz", run_id="1")
    with pytest.raises(FileExistsError):
        WarcWriter(folder.warc, "a.warc.gz", run_id="1")
    writer.close()


@pytest.mark.parametrize("value", ["国资委", "国; path=/", 'attachment; filename="办法.doc"', "a; b=国; c"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_headers_in_any_charset_are_written_and_their_bytes_can_be_had(
    value: str, charset: str, tmp_path: Path
) -> None:
    sent = value.encode(charset)
    writer = WarcWriter(tmp_path, "a.warc.gz", run_id="1")
    writer.write(exchange(response_headers=(("X-Value", sent.decode("latin-1")),)))
    [http] = [http for kind, _, http, _ in records(writer.close()) if kind == "response"]
    assert unquote_to_bytes(http.get_header("X-Value")) == sent
