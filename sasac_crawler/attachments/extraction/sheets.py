"""Spreadsheets (.xlsx, .xls, .et) by calamine."""

from io import BytesIO

import python_calamine

from sasac_crawler.attachments.extraction.reading import Reading, RefusalError, TextBuffer
from sasac_crawler.attachments.records import Limits, Outcome


def read_sheets(content: bytes, limits: Limits) -> Reading:
    """Return the cells of every sheet: name, then rows, cells separated by tabs.

    Raises:
        RefusalError: encrypted or damaged.
    """
    try:
        with python_calamine.load_workbook(BytesIO(content)) as book:
            buffer = TextBuffer(limits)
            names = book.sheet_names
            for name in names:
                if not buffer.is_full:
                    _add_sheet(book, name, buffer)
    except python_calamine.PasswordError as error:
        raise RefusalError(Outcome.ENCRYPTED, "calamine: the workbook needs a password") from error
    except python_calamine.CalamineError as error:
        raise RefusalError(Outcome.DAMAGED, f"calamine: {error}") from error
    return Reading(text=buffer.text(), pages=len(names))


def _add_sheet(book: python_calamine.CalamineWorkbook, name: str, buffer: TextBuffer) -> None:
    rows = book.get_sheet_by_name(name).iter_rows()
    buffer.add(name)
    for row in rows:
        cells = [_printed(cell) for cell in row]
        if any(cells):
            buffer.add("\t".join(cells).rstrip("\t"))
        if buffer.is_full:
            return
    buffer.add("")


def _printed(cell: object) -> str:
    """Numbers come as floats: a year must not become 2021.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
