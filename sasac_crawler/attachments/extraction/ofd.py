"""OFD (GB/T 33190-2016), the Chinese layout format: a zip with XML; only its text layer is read."""

import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, TextBuffer
from sasac_crawler.attachments.extraction.xml import parse_xml
from sasac_crawler.attachments.extraction.zip_members import open_zip
from sasac_crawler.attachments.records import Limits, Outcome
from sasac_crawler.items import Issue


def read_ofd(content: bytes, limits: Limits) -> Reading:
    """Return the text of all pages in page order, the page's template before the page itself.

    Within a page the order is that of the file; a text object that starts on another height starts
    a new line.

    Raises:
        RefusalError: encrypted, damaged, or beyond the limits.
    """
    with open_zip(content, limits) as package:
        root = parse_xml(_part(package, "OFD.xml"))
        if next(_named(root, "Encryptions"), None) is not None:
            raise RefusalError(Outcome.ENCRYPTED, "OFD: the package is encrypted")
        buffer, count, issues = TextBuffer(limits), 0, []
        for document in _named(root, "DocRoot"):
            for pieces in _pages(package, (document.text or "").strip().lstrip("/")):
                count += 1
                if buffer.is_full or count > limits.pages:
                    continue
                try:
                    buffer.add("\n".join(line for path in pieces for line in _lines(package, path)))
                except RefusalError as error:
                    issues.append(_damaged(count, error))
    if issues and len(issues) == count:
        raise RefusalError(Outcome.DAMAGED, f"OFD: none of {count} pages could be read")
    return Reading(text=buffer.text("\n\n"), pages=count, issues=tuple(issues[:20]))


def _pages(package: zipfile.ZipFile, document: str) -> Iterator[list[str]]:
    """Yield for every page the parts that make it up: templates, then the page."""
    root = parse_xml(_part(package, document))
    base = posixpath.dirname(document)
    templates = {t.get("ID"): _place(base, t.get("BaseLoc")) for t in _named(root, "TemplatePage")}
    for page in _named(root, "Page"):
        if page.get("BaseLoc"):
            path = _place(base, page.get("BaseLoc"))
            used = [use.get("TemplateID") for use in _templates_of(package, path)]
            yield [templates[number] for number in used if number in templates] + [path]


def _templates_of(package: zipfile.ZipFile, path: str) -> list[etree._Element]:
    try:
        return list(_named(parse_xml(_part(package, path)), "Template"))
    except RefusalError:  # reported when the page itself is read
        return []


def _lines(package: zipfile.ZipFile, path: str) -> Iterator[str]:
    line, height = "", None
    for item in _named(parse_xml(_part(package, path)), "TextObject"):
        codes = list(_named(item, "TextCode"))
        text = "".join(code.text or "" for code in codes)
        top = _top_of(item, codes)
        if line and top != height:
            yield line
            line = ""
        line, height = line + text, top
    if line:
        yield line


def _top_of(item: etree._Element, codes: list[etree._Element]) -> str:
    """Baseline on the page in whole millimetres: top of the box and offset in it."""
    box = (item.get("Boundary") or "").split()
    try:
        return str(round(float(box[1]) + float(codes[0].get("Y") or 0)))
    except (IndexError, ValueError, OverflowError):
        return ""


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    yield from root.iter(f"{{*}}{name}")


def _place(base: str, path: str | None) -> str:
    """Paths starting with a slash count from the package, others from the document."""
    given = (path or "").strip()
    return posixpath.normpath(given.lstrip("/") if given.startswith("/") else posixpath.join(base, given))


def _part(package: zipfile.ZipFile, path: str) -> bytes:
    try:
        return package.read(path)
    # NotImplementedError: packed in a way that zipfile does not know.
    except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise RefusalError(Outcome.DAMAGED, f"OFD: the part {path} cannot be read") from error


def _damaged(number: int, error: RefusalError) -> Issue:
    message = f"Page {number} could not be read."
    return Issue(code="page_damaged", message=message, field="attachments", evidence=(error.detail,))
