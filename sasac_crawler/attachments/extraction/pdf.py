"""PDF by pdfium (the library of Chrome)."""

import pypdfium2
import pypdfium2.raw

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, TextBuffer
from sasac_crawler.attachments.records import Limits, Outcome
from sasac_crawler.items import Issue


def read_pdf(content: bytes, limits: Limits) -> Reading:
    """Return the text layer of a PDF, pages separated by blank lines.

    Raises:
        RefusalError: encrypted or damaged.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise RefusalError(_outcome_of(error), f"pdfium: {error}") from error
    with document:
        return _read_pages(document, limits)


def _outcome_of(error: pypdfium2.PdfiumError) -> Outcome:
    locked = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
    return Outcome.ENCRYPTED if error.err_code in locked else Outcome.DAMAGED


def _read_pages(document: pypdfium2.PdfDocument, limits: Limits) -> Reading:
    buffer, damaged = TextBuffer(limits), []
    count = len(document)
    for number in range(min(count, limits.pages)):
        if buffer.is_full:
            break
        try:
            buffer.add(_page_text(document, number))
        except pypdfium2.PdfiumError:
            damaged.append(number + 1)
    if damaged and len(damaged) == count:
        raise RefusalError(Outcome.DAMAGED, "pdfium: no page could be read")
    issues = [*_damage(damaged)]
    if count > limits.pages:
        message = f"Only the first {limits.pages} of {count} pages were read."
        issues.append(Issue(code="text_cut", message=message, field="attachments"))
    return Reading(text=buffer.text("\n\n"), pages=count, issues=tuple(issues))


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        layer = page.get_textpage()
        try:
            return str(layer.get_text_range())
        finally:
            layer.close()
    finally:
        page.close()


def _damage(pages: list[int]) -> tuple[Issue, ...]:
    if not pages:
        return ()
    message = f"{len(pages)} pages could not be read."
    evidence = tuple(str(page) for page in pages[:10])
    return (Issue(code="page_damaged", message=message, field="attachments", evidence=evidence),)
