"""The rows of the table above an open-government (信息公开) entry: label and value cells, by turns."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.parse.metadata_blocks import LABEL, block_rows

_LONGEST_TABLE: Final = 4000
_FEWEST_LABELS: Final = 2
# A label only such tables have. example: "索 引 号：" · counter-example: "编号"
_LABEL: Final = re.compile(
    r"索\s{0,8}引\s{0,8}号|发文字号|文\s{0,8}号|成文日期|发文机[关构]|发布机构|有\s{0,3}效\s{0,3}性|主题分类|主题词"
)


def metadata_rows(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield ``(label, value)`` of the first table that has at least two of the known labels, or of a block.

    Example:
        >>> html = "<table><tr><td>索引号：<td>000/2021<th>文号<td>鲁国资〔2021〕5号</table>"
        >>> list(metadata_rows(LexborHTMLParser(html)))
        [('索引号：', '000/2021'), ('文号', '鲁国资〔2021〕5号')]
    """
    if not has_labels(tree):
        return
    for table in tree.css("table"):
        rows = table_rows(table)
        if rows:
            yield from rows
            return
    yield from block_rows(tree)


def has_labels(tree: LexborHTMLParser) -> bool:
    """Return whether a page has enough of the labels for such a table or block."""
    if tree.body is None:
        return False
    return sum(1 for _ in islice(LABEL.finditer(tree.body.text()), _FEWEST_LABELS)) >= _FEWEST_LABELS


def _may_have_rows(text: str) -> bool:
    return sum(1 for _ in islice(_LABEL.finditer(text), _FEWEST_LABELS)) >= _FEWEST_LABELS


def table_rows(table: LexborNode) -> list[tuple[str, str]]:
    """Return ``(label, value)`` of a table with at least two of the known labels; empty for any other table."""
    text = table.text()
    if len(text) > _LONGEST_TABLE or not _may_have_rows(text) or len(table.css("table")) > 1:
        return []
    rows = [pair for row in table.css("tr") for pair in _pairs(row)]
    return rows if sum(bool(_LABEL.search(label)) for label, _ in rows) >= _FEWEST_LABELS else []


def _pairs(row: LexborNode) -> Iterator[tuple[str, str]]:
    cells = [" ".join(cell.text(separator=" ").split()) for cell in row.iter() if cell.tag in ("td", "th")]
    yield from zip(cells[0::2], cells[1::2], strict=False)
