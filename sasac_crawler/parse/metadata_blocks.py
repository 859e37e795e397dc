"""The block above an open-government (信息公开) entry where it is no table: lists, boxes, lines.

``dt``/``dd``, ``li`` "索引号：…", pairs of boxes, spans in a row. Only labels that such blocks alone have are
read; a label with two values is read by nobody: it belongs to a list of several documents.
"""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_CELLS: Final = "dt, li, p, span, div, b, strong, label, em, i"
_LONGEST_VALUE: Final = 80
_LONGEST_CELL: Final = 120
_FEWEST_LABELS: Final = 2
_NAMES: Final = (
    "索引号",
    "信息索引号",
    "索取号",
    "发文字号",
    "公文文号",
    "文号",
    "发文机关",
    "发文机构",
    "发文单位",
    "发布机构",
    "成文日期",
    "成文时间",
    "有效性",
    "主题分类",
    "主题词",
)
_SPELLED: Final = "|".join(r"\s{0,8}".join(name) for name in _NAMES)
# A label wherever it stands. example: "索 引 号" · counter-example: "编号"
LABEL: Final = re.compile(_SPELLED)
# A label alone or before its value. example: "索 引 号：000/2026", "文号" · counter-example: "文号的编制"
LABELLED: Final = re.compile(
    rf"[\[【]?(?P<label>{_SPELLED})[\]】]?\s{{0,8}}(?:[:：]\s{{0,8}}(?P<value>.{{0,{_LONGEST_VALUE}}})|)"
)
# A second label in a value. example: "鲁国资〔2026〕5号 发布机构：" · counter-example: "2026-09-29 10:30"
SECOND_LABEL: Final = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")


def block_rows(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    """Yield ``(label, value)`` of a block with at least two of the labels.

    Example:
        >>> html = "<ul><li>索引号：000/2026-1<li><span>文　号：</span>鲁国资〔2026〕5号</ul>"
        >>> list(block_rows(LexborHTMLParser(html)))
        [('索引号', '000/2026-1'), ('文号', '鲁国资〔2026〕5号')]
        >>> list(block_rows(LexborHTMLParser("<p>文号：鲁国资〔2026〕5号</p>")))
        []
    """
    if tree.body is None or len(set(_labels(tree.body.text()))) < _FEWEST_LABELS:
        return
    found: dict[str, dict[str, str]] = {}
    for cell in tree.body.css(_CELLS):
        label, value = _row(cell)
        if label and value:
            # The outer cell comes first: its text is not in pieces.
            found.setdefault(label, {}).setdefault(_compact(value), value)
    if len(found) >= _FEWEST_LABELS:
        yield from (
            (label, next(iter(values.values()))) for label, values in found.items() if len(values) == 1
        )


def _labels(text: str) -> Iterator[str]:
    for match in LABEL.finditer(text):
        yield _compact(match[0])


def _row(cell: LexborNode) -> tuple[str, str]:
    """Return the label and the value of a cell; the value may stand in what follows it."""
    text = _text(cell)
    match = LABELLED.fullmatch(text) if len(text) <= _LONGEST_CELL else None
    if match is None:
        return "", ""
    value = match["value"] or _following(cell)
    is_one = value and len(value) <= _LONGEST_VALUE and not SECOND_LABEL.search(value)
    return (_compact(match["label"]), value) if is_one else ("", "")


def _following(cell: LexborNode) -> str:
    """Return the text between a label's cell and the next label, within the same box."""
    pieces: list[str] = []
    node = cell.next
    while node is not None and sum(map(len, pieces)) <= _LONGEST_VALUE:
        text = _text(node)
        if node.tag not in ("-text", "_comment") and LABELLED.match(text):
            break
        if node.tag in ("dt", "dd", "div", "li", "p") and pieces:
            break
        if text and node.tag != "_comment":
            pieces.append(text)
        node = node.next
    return " ".join(pieces).strip(" :：")


def _text(node: LexborNode) -> str:
    text = node.text_content if node.tag == "-text" else node.text()
    return " ".join((text or "").split())


def _compact(text: str) -> str:
    return "".join(text.split())
