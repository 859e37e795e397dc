"""The right reader for each kind, loaded only when it is needed."""

import importlib
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from typing import Final, NamedTuple

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, doubt_about, tidy
from sasac_crawler.attachments.kinds import IMAGES, Kind, find_kind
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome
from sasac_crawler.items import Issue


class _Reader(NamedTuple):
    module: str
    function: str
    library: str


_READERS: Final = {
    Kind.PDF: _Reader("pdf", "read_pdf", "pypdfium2"),
    Kind.DOCX: _Reader("word", "read_docx", "python-docx"),
    Kind.DOC: _Reader("word", "read_doc", "legacy-doc"),
    Kind.XLSX: _Reader("sheets", "read_sheets", "python-calamine"),
    Kind.XLS: _Reader("sheets", "read_sheets", "python-calamine"),
    Kind.OFD: _Reader("ofd", "read_ofd", "lxml"),
    Kind.RAR: _Reader("zip_members", "list_rar", "rarfile"),
    Kind.TEXT: _Reader("plain", "read_plain", ""),
}
_PACKAGES: Final = frozenset({Kind.DOCX, Kind.XLSX})
_REFUSED: Final = {
    Kind.EMPTY: (Outcome.NOT_A_FILE, "the file is empty"),
    Kind.HTML: (Outcome.NOT_A_FILE, "a web page came instead of a file"),
    Kind.LOCKED_OFFICE: (Outcome.ENCRYPTED, "the Office file is encrypted"),
} | dict.fromkeys(IMAGES, (Outcome.NO_TEXT_LAYER, "a picture; text recognition is not done"))


def extract(content: bytes, limits: Limits, *, is_member: bool = False) -> ExtractedText:
    """Return the text of a file. Trusts the libraries: call it in a child with limits.

    Args:
        content: the whole file.
        limits: what it may cost.
        is_member: the file lies in an archive; archives in it are not opened.

    Example:
        >>> extract("办法".encode(), Limits()).text
        '办法'
        >>> extract(b"", Limits()).outcome.value
        'not_a_file'
    """
    kind = find_kind(BytesIO(content))
    try:
        return _finished(kind, _read(kind, content, limits, is_member=is_member), limits)
    except RefusalError as refusal:
        return _with_library(ExtractedText(kind=kind, outcome=refusal.outcome, detail=refusal.detail))


def _read(kind: Kind, content: bytes, limits: Limits, *, is_member: bool) -> Reading:
    if len(content) > limits.file_bytes:
        raise RefusalError(Outcome.TOO_LARGE, f"{len(content)} bytes are more than is read")
    if kind in _REFUSED:
        raise RefusalError(*_REFUSED[kind])
    if kind is Kind.ZIP and not is_member:
        return _read_zip(content, limits)
    if kind not in _READERS or (is_member and kind is Kind.RAR):
        raise RefusalError(Outcome.NO_EXTRACTOR, f"there is no extractor for {kind.value}")
    if kind in _PACKAGES:
        from sasac_crawler.attachments.extraction.zip_members import open_zip  # noqa: PLC0415 (see _READERS)

        open_zip(content, limits).close()
    reader = _READERS[kind]
    module = importlib.import_module(f"sasac_crawler.attachments.extraction.{reader.module}")
    reading: Reading = getattr(module, reader.function)(content, limits)
    return reading


def _read_zip(content: bytes, limits: Limits) -> Reading:
    from sasac_crawler.attachments.extraction.zip_members import read_zip  # noqa: PLC0415 (see _READERS)

    return read_zip(content, limits, lambda member, _name: extract(member, limits, is_member=True))


def _finished(kind: Kind, reading: Reading, limits: Limits) -> ExtractedText:
    text = tidy(reading.text[: limits.characters]).strip("\n")
    is_text = any(not char.isspace() for char in text)
    outcome = reading.outcome or (Outcome.EXTRACTED if is_text else Outcome.NO_TEXT_LAYER)
    detail = reading.detail or ("" if is_text else "the file holds no text")
    cut = _cut(reading, limits) if len(reading.text) >= limits.characters else ()
    found = _with_library(ExtractedText(kind=kind, outcome=outcome, text=text, detail=detail))
    issues = (*reading.issues, *cut, *doubt_about(text))
    return replace(found, pages=reading.pages, members=reading.members, issues=issues)


def _cut(reading: Reading, limits: Limits) -> tuple[Issue, ...]:
    if any(issue.code == "text_cut" for issue in reading.issues):
        return ()
    message = f"The text was cut after {limits.characters} characters."
    return (Issue(code="text_cut", message=message, field="attachments"),)


def _with_library(found: ExtractedText) -> ExtractedText:
    """Name the library that read it; a zip is opened by Python itself."""
    name = _READERS[found.kind].library if found.kind in _READERS else ""
    return replace(found, extractor=name, extractor_version=version(name)) if name else found
