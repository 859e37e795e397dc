"""The bytes of WARC files against the rows that point at them, file by file."""

from pathlib import Path

from sasac_crawler.archive.capture_rows import CaptureRow, CaptureRows
from sasac_crawler.archive.cdxj import CdxjLines
from sasac_crawler.archive.file_check import FileCheck
from sasac_crawler.archive.manifest import OPEN_SUFFIX
from sasac_crawler.archive.verify_manifest import check_index, check_manifest
from sasac_crawler.archive.verify_orphans import Orphans
from sasac_crawler.archive.verify_record import disagreements
from sasac_crawler.archive.warc_members import Member, WarcBytes
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.archive.warc_record import HttpMessage, WarcRecord, parse_http, parse_record
from sasac_crawler.errors import IntegrityError


def check_file(folder: Path, name: str, rows: CaptureRows) -> FileCheck:
    """Read a whole WARC file: its manifest and index, every member, every capture against its row."""
    check = FileCheck([])
    # Rows first: what is committed after this has its bytes behind them.
    expected = {row.warc_offset: row for row in rows.of_file(name)}
    try:
        path = warc_path(folder, name)
    except IntegrityError:
        return check  # check_places has said so
    is_open = path.name.endswith(OPEN_SUFFIX)
    stated = None if is_open else check_manifest(path, check)
    with WarcBytes(path) as file:
        walk = _Walk(file, expected, rows, check, is_open=is_open)
        walk.run()
    if not is_open and not walk.is_damaged:
        check_index(path, stated, walk.index.text(), check)
    return check


def check_capture(file: WarcBytes, row: CaptureRow, rows: CaptureRows) -> FileCheck:
    """Read one capture by its row."""
    check = FileCheck([])
    try:
        member = file.member(row.warc_offset)
        record = parse_record(member, row.warc_file)
        _check_row(record, parse_http(record, row.warc_file), row, rows, check)
    except IntegrityError as error:
        check.add(
            "damaged", str(error), file=row.warc_file, offset=row.warc_offset, capture_id=row.capture_id
        )
        return check
    check.captures_read = 1
    check.bytes_read = member.length
    return check


class _Walk:
    """One way through a file, from its first member to its last."""

    def __init__(
        self,
        file: WarcBytes,
        expected: dict[int, CaptureRow],
        rows: CaptureRows,
        check: FileCheck,
        *,
        is_open: bool,
    ) -> None:
        self._file = file
        self._name = file.path.name.removesuffix(OPEN_SUFFIX)
        self._expected = expected
        self._rows = rows
        self._check = check
        self._is_open = is_open
        self._orphans = Orphans(self._name, rows, check)
        self.index = CdxjLines(self._name)
        self.is_damaged = False

    def run(self) -> None:
        """Read every member; where one is damaged, go on where the next row points."""
        offset, size = 0, self._file.size
        while offset < size:
            try:
                member = self._file.member(offset)
            except IntegrityError as error:
                offset = self._behind_damage(offset, error, size)
                continue
            try:
                self._take(member, self._expected.pop(offset, None))
            except IntegrityError as error:
                self._damaged(offset, str(error))
            offset = member.end
        self._check.bytes_read += size
        if not self._is_open:
            self._orphans.finish()
        for row in self._expected.values():
            message = f"no record begins where {row.capture_id} should lie"
            self._check.add(
                "no_record",
                message,
                file=self._name,
                offset=row.warc_offset,
                capture_id=row.capture_id,
            )

    def _take(self, member: Member, row: CaptureRow | None) -> None:
        record = parse_record(member, self._name)
        http = parse_http(record, self._name) if record.is_capture else None
        if row is not None:
            self._check.captures_read += 1
            _check_row(record, http, row, self._rows, self._check)
        elif http is not None:
            self._take_orphan(record, http)
        elif not self._is_open and record.record_type == "metadata":
            self._orphans.hear(record)
        self.index.add(record, http)

    def _take_orphan(self, record: WarcRecord, http: HttpMessage) -> None:
        if record.record_type == "response" and http.payload_digest != record.payload_digest:
            message = "an orphan's payload is another one"
            self._check.add("payload_digest", message, file=self._name, offset=record.offset)
        elif not self._is_open:
            self._orphans.hold(record)

    def _behind_damage(self, offset: int, error: IntegrityError, size: int) -> int:
        """Report a member that cannot be read; return where to go on."""
        later = [place for place in self._expected if place > offset]
        if self._is_open and not later and offset not in self._expected:
            self._check.add(
                "torn_tail",
                f"{error}; nothing points there",
                file=self._name,
                offset=offset,
                is_error=False,
            )
            return size
        self._damaged(offset, str(error))
        if (row := self._expected.pop(offset, None)) is not None:
            message = f"{row.url} cannot be read"
            self._check.add("capture_lost", message, file=self._name, capture_id=row.capture_id)
        # Behind damage the next place that is known is where the next row points.
        return min(later, default=size)

    def _damaged(self, offset: int, message: str) -> None:
        self.is_damaged = True
        self._check.add("damaged", message, file=self._name, offset=offset)


def _check_row(
    record: WarcRecord, http: HttpMessage | None, row: CaptureRow, rows: CaptureRows, check: FileCheck
) -> None:
    for code, message in disagreements(record, http, row, rows):
        check.add(code, message, file=row.warc_file, offset=record.offset, capture_id=row.capture_id)
