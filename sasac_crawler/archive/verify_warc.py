"""Are the bytes there, whole, and the ones the rows say? Record by record, and file by file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sasac_crawler.archive.capture_rows import CaptureRow, CaptureRows
from sasac_crawler.archive.findings import Finding
from sasac_crawler.archive.manifest import OPEN_SUFFIX, file_sha256, read_manifest
from sasac_crawler.archive.warc_members import Member, WarcBytes
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.archive.warc_record import WarcRecord, parse_http, parse_record
from sasac_crawler.errors import IntegrityError


@dataclass(slots=True)
class FileCheck:
    """What reading one WARC file gave."""

    findings: list[Finding]
    captures_read: int = 0
    bytes_read: int = 0

    def add(
        self,
        code: str,
        message: str,
        *,
        file: str,
        offset: int | None = None,
        capture_id: str | None = None,
        is_error: bool = True,
    ) -> None:
        """Add a finding."""
        self.findings.append(
            Finding(
                code=code,
                message=message,
                is_error=is_error,
                file=file,
                offset=offset,
                capture_id=capture_id,
            )
        )


def check_file(folder: Path, name: str, rows: CaptureRows) -> FileCheck:
    """Read a whole WARC file: its manifest, every member, every capture against its row."""
    check = FileCheck([])
    # Rows first: what is committed after this has its bytes behind them.
    expected = {row.warc_offset: row for row in rows.of_file(name)}
    try:
        path = warc_path(folder, name)
    except IntegrityError:
        return check  # check_places has said so
    is_open = path.name.endswith(OPEN_SUFFIX)
    if not is_open:
        _check_manifest(path, check)
    with WarcBytes(path) as file:
        _walk(file, expected, rows, check, is_open=is_open)
    for row in expected.values():
        message = f"no record begins where {row.capture_id} should lie"
        check.add("no_record", message, file=name, offset=row.warc_offset, capture_id=row.capture_id)
    return check


def _walk(
    file: WarcBytes, expected: dict[int, CaptureRow], rows: CaptureRows, check: FileCheck, *, is_open: bool
) -> None:
    name = file.path.name.removesuffix(OPEN_SUFFIX)
    offset, size = 0, file.size
    while offset < size:
        try:
            member = file.member(offset)
        except IntegrityError as error:
            if is_open and not any(place >= offset for place in expected):
                check.add(
                    "torn_tail", f"{error}; nothing points there", file=name, offset=offset, is_error=False
                )
                break
            check.add("damaged", str(error), file=name, offset=offset)
            if (row := expected.pop(offset, None)) is not None:
                check.add("capture_lost", f"{row.url} cannot be read", file=name, capture_id=row.capture_id)
            # Behind damage the next place that is known is where the next row points.
            offset = min((place for place in expected if place > offset), default=size)
            continue
        row = expected.pop(offset, None)
        _check_member(member, row, rows, check, name=name, is_open=is_open)
        offset = member.end
    check.bytes_read += size


def check_capture(file: WarcBytes, row: CaptureRow, rows: CaptureRows) -> FileCheck:
    """Read one capture by its row."""
    check = FileCheck([])
    try:
        member = file.member(row.warc_offset)
    except IntegrityError as error:
        check.add(
            "damaged", str(error), file=row.warc_file, offset=row.warc_offset, capture_id=row.capture_id
        )
        return check
    _check_member(member, row, rows, check, name=row.warc_file, is_open=False)
    check.bytes_read = member.length
    return check


def _check_member(
    member: Member, row: CaptureRow | None, rows: CaptureRows, check: FileCheck, *, name: str, is_open: bool
) -> None:
    try:
        record = parse_record(member, name)
        if row is not None:
            check.captures_read += 1
            for code, message in _disagreements(record, row, rows):
                check.add(code, message, file=name, offset=member.offset, capture_id=row.capture_id)
        elif record.is_capture:
            _check_orphan(record, check, name=name, is_open=is_open)
    except IntegrityError as error:
        check.add("damaged", str(error), file=name, offset=member.offset)


def _check_orphan(record: WarcRecord, check: FileCheck, *, name: str, is_open: bool) -> None:
    """A whole record without a row: a crash between the bytes and the commit. Harmless."""
    if record.record_type == "response" and parse_http(record, name).payload_digest != record.payload_digest:
        check.add("payload_digest", "an orphan's payload is another one", file=name, offset=record.offset)
    elif not is_open:
        message = f"{record.record_id} ({record.target_uri}) has no row: it was never acknowledged"
        check.add("orphan", message, file=name, offset=record.offset, is_error=False)


def _disagreements(record: WarcRecord, row: CaptureRow, rows: CaptureRows) -> Iterator[tuple[str, str]]:
    """I2: the record is the one the row means, and its payload gives the digest both state."""
    wanted = "revisit" if row.is_revisit else "response"
    if record.record_type != wanted:
        yield "record_type", f"a {record.record_type} record where a {wanted} should be"
        return
    http = parse_http(record, row.warc_file)
    stated = {
        "record_id": (record.record_id, row.capture_id),
        "url": (record.target_uri, row.url),
        "length": (record.length, row.warc_length),
        "status": (http.status, row.status),
        "captured_at": (_moment(record.fields.get("warc-date", "")), _moment(row.captured_at)),
        "payload_digest": (record.payload_digest, row.payload_digest),
    }
    for code, (found, expected) in stated.items():
        if found != expected:
            yield code, f"{code} is {found!r} in the WARC and {expected!r} in the database"
    if not row.is_revisit and http.payload_digest != row.payload_digest:
        yield "payload_digest", f"the payload of {row.url} is not the one that was stored"
    if row.is_revisit and not rows.holds(record.identifier("warc-refers-to"), row.payload_digest):
        yield "revisit", f"the capture that {row.capture_id} refers to is not there"


def _check_manifest(path: Path, check: FileCheck) -> None:
    stated = read_manifest(path)
    if stated is None:
        check.add("no_manifest", f"{path.name} has no manifest", file=path.name)
    elif not stated:
        check.add("manifest", f"the manifest of {path.name} is damaged", file=path.name)
    elif file_sha256(path) != stated:
        check.add("manifest", f"{path.name} has changed since it was closed", file=path.name)


def _moment(text: str) -> dt.datetime | str:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
