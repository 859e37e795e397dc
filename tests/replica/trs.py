"""What the replicas of TRS sites share: addresses, rows and the paging call."""

import html
from collections.abc import Sequence

from tests.replica.prose import Piece, Row


def article_url(base: str, saved: str, number: int, extension: str = "html") -> str:
    """Return an address as the CMS makes it of the day it saved a page."""
    day = saved.replace("-", "")
    return f"{base}{day[:6]}/t{day}_{number}.{extension}"


def relative(url: str, base: str) -> str:
    """Return an address as lists print it: relative to the column's folder."""
    return f"./{url.removeprefix(base)}" if url.startswith(base) else url


def rows_markup(rows: Sequence[Row], base: str, *, cut: int = 24, every: int = 0, date: str = "{}") -> str:
    """Return rows; ``every`` so many a separator without a link stands between."""
    parts: list[str] = []
    for number, one in enumerate(rows, 1):
        words = one.title if len(one.title) <= cut else f"{one.title[:cut]}..."
        parts.append(
            f'<li data-type="20" data-doctUrl="{one.url}"><a href="{relative(one.url, base)}" target="_blank" '
            f'title="{html.escape(one.title)}">'
            f'{html.escape(words)}</a><span class="date">{date.format(one.day)}</span></li>'
        )
        if every and number % every == 0:
            parts.append('<li class="empty"></li>')
    return "\n".join(parts)


def file_links(piece: Piece, base: str) -> str:
    """Return the documents below a text, by the words of ``tail``."""
    documents = [url for url in piece.extra if "/P0" in url]
    return "\n".join(
        f'<p class="insertfileTag"><a href="./{url.removeprefix(base)}" appendix="true" '
        f'title="{name}">{name}</a></p>'
        for url, name in zip(documents, piece.tail, strict=True)
    )


def pictures(piece: Piece, base: str) -> str:
    """Return the pictures of a text, with the attributes the editor leaves on them."""
    return "\n".join(
        f'<p style="text-align:center"><img src="./{url.removeprefix(base)}" '
        f'oldsrc="{url.rpartition("/")[2]}" uploadpic="{url.rpartition("/")[2]}" alt=""></p>'
        for url in piece.extra
        if "/W0" in url
    )


INLINE_STYLE = """<style type=text/css>.TRS_Editor P{margin-top:0;line-height:2;font-family:宋体;font-size:12pt}
.TRS_Editor DIV{margin-top:0;line-height:2}</style>"""
"""What the old editor wrote into every body."""

EMPTY_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
"""Bytes of a document without a page."""
