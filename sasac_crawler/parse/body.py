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
# What a browser shows as a blank. example: "\n" · counter-example: "\u3000"
SOURCE_BLANK = re.compile(r"[\r\n\t\f]")
_SOURCE_BLANKS = str.maketrans("\r\n\t\f", "    ")

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
    lines = "".join(_pieces(root, drop)).split("\n")
    return "\n".join(line for line in (_trim(line) for line in lines) if line)


def _pieces(root: LexborNode, drop: Drop) -> Iterator[str]:
    """Walk in document order without recursion: pages nest as deep as they like."""
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag
        if tag == "-text":
            # A line break in the source is a blank on the screen.
            text = node.text_content or ""
            yield text.translate(_SOURCE_BLANKS) if SOURCE_BLANK.search(text) else text
            continue
        if tag == "br":
            yield "\n"
            continue
        if tag in _SKIPPED or drop(node):
            # What stands around a block that is left out stays on lines of its own.
            if tag in _BLOCKS:
                yield "\n"
            continue
        if tag == "tr" and (cells := _data_cells(node)):
            texts = ("".join(_pieces(cell, drop)).replace("\n", " ") for cell in cells)
            yield "\n" + _CELL_BREAK.join(" ".join(text.split(" ")).strip() for text in texts) + "\n"
            continue
        if tag in _BLOCKS or tag in _CELLS:
            yield "\n"
            stack.append("\n")
        stack.extend(reversed(list(node.iter(include_text=True))))


def _data_cells(row: LexborNode) -> list[LexborNode]:
    """Return the cells of a row of data; none for a row that only lays out the page.

    Old pages put whole articles into table cells: a cell with a table or with much text is layout.
    """
    cells = [cell for cell in row.iter() if cell.tag in _CELLS]
    if len(cells) < _FEWEST_CELLS or row.css_first("table") is not None:
        return []
    return cells if len(row.text()) <= _LONGEST_ROW else []


def _trim(line: str) -> str:
    """Take blanks off both ends, indents included, and fold runs of plain blanks between.

    Other blanks between characters (U+3000 in 第一章　总则) stay as printed: changing them is a rule of
    its own, with a step on the record.
    """
    if _CELL_BREAK not in line and "  " not in line:
        return line.strip()
    cells = [_PLAIN_BLANKS.sub(" ", cell.strip()) for cell in line.split(_CELL_BREAK)]
    return _CELL_BREAK.join(cells).strip()
