"""Word: .docx by python-docx, .doc and .wps (Word 97 binary) by legacy-doc."""

from io import BytesIO
from typing import Final

import docx
import legacy_doc
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from legacy_doc.ole import OleReader
from lxml import etree

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, TextBuffer
from sasac_crawler.attachments.records import Limits, Outcome
from sasac_crawler.items import Issue

_TEXT, _TAB, _BREAK, _PARAGRAPH = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MAIN_TEXT_LENGTH: Final = slice(0x4C, 0x50)
"""``ccpText`` in the FIB ([MS-DOC] 2.5.4): characters of the main document."""


def read_docx(content: bytes, limits: Limits) -> Reading:
    """Return the paragraphs of a document in order, tables and text boxes included, deletions not.

    Headers, footers, footnotes and comments are left out.

    Raises:
        RefusalError: the package or its main part cannot be read.
    """
    try:
        document = docx.Document(BytesIO(content))
    except (KeyError, ValueError, OSError, OpcError, etree.XMLSyntaxError) as error:
        raise RefusalError(Outcome.DAMAGED, f"python-docx: {error}") from error
    buffer = TextBuffer(limits)
    _collect(document.element.body, buffer)
    return Reading(text=buffer.text(""))


def _collect(body: etree._Element, buffer: TextBuffer) -> None:
    """Walk without recursion; a fallback repeats what stands beside it in a newer form."""
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element.tag == _PARAGRAPH:
                buffer.add("\n")
        elif element.tag == _FALLBACK:
            walk.skip_subtree()
        elif element.tag == _TEXT:
            buffer.add(element.text or "")
        elif element.tag in (_TAB, _BREAK):
            buffer.add("\t" if element.tag == _TAB and _is_in_run(element) else _break_for(element))
        if buffer.is_full:
            return


def _is_in_run(element: etree._Element) -> bool:
    """A ``w:tab`` in the properties of a paragraph is a tab stop, not a character."""
    parent = element.getparent()
    return parent is not None and parent.tag == qn("w:r")


def _break_for(element: etree._Element) -> str:
    return "\n" if element.tag == _BREAK else ""


def read_doc(content: bytes, limits: Limits) -> Reading:
    """Return the text of a Word 97-2003 file; WPS Writer saves the same format.

    The library leaves out pieces it cannot place; where much less comes out than the file says it
    holds, that is an issue.

    Raises:
        RefusalError: encrypted, or not understood by the library.
    """
    options = legacy_doc.ExtractionOptions(
        max_file_bytes=limits.file_bytes, max_text_bytes=limits.characters * 4
    )
    try:
        text = legacy_doc.extract_text(content, options=options).text
        said = OleReader(content, options=options).read_stream("WordDocument")[_MAIN_TEXT_LENGTH]
    except legacy_doc.LegacyDocError as error:
        is_locked = "ncrypted" in str(error)
        outcome = Outcome.ENCRYPTED if is_locked else Outcome.EXTRACTOR_FAILED
        raise RefusalError(outcome, f"legacy-doc: {error}") from error
    return Reading(text=text, issues=_missing(len(text), int.from_bytes(said, "little")))


def _missing(got: int, said: int) -> tuple[Issue, ...]:
    """Blank lines and field codes are dropped by design, so only half and less is suspicious."""
    if got * 2 >= said:
        return ()
    message = "Much less text came out than the file says it holds."
    return (
        Issue(code="text_incomplete", message=message, field="attachments", evidence=(str(got), str(said))),
    )
