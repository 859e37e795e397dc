"""The index beside a WARC. What other tools make of it: ``python -m tests.archive.replay_check``."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sasac_crawler.archive.cdxj import CdxjLines, index_text
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import Manifest, file_sha256, index_path, read_manifest
from sasac_crawler.archive.repair import repair_archive
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import parse_record
from sasac_crawler.archive.warc_writer import WarcWriter
from tests.archive.test_repair import reopen
from tests.archive.test_warc_writer import exchange

FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),)
EXCHANGES = st.fixed_dictionaries(
    {},
    optional={
        "url": st.sampled_from(
            ["http://x.test/a", "http://X.test/%E5%9B%BD?b=2&a=1", "http://x.test/a%20b?c"]
        ),
        "method": st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
        "request_headers": st.sampled_from([(), FORM, (("Content-Type", "application/json"),)]),
        "request_body": st.sampled_from([b"", b"a=%E5%9B%BD&b=1", b'{"a": [1, {"b": null}]}', b"\xff\0"]),
        "status": st.sampled_from([200, 302, 404, 521]),
        "response_headers": st.sampled_from(
            [
                (),
                (("Content-Type", "text/html; charset=gb2312"),),
                (("content-type", "text/html\tx"), ("Content-Type", "b")),
                (("Content-Type", "文本/html；x"),),
                (("Content-Type", ""),),
            ]
        ),
    },
)


def write(folder: Path, exchanges: list[dict[str, Any]]) -> Path:
    writer = WarcWriter(folder, "a.warc.gz", run_id="1")
    first = writer.write(exchange())
    for fields in exchanges:
        writer.write(exchange(**fields), revisit_of=first if fields.get("url") is None else None)
    return writer.close()


def test_a_line_is_key_time_and_place(tmp_path: Path) -> None:
    path = write(tmp_path, [{"url": "http://www.x.test/A?c=3", "status": 404}, {}])
    lines = [line.split(" ", 2) for line in index_path(path).read_text("ascii").splitlines()]
    assert [(key, moment) for key, moment, _ in lines] == [
        ("test,x)/a?b=1", "20261123120000"),
        ("test,x)/a?b=1", "20261123120000"),
        ("test,x)/a?c=3", "20261123120000"),
    ]
    fields = [json.loads(rest) for *_, rest in lines]
    assert [one["mime"] for one in fields] == ["text/html", "warc/revisit", "text/html"]
    assert [one["status"] for one in fields] == ["200", "200", "404"]
    assert {one["filename"] for one in fields} == {"a.warc.gz"}
    assert fields[0]["digest"] == fields[1]["digest"]


def test_two_forms_at_one_address_have_two_keys(tmp_path: Path) -> None:
    fields = {"url": "http://x.test/list", "method": "POST", "request_headers": FORM}
    path = write(tmp_path, [fields | {"request_body": b"page=%d" % number} for number in (1, 2)])
    keys = [line.split(" ")[0] for line in index_path(path).read_text("ascii").splitlines()]
    assert keys[1:] == ["test,x)/list?__wb_method=post&page=1", "test,x)/list?__wb_method=post&page=2"]


@given(st.lists(EXCHANGES, max_size=5))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_what_the_records_give(
    tmp_path_factory: Any, exchanges: list[dict[str, Any]]
) -> None:
    path = write(tmp_path_factory.mktemp("warc"), exchanges)
    text = index_path(path).read_text("ascii")
    assert text == index_text(path)
    lines = text.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len({json.loads(line.split(" ", 2)[2])["offset"] for line in lines})
    assert len(lines) == len(exchanges) + 1


def test_a_file_a_crash_left_open_gets_its_index(folder: ArchiveFolder, warc: Path) -> None:
    sound = index_path(warc).read_bytes()
    index_path(warc).unlink()
    reopen(warc, tail=b"torn")
    repair_archive(folder)
    assert index_path(warc).read_bytes() == sound
    assert not verify_archive(folder, full=True).findings


def test_a_damaged_file_a_crash_left_open_is_closed_without_one(folder: ArchiveFolder, warc: Path) -> None:
    content = bytearray(reopen(warc))
    content[len(content) // 2] ^= 0xFF
    warc.with_name(f"{warc.name}.open").write_bytes(content)
    index_path(warc).unlink()
    repair_archive(folder)
    assert not index_path(warc).exists()
    assert read_manifest(warc) == Manifest(warc=file_sha256(warc), index=None)


def test_repair_writes_an_index_anew_and_keeps_the_wrong_one(folder: ArchiveFolder, warc: Path) -> None:
    sound = index_path(warc).read_bytes()
    index_path(warc).write_bytes(b"wrong")
    [said] = repair_archive(folder)
    assert index_path(warc).name in said
    assert index_path(warc).read_bytes() == sound
    assert [one.read_bytes() for one in (folder.root / "quarantine").iterdir()] == [b"wrong"]
    assert not verify_archive(folder, full=True).findings


def test_repair_gives_files_of_an_older_release_their_index(folder: ArchiveFolder, warc: Path) -> None:
    index_path(warc).unlink()
    manifest = warc.with_name(f"{warc.name}.sha256")
    manifest.write_text(manifest.read_text().splitlines(keepends=True)[0])
    report = verify_archive(folder, full=True)
    assert [(one.code, one.is_error) for one in report.findings] == [("no_index", False)]
    repair_archive(folder)
    assert not verify_archive(folder, full=True).findings


def test_an_index_that_was_put_down_in_pieces_is_the_same(tmp_path: Path) -> None:
    fields = [{"url": f"http://x.test/{number * 7 % 10}"} for number in range(10)]
    path = write(tmp_path, fields)
    with WarcBytes(path) as file:
        records = [parse_record(member, path.name) for member in file.members()]
    whole, pieces = CdxjLines(path.name), CdxjLines(path.name, most=3)
    for record in records:
        whole.add(record)
        pieces.add(record)
    assert pieces.text() == whole.text() == index_path(path).read_text("ascii")
    assert len(whole.text().splitlines()) == 11
