"""Opening zips of strangers, and the files inside archives."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Final

import rarfile

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, TextBuffer
from sasac_crawler.attachments.names import name_in_bytes
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome
from sasac_crawler.items import Issue

_PARTS: Final = 20_000
"""Most members of a package; a thousand-page OFD has some four thousand."""
_UTF8_NAME: Final = 0x800
_LOCKED: Final = 0x1
_ARCHIVES: Final = (".zip", ".rar", ".7z")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError)
"""What ``zipfile`` raises of a bad package; NotImplementedError is its word for a way of packing it does not know."""


def open_zip(content: bytes, limits: Limits, *, members: int = _PARTS) -> zipfile.ZipFile:
    """Return a zip that says of itself that it unpacks to no more than the limit.

    Python's ``zipfile`` never reads more of a member than its directory says, so a lie helps nobody.

    Raises:
        RefusalError: damaged, or too large.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except _BROKEN as error:
        raise RefusalError(Outcome.DAMAGED, f"zip: {error}") from error
    infos = package.infolist()
    size = sum(info.file_size for info in infos)
    if size > limits.unpacked_bytes or len(infos) > members:
        detail = f"zip: {len(infos)} members of {size} bytes in {len(content)} are more than is unpacked"
        raise RefusalError(Outcome.TOO_LARGE, detail)
    return package


def read_zip(content: bytes, limits: Limits, read: Callable[[bytes, str], ExtractedText]) -> Reading:
    """Return the text of every file in a zip, each under its name; archives inside are only named.

    Args:
        content: the zip.
        limits: what it may cost.
        read: reads one member, given its bytes and its name.

    Raises:
        RefusalError: damaged, encrypted as a whole, or too large.
    """
    with open_zip(content, limits, members=1 << 20) as package:
        infos = [info for info in package.infolist() if not info.is_dir()]
        names = tuple(_name(info) for info in infos[: limits.members])
        if infos and all(info.flag_bits & _LOCKED for info in infos):
            raise RefusalError(Outcome.ENCRYPTED, f"zip: all {len(infos)} members are encrypted")
        buffer, issues = TextBuffer(limits), _too_many(len(infos), limits)
        for info, name in zip(infos, names, strict=False):
            if not buffer.is_full:
                issues += _add_member(package, info, name, buffer, read)
    return Reading(text=buffer.text("\n\n"), pages=len(infos), issues=tuple(issues), members=names)


def list_rar(content: bytes, _limits: Limits) -> Reading:
    """Return the names in a RAR; its compression has no free decoder in Python.

    Raises:
        RefusalError: damaged, or even the names are encrypted.
    """
    try:
        with rarfile.RarFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            is_hidden = archive.needs_password() and not infos
    except rarfile.Error as error:
        raise RefusalError(Outcome.DAMAGED, f"rarfile: {error}") from error
    if is_hidden:
        raise RefusalError(Outcome.ENCRYPTED, "rarfile: the names are encrypted")
    names = tuple(info.filename or "" for info in infos if not info.is_dir())
    detail = f"RAR: {len(names)} members listed; there is no free decoder in Python"
    return Reading(text="", pages=len(names), members=names, outcome=Outcome.NO_EXTRACTOR, detail=detail)


def _add_member(
    package: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    buffer: TextBuffer,
    read: Callable[[bytes, str], ExtractedText],
) -> list[Issue]:
    issues = [_issue("member_path", "A name points out of the archive.", name)] if _points_out(name) else []
    if info.flag_bits & _LOCKED:
        return [*issues, _issue("member_encrypted", "A file in the archive is encrypted.", name)]
    if name.lower().endswith(_ARCHIVES):
        return [*issues, _issue("nested_archive", "An archive in the archive was not opened.", name)]
    try:
        inner = read(package.read(info), name)
    except _BROKEN:
        return [*issues, _issue("member_damaged", "A file in the archive is damaged.", name)]
    buffer.add(f"{name}\n{inner.text}")
    if inner.outcome is not Outcome.EXTRACTED:
        issues.append(
            _issue(f"member_{inner.outcome}", "A file in the archive gave no text.", name, inner.detail)
        )
    return issues + list(inner.issues)


def _name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag come decoded as code page 437; in China they are GBK."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    return name_in_bytes(info.filename.encode("cp437", "replace")) or info.filename


def _points_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _too_many(count: int, limits: Limits) -> list[Issue]:
    if count <= limits.members:
        return []
    return [_issue("too_many_members", f"Only the first {limits.members} of {count} files were read.")]


def _issue(code: str, message: str, *evidence: str) -> Issue:
    return Issue(code=code, message=message, field="attachments", evidence=evidence)
