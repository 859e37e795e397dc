"""An element -> its text, paragraph by paragraph, without losing a tail.

The tree is walked, never changed: removing an element from a tree is how the text after it gets
lost in most extractors.
"""

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset(("td", "th"))
_BREAKING = _BLOCKS | _CELLS
_SKIPPED = frozenset(
    # rt, rp and rtc hold the reading of a <ruby>: an annotation, not the text.
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "select",
        "button",
        "input",
        "textarea",
        "head",
        "title",
        "rt",
        "rp",
        "rtc",
        "_comment",
    ]
)
_CELL_BREAK = "\t"
_FEWEST_CELLS = 2
_LONGEST_ROW = 1000
# Blanks that a browser folds. example: "a  b" · counter-example: "a\u3000b"
_PLAIN_BLANKS = re.compile(r" {2,1000}")
_SOURCE_BLANKS = str.maketrans("\r\n\t\f", "    ")
"""What a browser shows as a blank."""

Drop = Callable[[LexborNode], bool]


def _keep_all(_node: LexborNode) -> bool:
    return False


def element_text(root: LexborNode, *, drop: Drop = _keep_all) -> str:
    r"""Return the text below an element: one line per block, cells of a row joined by tabs.

    Args:
        root: the element.
        drop: says of an element whether it and what is in it is furniture. What follows it stays.

    Example:
        >>> from selectolax.lexbor import LexborHTMLParser
        >>> html = "<div><p>甲<span>广告</span>乙</p>丙<ruby>國<rt>guo</rt></ruby><br>丁</div>"
        >>> root = LexborHTMLParser(html).css_first("div")
        >>> element_text(root, drop=lambda node: node.tag == "span")
        '甲乙\n丙國\n丁'
    """
    text = "\n".join(filter(None, map(str.strip, _whole_text(root, drop).split("\n"))))
    if _CELL_BREAK not in text and "  " not in text:
        return text
    return "\n".join(line for line in map(_folded, text.split("\n")) if line)


def _whole_text(root: LexborNode, drop: Drop) -> str:
    """Walk in document order without recursion: pages nest as deep as they like."""
    pieces: list[str] = []
    walks: list[tuple[Iterator[LexborNode], str]] = [(iter((root,)), "")]
    """Of every open element the nodes that are left, and what stands behind it."""
    while walks:
        nodes, behind = walks[-1]
        for node in nodes:
            tag = node.tag
            if tag == "-text":
                pieces.append(_on_screen(node.text_content or ""))
            elif tag == "br":
                pieces.append("\n")
            elif tag in _SKIPPED or drop(node):
                # What stands around a block that is left out stays on lines of its own.
                if tag in _BLOCKS:
                    pieces.append("\n")
            elif tag == "tr" and (cells := _data_cells(node)):
                pieces.append(_row_text(cells, drop))
            else:
                around = "\n" if tag in _BREAKING else ""
                pieces.append(around)
                walks.append((node.iter(include_text=True), around))
                break
        else:
            walks.pop()
            pieces.append(behind)
    return "".join(pieces)


def _row_text(cells: list[LexborNode], drop: Drop) -> str:
    texts = (_whole_text(cell, drop).replace("\n", " ") for cell in cells)
    return "\n" + _CELL_BREAK.join(map(str.strip, texts)) + "\n"


def _on_screen(text: str) -> str:
    """Return a text with blanks where its source has line breaks and tabs."""
    if "\n" in text or "\t" in text or "\r" in text or "\f" in text:
        return text.translate(_SOURCE_BLANKS)
    return text


def _data_cells(row: LexborNode) -> list[LexborNode]:
    """Return the cells of a row of data; none for a row that only lays out the page.

    Old pages put whole articles into table cells: a cell with a table or with much text is layout.
    """
    cells = [cell for cell in row.iter() if cell.tag in _CELLS]
    if len(cells) < _FEWEST_CELLS or row.css_first("table") is not None:
        return []
    return cells if len(row.text()) <= _LONGEST_ROW else []


def _folded(line: str) -> str:
    """Fold runs of plain blanks, and take blanks off both ends of every cell.

    Other blanks between characters (U+3000 in 第一章　总则) stay as printed: changing them is a rule of
    its own, with a step on the record.
    """
    if _CELL_BREAK not in line and "  " not in line:
        return line
    cells = [_PLAIN_BLANKS.sub(" ", cell.strip()) for cell in line.split(_CELL_BREAK)]
    return _CELL_BREAK.join(cells).strip()
