"""What a file is, by its bytes; its name and Content-Type are only checked against them."""

import os
import struct
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, Final

from sasac_crawler.items import Issue

HEAD_BYTES: Final = 4096
_SCAN_BYTES: Final = 64 << 20
_NAMES_SEEN: Final = 2000
_ZIP_TAIL: Final = 66_000
_ZIP_DIRECTORY: Final = 1 << 20


class Kind(StrEnum):
    """What the bytes are; the value is also the suffix a stored file gets."""

    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    OLE = "ole"
    LOCKED_OFFICE = "locked-office"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tif"
    WEBP = "webp"
    RTF = "rtf"
    HTML = "html"
    TEXT = "txt"
    EMPTY = "empty"
    UNKNOWN = "bin"


IMAGES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.BMP, Kind.TIFF, Kind.WEBP})

_MAGIC: Final = (
    (b"%PDF-", Kind.PDF),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"{\\rtf", Kind.RTF),
)
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_STARTS: Final = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<meta",
    b"<title",
    b"<div",
)
_ZIP_MARKS: Final = (
    (b"ofd.xml", Kind.OFD),
    (b"word/", Kind.DOCX),
    (b"xl/", Kind.XLSX),
    (b"ppt/", Kind.PPTX),
)
# Names of streams in the directory of an OLE2 file ([MS-CFB] 2.6.1: UTF-16LE, entries of 128 bytes).
_OLE_STREAMS: Final = (
    ("EncryptedPackage", Kind.LOCKED_OFFICE),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)
_SUFFIXES: Final = {
    Kind.DOC: {"doc", "wps", "dot", "wpt"},
    Kind.XLS: {"xls", "et", "xlt"},
    Kind.PPT: {"ppt", "dps", "pps"},
    Kind.DOCX: {"docx", "docm"},
    Kind.XLSX: {"xlsx", "xlsm"},
    Kind.PPTX: {"pptx", "ppsx"},
    Kind.LOCKED_OFFICE: {"docx", "xlsx", "pptx", "doc", "xls", "ppt"},
    Kind.JPEG: {"jpg", "jpeg", "jpe"},
    Kind.TIFF: {"tif", "tiff"},
    Kind.TEXT: {"txt", "csv"},
    Kind.HTML: {"html", "htm", "shtml"},
}
_KNOWN_SUFFIXES: Final = frozenset(
    {kind.value for kind in Kind} | {suffix for suffixes in _SUFFIXES.values() for suffix in suffixes}
)
_CONTENT_TYPES: Final = {
    "application/pdf": {Kind.PDF},
    "application/ofd": {Kind.OFD},
    "application/msword": {Kind.DOC, Kind.DOCX, Kind.LOCKED_OFFICE, Kind.RTF},
    "application/vnd.ms-excel": {Kind.XLS, Kind.XLSX, Kind.LOCKED_OFFICE},
    "application/zip": {Kind.ZIP, Kind.OFD, Kind.DOCX, Kind.XLSX, Kind.PPTX},
    "image/jpeg": {Kind.JPEG},
    "image/png": {Kind.PNG},
    "image/gif": {Kind.GIF},
}


def find_kind(stream: BinaryIO) -> Kind:
    """Return what a seekable stream of bytes is, whatever it is called.

    Example:
        >>> from io import BytesIO
        >>> find_kind(BytesIO(b"%PDF-1.7 ...")).value
        'pdf'
        >>> find_kind(BytesIO("<html><title>页面不存在</title>".encode())).value
        'html'
        >>> find_kind(BytesIO("关于印发《办法》的通知".encode("gbk"))).value
        'txt'
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if not head:
        return Kind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(stream)
    if head.startswith(_OLE_MAGIC):
        return _ole_kind(stream)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return Kind.BMP
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None) or _text_kind(head)


def check_kind(kind: Kind, *, name: str, content_type: str = "") -> tuple[Issue, ...]:
    """Return an issue ``kind_mismatch`` if name or Content-Type promise something else.

    A name without a known suffix and a generic Content-Type promise nothing.

    Args:
        kind: what the bytes are.
        name: file name as offered by the page or the server.
        content_type: the header, with or without parameters.

    Example:
        >>> [i.evidence for i in check_kind(Kind.HTML, name="附件1.pdf", content_type="application/pdf")]
        [('html', '附件1.pdf', 'application/pdf')]
        >>> check_kind(Kind.DOC, name="通知.wps")
        ()
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    media_type = content_type.partition(";")[0].strip().lower()
    is_named_wrong = suffix in _KNOWN_SUFFIXES and suffix not in _SUFFIXES.get(kind, {kind.value})
    is_typed_wrong = media_type in _CONTENT_TYPES and kind not in _CONTENT_TYPES[media_type]
    if not is_named_wrong and not is_typed_wrong:
        return ()
    message = "The bytes are of another kind than the name or the Content-Type says."
    evidence = (kind.value, name, content_type)
    return (Issue(code="kind_mismatch", message=message, field="attachments", evidence=evidence),)


def _zip_kind(stream: BinaryIO) -> Kind:
    """A file that cannot be listed stays a zip: the extractor will call it damaged."""
    names = [name.lower() for name in _names_in_zip(stream)]
    if b"ofd.xml" not in names and b"[content_types].xml" not in names:
        return Kind.ZIP
    marks = (kind for mark, kind in _ZIP_MARKS if any(name.startswith(mark) for name in names))
    return next(marks, Kind.ZIP)


def _names_in_zip(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the first names of the directory (APPNOTE 4.3.12, 4.3.16), at a bounded cost.

    ``zipfile`` would build an object for each of a million members of a hostile file.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _ZIP_TAIL))
    tail = stream.read(_ZIP_TAIL)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        return
    stream.seek(int.from_bytes(tail[at + 16 : at + 20], "little"))
    directory, at = stream.read(_ZIP_DIRECTORY), 0
    for _ in range(_NAMES_SEEN):
        if directory[at : at + 4] != b"PK\x01\x02":
            return
        name, extra, comment = struct.unpack_from("<HHH", directory[at : at + 46].ljust(46, b"\0"), 28)
        yield directory[at + 46 : at + 46 + name]
        at += 46 + name + extra + comment


def _ole_kind(stream: BinaryIO) -> Kind:
    stream.seek(0)
    content = stream.read(_SCAN_BYTES)
    found = (kind for name, kind in _OLE_STREAMS if _has_entry(content, name))
    return next(found, Kind.OLE)


def _has_entry(content: bytes, name: str) -> bool:
    """Directory entries lie at multiples of 128 bytes; the length of the name follows at byte 64."""
    wanted = (name + "\0").encode("utf-16-le")
    at = content.find(wanted)
    while at >= 0:
        if at % 128 == 0 and content[at + 64 : at + 66] == len(wanted).to_bytes(2, "little"):
            return True
        at = content.find(wanted, at + 1)
    return False


def _text_kind(head: bytes) -> Kind:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_HTML_STARTS) or b"<html" in start[:1024]:
        return Kind.HTML
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Kind.TEXT
    is_binary = any(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in head)  # noqa: PLR2004 (the first printable character)
    return Kind.UNKNOWN if is_binary or not _decodes(head) else Kind.TEXT


def _decodes(head: bytes) -> bool:
    """Up to three bytes at the end may belong to a character that was cut."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
