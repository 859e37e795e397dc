"""Blocks -> HTML, in the three ways texts get pasted into these CMSs."""

from collections.abc import Callable, Iterable

from sasac_crawler.samplesite.content import Block, Download, Markup, Paragraph, Picture, Table
from sasac_crawler.samplesite.replies import escape

_INDENT = "\u3000\u3000"
_NBSP_INDENT = "&nbsp;" * 4

DrawPicture = Callable[[Picture], str]
DrawDownload = Callable[[Download], str]


def body_html(
    blocks: Iterable[Block], *, markup: Markup, picture: DrawPicture, download: DrawDownload
) -> str:
    """Return the HTML of a body.

    Args:
        blocks: what to print.
        markup: ``paragraphs`` (one ``<p>`` each), ``spans`` (word processor's nested spans) or
            ``breaks`` (lines parted by ``<br/>`` in one ``<p>``).
        picture: draws a picture the site's way.
        download: draws a link to a document the site's way.

    Example:
        >>> blocks = (Paragraph(text="甲"), Paragraph(text="乙"))
        >>> body_html(blocks, markup="breaks", picture=str, download=str)
        '<p>&nbsp;&nbsp;&nbsp;&nbsp;甲<br/>&nbsp;&nbsp;&nbsp;&nbsp;乙</p>'
    """
    if markup == "breaks" and all(isinstance(block, Paragraph) for block in blocks):
        lines = (block.text for block in blocks if isinstance(block, Paragraph))
        return f"<p>{'<br/>'.join(_NBSP_INDENT + escape(line) for line in lines)}</p>"
    return "\n".join(_block_html(block, markup, picture, download) for block in blocks)


def _block_html(block: Block, markup: Markup, picture: DrawPicture, download: DrawDownload) -> str:
    match block:
        case Paragraph():
            return _spans(block) if markup == "spans" else _paragraph(block)
        case Table():
            return _table(block, cell="<td><p>{}</p></td>" if markup == "spans" else "<td>{}</td>")
        case Picture():
            return picture(block)
        case Download():
            return download(block)


def _paragraph(block: Paragraph) -> str:
    if block.align == "left":
        return f"<p>{_INDENT}{escape(block.text)}</p>"
    return f'<p style="text-align:{block.align};">{escape(block.text)}</p>'


def _spans(block: Paragraph) -> str:
    """Print a paragraph as a word processor leaves it: spans that begin and end in mid-sentence."""
    font = '<span style="font-family:仿宋_GB2312;font-size:16pt">'
    cut = len(block.text) // 3
    first, second = escape(block.text[:cut]), escape(block.text[cut:])
    return (
        f'<p class="MsoNormal" style="text-align:{block.align};text-indent:32pt">{font}{first}</span>'
        f"{font}<span lang=EN-US>{second}</span></span></p>"
    )


def _table(block: Table, *, cell: str) -> str:
    rows = ("".join(cell.format(escape(text)) for text in row) for row in block.rows)
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table border="1" cellspacing="0" align="center"><tbody>\n{body}\n</tbody></table>'
