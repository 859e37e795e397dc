"""The WACZ package: every digest right, every line of the index leads to the record it names, nothing too much.

Whether ``wacz validate`` and pywb take it is asked by ``python -m tests.archive.replay_check``.
"""

import gzip
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_reader import stored_response
from sasac_crawler.archive.warc_record import parse_record
from sasac_crawler.errors import UsageError
from sasac_crawler.export.dataset import ExportOptions, export_dataset
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.connection import open_reader


def pack(archive: Path, out: Path, selection: Selection) -> zipfile.ZipFile:
    export_dataset(archive, selection, ExportOptions(out=out, form="wacz"))
    return zipfile.ZipFile(out)


def index_lines(package: zipfile.ZipFile) -> list[tuple[str, str, dict[str, Any]]]:
    text = gzip.decompress(package.read("indexes/index.cdx.gz")).decode()
    parts = [line.split(" ", 2) for line in text.splitlines()]
    return [(key, moment, json.loads(fields)) for key, moment, fields in parts]


def pages(package: zipfile.ZipFile) -> list[dict[str, Any]]:
    header, *lines = package.read("pages/pages.jsonl").decode().splitlines()
    assert json.loads(header)["format"] == "json-pages-1.0"
    return [json.loads(line) for line in lines]


def test_every_digest_is_right_and_nothing_is_unlisted(demo: Path, tmp_path: Path) -> None:
    with pack(demo, tmp_path / "x.wacz", Selection()) as package:
        descriptor = package.read("datapackage.json")
        stated = json.loads(package.read("datapackage-digest.json"))
        assert stated == {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(descriptor).hexdigest()}",
        }
        described = json.loads(descriptor)
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        for one in described["resources"]:
            content = package.read(one["path"])
            assert one["bytes"] == len(content)
            assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        listed = {one["path"] for one in described["resources"]}
        assert set(package.namelist()) == listed | {"datapackage.json", "datapackage-digest.json"}
        assert {one.compress_type for one in package.infolist()} == {zipfile.ZIP_STORED}


def test_every_line_of_the_index_leads_to_its_record(demo: Path, tmp_path: Path) -> None:
    with pack(demo, tmp_path / "x.wacz", Selection()) as package:
        lines = index_lines(package)
        warc = Path(package.extract("archive/data.warc.gz", tmp_path))
        secondary = package.read("indexes/index.idx").decode().splitlines()
        compressed = package.read("indexes/index.cdx.gz")
    assert lines == sorted(lines, key=lambda line: line[:2])
    with WarcBytes(warc) as file:
        members = {member.offset: member.length for member in file.members()}
        for _, moment, fields in lines:
            offset, length = int(fields["offset"]), int(fields["length"])
            assert members[offset] == length
            record = parse_record(file.member(offset), warc.name)
            response = stored_response(record, warc.name)  # checks the payload's digest
            assert (response.url, str(response.status)) == (fields["url"], fields["status"])
            assert record.fields["warc-date"][:19].translate(str.maketrans("", "", "-T:")) == moment
            assert fields["filename"] == "data.warc.gz"
    assert secondary[0].startswith("!meta 0 ")
    [(_, _, place)] = [line.split(" ", 2) for line in secondary[1:]]
    block = compressed[json.loads(place)["offset"] :][: json.loads(place)["length"]]
    assert gzip.decompress(block).decode().count("\n") == len(lines)


def test_records_are_copied_byte_for_byte(demo: Path, tmp_path: Path) -> None:
    with pack(demo, tmp_path / "x.wacz", Selection()) as package:
        copied = package.read("archive/data.warc.gz")
        inside = {fields["url"] for _, _, fields in index_lines(package)}
    db = open_reader(ArchiveFolder(demo).database)
    rows = db.execute("SELECT warc_file, warc_offset, warc_length, url FROM captures").fetchall()
    db.conn.close()
    stored = [row[:3] for row in rows if row[3] in inside]
    assert len(stored) > 80
    for name, offset, length in stored:
        assert (demo / "warc" / name).read_bytes()[offset : offset + length] in copied


@pytest.mark.parametrize(
    "selection",
    [
        Selection(filters=Filters(site="jiangdong")),
        Selection(words="复工复产"),
        Selection(article="d6b5a9d4178c"),
    ],
    ids=["site", "query", "article"],
)
def test_one_site_one_query_one_article(demo: Path, tmp_path: Path, selection: Selection) -> None:
    with pack(demo, tmp_path / "x.wacz", selection) as package:
        inside = {fields["url"] for _, _, fields in index_lines(package)}
        shown = pages(package)
    db = open_reader(ArchiveFolder(demo).database)
    site = selection.filters.site
    lists = {row[0] for row in db.execute("SELECT url FROM frontier WHERE kind = 'list'")}
    if site:
        ids = [row[0] for row in db.execute("SELECT id FROM articles WHERE site = ?", [site])]
        assert {url for url in inside if url in lists}
    else:
        ids = ["d6b5a9d4178c"]
        assert not inside & lists
    places = db.execute("SELECT article_id, url FROM appearances").fetchall()
    wanted = {url for article_id, url in places if article_id in ids}
    assert wanted <= inside
    assert not inside & ({url for _, url in places} - wanted)
    db.conn.close()
    assert {page["url"] for page in shown} == wanted
    assert all(page["ts"].endswith("Z") and page["title"] for page in shown)


def test_nothing_to_replay_is_said(demo: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to replay"):
        pack(demo, tmp_path / "x.wacz", Selection(words="绝无此词"))
    assert list(tmp_path.iterdir()) == []
