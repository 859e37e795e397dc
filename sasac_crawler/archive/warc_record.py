"""One WARC record as ISO 28500 lays it out, read strictly: what our writer writes, or an error."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sasac_crawler.archive.warc_members import Member
from sasac_crawler.errors import IntegrityError

_END: Final = b"\r\n\r\n"
_VERSIONS: Final = ("WARC/1.0", "WARC/1.1")
_SHA256_HEX: Final = 64
_HEAD: Final = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record: its named fields and its block."""

    offset: int
    """First byte of its gzip member."""

    length: int
    """Bytes of its gzip member."""

    fields: Mapping[str, str]
    """Named fields, names in lower case; of a repeated one the last."""

    block: memoryview = field(repr=False)
    """What the record holds."""

    @property
    def record_type(self) -> str:
        """``response``, ``revisit``, ``request``, ``metadata`` or ``warcinfo``."""
        return self.fields.get("warc-type", "")

    @property
    def record_id(self) -> str:
        """``urn:uuid:…`` without angle brackets."""
        return self.identifier("warc-record-id")

    @property
    def target_uri(self) -> str:
        """WARC-Target-URI; empty for a warcinfo record."""
        return self.fields.get("warc-target-uri", "")

    @property
    def is_capture(self) -> bool:
        """Whether it is what a row of ``captures`` points at."""
        return self.record_type in ("response", "revisit")

    @property
    def payload_digest(self) -> str:
        """``sha256:<hex>`` as the record states it; empty if it states another or none."""
        return hex_digest(self.fields.get("warc-payload-digest", ""))

    def identifier(self, name: str) -> str:
        """Return a field that holds a record id, without angle brackets."""
        return self.fields.get(name, "").strip("<>")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpMessage:
    """A block of ``application/http``, taken apart."""

    first_line: str
    headers: tuple[tuple[str, str], ...]
    payload: memoryview = field(repr=False)

    @property
    def payload_digest(self) -> str:
        """``sha256:<hex>`` of the payload as it is."""
        return f"sha256:{hashlib.sha256(self.payload).hexdigest()}"

    @property
    def status(self) -> int:
        """Status code of a response; 0 if the first line has none."""
        words = self.first_line.split(" ", 2)
        return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0

    @property
    def method(self) -> str:
        """Method of a request."""
        return self.first_line.partition(" ")[0]

    def header(self, name: str) -> str | None:
        """Return the first value of a header, or ``None``."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def parse_record(member: Member, where: str) -> WarcRecord:
    """Read the record a gzip member holds.

    Raises:
        IntegrityError: it is not exactly one WARC record.
    """
    content = member.content
    begin = content.find(_END) + len(_END)
    version, *lines = content[: begin - len(_END)].decode("utf-8", "replace").split("\r\n")
    fields = _fields(lines)
    size = fields.get("content-length", "")
    if begin < len(_END) or version not in _VERSIONS or not size.isdecimal():
        message = f"{where} at {member.offset}: this is no WARC record"
        raise IntegrityError(message)
    end = begin + int(size)
    if len(content) != end + len(_END) or content[end:] != _END:
        message = f"{where} at {member.offset}: the record is not as long as it says"
        raise IntegrityError(message)
    return WarcRecord(
        offset=member.offset, length=member.length, fields=fields, block=memoryview(content)[begin:end]
    )


def parse_http(record: WarcRecord, where: str) -> HttpMessage:
    """Take the HTTP message of a response, revisit or request record apart.

    Raises:
        IntegrityError: the block is no HTTP message.
    """
    # Only as much is copied as a head may take; a longer one is looked for in the whole block.
    end = bytes(record.block[:_HEAD]).find(_END)
    end = end if end >= 0 else bytes(record.block).find(_END)
    first_line, *lines = bytes(record.block[: max(end, 0)]).decode("utf-8", "replace").split("\r\n")
    if end < 0 or "HTTP/" not in first_line:
        message = f"{where} at {record.offset}: the block is no HTTP message"
        raise IntegrityError(message)
    pairs = (line.partition(":") for line in lines)
    return HttpMessage(
        first_line=first_line,
        headers=tuple((name.strip(), value.strip()) for name, _, value in pairs),
        payload=record.block[end + len(_END) :],
    )


def hex_digest(stated: str) -> str:
    """Return a sha256 digest as ``sha256:<hex>``, from hexadecimal or base 32; empty if it is none.

    Example:
        >>> hex_digest("sha256:" + "0" * 64) == hex_digest("sha256:" + "A" * 52 + "====")
        True
    """
    algorithm, _, value = stated.partition(":")
    if algorithm != "sha256":
        return ""
    try:
        raw = bytes.fromhex(value) if len(value) == _SHA256_HEX else base64.b32decode(value)
    except (ValueError, binascii.Error):
        return ""
    return f"sha256:{raw.hex()}"


def _fields(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {name.lower(): value.strip() for name, _, value in pairs}
